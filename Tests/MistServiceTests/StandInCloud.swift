import MistModel
import MistProviders
import Synchronization

@testable import MistService

/// A cloud behind every backend that has not to be reached: it holds the machines it was given, and all offer the same.
final class StandInCloud: DriverMaking {
  private let machines = Mutex<[BackendID: [Machine]]>([:])
  /// How long it takes to make and to destroy, and what then goes wrong.
  private let manner = Mutex<(takes: Duration, trouble: MistError?)>((.zero, nil))

  func makeSlow(_ takes: Duration, trouble: MistError? = nil) { manner.withLock { $0 = (takes, trouble) } }

  fileprivate func pass() async throws {
    let (takes, trouble) = manner.withLock { $0 }
    if takes > .zero { try await Task.sleep(for: takes) }
    if let trouble { throw trouble }
  }

  func put(_ machine: Machine) {
    machines.withLock { $0[machine.backend, default: []].append(machine) }
  }

  /// Somebody destroys it without telling us.
  func lose(_ machine: MachineReference) {
    machines.withLock { $0[machine.backend]?.removeAll { $0.id == machine.machine } }
  }

  func driver(for record: BackendRecord, parameters: [String: String]) throws -> any ProviderDriver {
    try driver(provider: ProviderID(record.kind), title: record.title, id: record.backendID, parameters: parameters)
  }

  func driver(
    provider: ProviderID, title: String, id: BackendID, parameters: [String: String]
  ) throws -> any ProviderDriver {
    StandInDriver(
      account: DriverAccount(
        backend: id, title: title, provider: provider, parameters: parameters, remote: NoRemoteShell()),
      cloud: self)
  }

  fileprivate func machines(of backend: BackendID) -> [Machine] {
    machines.withLock { $0[backend] ?? [] }
  }

  fileprivate func set(_ machine: MachineID, of backend: BackendID, to state: MachineState) throws {
    try machines.withLock { machines in
      guard let position = machines[backend]?.firstIndex(where: { $0.id == machine }) else {
        throw MistError(.notFound, "no machine '\(machine)'", about: .init(.machine, machine.rawValue))
      }
      machines[backend]?[position].state = state
    }
  }
}

private struct StandInDriver: ProviderDriver {
  var account: DriverAccount
  var cloud: StandInCloud
  let abilities: Set<Ability> = [
    .create, .start, .stop, .reboot, .destroy, .images, .sizes, .locations, .networks, .logs,
  ]

  func verify() async throws {}
  func machines(page: PageToken?) async throws -> Page<Machine> { Page(cloud.machines(of: account.backend)) }

  /// `gentoo` is one that a person has to look for.
  func images(search: String?) async throws -> [Image] {
    let all = [
      Image(id: "img-1", name: "Fedora-20"), Image(id: "img-2", name: "gentoo", isStarred: false),
      Image(id: "debian/12:slim", name: "Debian", isStarred: false),
    ]
    guard let part = search?.lowercased(), part != "all" else { return Array(all.prefix(2)) }
    return all.filter { $0.id.rawValue.lowercased().contains(part) || $0.name.lowercased().contains(part) }
  }

  func logs(of machine: MachineID, last count: Int) async throws -> [LogLine] {
    [LogLine("begun", isError: false), LogLine("no such file", isError: true)].suffix(count)
  }

  func sizes() async throws -> [Size] { [Size(id: "219", name: "CS05-SSD", memory: 512, disk: 25)] }
  func locations() async throws -> [Location] { [Location(id: "86945", name: "SJC-1", country: "US")] }

  func networks() async throws -> [Network] {
    [
      Network(id: "net-1", name: "pub", status: "ACTIVE", isPublic: true),
      Network(id: "net-2", name: "priv", status: "ACTIVE"),
    ]
  }

  /// It never gets an address, so nothing is looked for there.
  func create(_ order: MachineOrder) async throws -> Machine {
    try await cloud.pass()
    let machine = Machine(id: MachineID(order.name), backend: account.backend, name: order.name, state: .pending)
    cloud.put(machine)
    return machine
  }

  func start(_ machine: MachineID) async throws { try cloud.set(machine, of: account.backend, to: .running) }
  func stop(_ machine: MachineID) async throws { try cloud.set(machine, of: account.backend, to: .stopped) }
  func reboot(_ machine: MachineID) async throws { try cloud.set(machine, of: account.backend, to: .running) }
  func destroy(_ machine: MachineID) async throws {
    try await cloud.pass()
    try cloud.set(machine, of: account.backend, to: .terminated)
  }
}
