import MistModel
import MistProviders

/// How commands get to a machine.
enum Entrance: Sendable {
  case ssh(MachinePlace)
  /// The provider runs them, without SSH.
  case provider(any ProviderDriver, Machine)
}

/// Finds out how commands get to machines.
struct Entrances: Sendable {
  let machines: MachinesService
  let logins: LoginService

  func entrance(of machine: Machine) async throws -> Entrance {
    guard let found = try await entrances(of: [machine]).first else {
      throw MistError(.notFound, "no way to \(machine.name)")
    }
    return try found.get()
  }

  /// In the order of the machines: SSH where a login is known or the provider tells of a port for it, else the
  /// provider's own way where it has one. A driver is made for those only whom that says nothing of.
  func entrances(of machines: [Machine]) async throws -> [Result<Entrance, MistError>] {
    let ways = try await logins.associations.ways(into: machines.map(\.reference))
    var drivers: [BackendID: any ProviderDriver] = [:]
    var entrances: [Result<Entrance, MistError>] = []
    for machine in machines {
      let isKnown = ways[machine.reference]?.contains { $0.association.user != nil } ?? false
      do {
        guard !isKnown, machine.extra["ssh_port"] == nil else {
          entrances.append(.success(.ssh(try MachinePlace(machine))))
          continue
        }
        let driver: any ProviderDriver
        if let made = drivers[machine.backend] {
          driver = made
        } else {
          driver = try await self.machines.driver(of: machine.backend)
          drivers[machine.backend] = driver
        }
        let isProviders = driver.abilities.contains(.execute)
        entrances.append(.success(isProviders ? .provider(driver, machine) : .ssh(try MachinePlace(machine))))
      } catch let error as MistError {
        entrances.append(.failure(error))
      }
    }
    return entrances
  }
}
