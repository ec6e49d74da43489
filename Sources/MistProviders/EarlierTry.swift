import Foundation
import MistModel

extension ProviderDriver {
  /// The machine that an earlier try of the order made, at a provider that keeps no id of an order: one with its name
  /// that is no older than that try. `nil` for an order that was never sent before.
  ///
  /// - Parameters:
  ///   - created: where the provider's own time of a machine stands in its `extra`.
  ///   - difference: seconds by which its clock may differ from ours.
  func machineOfEarlierTry(
    of order: MachineOrder, created: String, within difference: Double = 300
  ) async throws -> Machine? {
    guard let sent = order.sentBefore else { return nil }
    return try await allMachines().first { machine in
      guard machine.name == order.name, !order.others.contains(machine.id), let text = machine.extra[created]?.string
      else { return false }
      return providerTime(text).map { $0 >= sent - difference } ?? false
    }
  }
}

/// Seconds since 1970 of `2026-01-31T12:00:00Z`, or with a blank in the middle, or with another zone; without one it is
/// UTC. Parts of a second are left out.
func providerTime(_ text: String) -> Double? {
  let text = text.replacing(" ", with: "T").replacing(/\.[0-9]+/, with: "")
  let whole = text.contains(/(Z|[+-][0-9]{2}:?[0-9]{2})$/) ? text : text + "Z"
  return (try? Date(whole, strategy: .iso8601))?.timeIntervalSince1970
}
