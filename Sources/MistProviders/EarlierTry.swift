import Foundation
import MistModel

extension ProviderDriver {
  /// The machine that an earlier try of the order made, at a provider that keeps no id of an order: one with its name
  /// that is no older than that try. `nil` for an order that was never sent before.
  ///
  /// - Parameter created: where the provider's own time of a machine stands in its `extra`.
  func machineOfEarlierTry(of order: MachineOrder, created: String) async throws -> Machine? {
    guard let sent = order.sentBefore else { return nil }
    return try await allMachines().first { machine in
      guard machine.name == order.name, let text = machine.extra[created]?.string else { return false }
      return providerTime(text).map { $0 >= sent - clockDifference } ?? false
    }
  }
}

/// Seconds by which a provider's clock may differ from ours.
private let clockDifference = 300.0

/// Seconds since 1970 of `2026-01-31T12:00:00Z`; without a zone it is UTC.
func providerTime(_ text: String) -> Double? {
  let whole = text.hasSuffix("Z") ? text : text + "Z"
  return (try? Date(whole, strategy: .iso8601))?.timeIntervalSince1970
}
