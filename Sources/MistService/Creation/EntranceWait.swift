import MistModel
import MistProviders

/// Waits until commands get to a new machine: it needs an address, an sshd and the key first.
struct EntranceWait: Sendable {
  let machine: MachineReference
  let name: String
  let machines: MachinesService
  let entrances: Entrances
  let world: ServiceWorld
  let patience: CreationPatience

  /// A machine that is seen so often as stopped does not start any more.
  private static let mostStops = 3
  /// One that was listed, and is so often not any more, was destroyed.
  private static let mostMisses = 3

  /// What was seen of the machine so far.
  private struct Sight {
    var stops = 0
    var misses = 0
    var wasListed = false
    /// When it was first looked for in vain.
    var missedSince: Double?
  }

  /// Throws the last reason when patience is at its end, and at once what no waiting helps against.
  func entrance() async throws -> Entrance {
    let began = world.uptime()
    var pause = patience.firstPause
    var refusedSince: Double?
    var sight = Sight()
    while true {
      let reason: MistError
      do {
        return try await look(&sight)
      } catch let error as MistError where Self.mayPass(error) {
        reason = error
      }
      let now = world.uptime()
      refusedSince = reason.code == .credentialsRejected ? refusedSince ?? now : nil
      guard now - began < patience.limit, now - (refusedSince ?? now) < patience.refusalLimit,
        now - (sight.missedSince ?? now) < patience.listingLimit
      else {
        throw MistError(
          reason.code, "\(name) was not reached in \(Int(now - began)) s: \(reason.summary)", details: reason.details)
      }
      try await Task.sleep(for: pause)
      pause = min(pause * 2, patience.longestPause)
    }
  }

  private func look(_ sight: inout Sight) async throws -> Entrance {
    guard let machine = try await machines.freshMachine(machine) else {
      sight.misses += 1
      sight.missedSince = sight.missedSince ?? world.uptime()
      guard !sight.wasListed || sight.misses < Self.mostMisses else {
        throw MistError(.failed, "\(name) is not listed any more")
      }
      throw MistError(.unreachable, "\(name) is not listed")
    }
    sight.wasListed = true
    sight.misses = 0
    sight.missedSince = nil
    guard machine.state != .error, machine.state != .terminated else {
      throw MistError(.failed, "\(name) did not start: its state is \(machine.state)")
    }
    sight.stops += machine.state == .stopped ? 1 : 0
    guard sight.stops < Self.mostStops else { throw MistError(.failed, "\(name) stopped by itself") }
    switch try await entrances.entrance(of: machine) {
    case .ssh(let place):
      _ = try await entrances.logins.find(place)
      return .ssh(place)
    case .provider(let driver, let machine):
      guard machine.state == .running else {
        throw MistError(.unreachable, "\(name) does not run yet: its state is \(machine.state)")
      }
      return .provider(driver, machine)
    }
  }

  private static func mayPass(_ error: MistError) -> Bool {
    [.unreachable, .timedOut, .connectionLost, .credentialsRejected, .tooMany].contains(error.code)
  }
}
