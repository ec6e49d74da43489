import MistModel
import MistProviders
import Synchronization

@testable import MistService

/// A provider whose machines are sshd's on the loopback address: a new one is listed without an address first.
final class LoopbackCloud: Sendable {
  struct State {
    var orders: [MachineOrder] = []
    /// By the order's id.
    var machines: [String: Machine] = [:]
    var listings = 0
    var refusal: MistError?
    var refusedName: String?
    var sizes = ["only"]
    /// So many answers do not arrive; what was ordered is made.
    var lostAnswers = 0
    /// Machines in the order in which they were given an address, and where it was to come from.
    var addressed: [(machine: MachineID, networks: [NetworkID])] = []
    /// It keeps no id of an order: what was sent before is told by its name, and that takes a while.
    var tellsByName = false
  }

  let state = Mutex(State())
  let user: String
  let ports: [Int]
  let abilities: Set<Ability>
  /// Listings in which a machine has no address.
  let listingsWithout: Int

  init(user: String, ports: [Int], abilities: Set<Ability> = [.create, .keys, .sizes], listingsWithout: Int = 2) {
    self.user = user
    self.ports = ports
    self.abilities = abilities
    self.listingsWithout = listingsWithout
  }

  var orders: [MachineOrder] { state.withLock { $0.orders } }
  var machines: [Machine] { state.withLock { $0.machines.values.sorted { $0.name < $1.name } } }

  func refuse(_ name: String, with error: MistError) {
    state.withLock { state in
      state.refusal = error
      state.refusedName = name
    }
  }
}

struct LoopbackDrivers: DriverMaking {
  let cloud: LoopbackCloud

  func driver(for record: BackendRecord, parameters: [String: String]) throws -> any ProviderDriver {
    try driver(provider: ProviderID(record.kind), title: record.title, id: record.backendID, parameters: parameters)
  }

  func driver(
    provider: ProviderID, title: String, id: BackendID, parameters: [String: String]
  ) throws -> any ProviderDriver {
    LoopbackDriver(
      account: DriverAccount(
        backend: id, title: title, provider: provider, parameters: parameters, remote: NoRemoteShell()),
      cloud: cloud)
  }
}

private struct LoopbackDriver: ProviderDriver {
  let account: DriverAccount
  let cloud: LoopbackCloud

  var abilities: Set<Ability> { cloud.abilities }

  func verify() async throws {}

  func sizes() async throws -> [Size] {
    cloud.state.withLock { $0.sizes }.map { Size(id: SizeID($0), name: $0) }
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    cloud.state.withLock { state in
      state.listings += 1
      let isEarly = state.listings <= cloud.listingsWithout
      return Page(
        state.machines.values.map { machine in
          var machine = machine
          if isEarly {
            machine.state = .pending
            machine.publicIPs = []
            machine.extra = [:]
          }
          return machine
        })
    }
  }

  func create(_ order: MachineOrder) async throws -> Machine {
    if cloud.state.withLock({ $0.tellsByName }), order.sentBefore != nil {
      let found = cloud.machines.first { $0.name == order.name && !order.others.contains($0.id) }
      try await Task.sleep(for: .milliseconds(200))
      if let found { return found }
    }
    return try cloud.state.withLock { state in
      state.orders.append(order)
      if let error = state.refusal, state.refusedName == order.name { throw error }
      if let machine = state.machines[order.orderID] { return machine }
      let number = state.machines.count
      var machine = Machine(
        id: MachineID("m\(number + 1)"), backend: account.backend, name: order.name, state: .running,
        publicIPs: ["127.0.0.1"])
      machine.extra = [
        "ssh_port": .integer(cloud.ports[number % cloud.ports.count]), "ssh_user": .string(cloud.user),
      ]
      state.machines[order.orderID] = machine
      guard state.lostAnswers > 0 else { return machine }
      state.lostAnswers -= 1
      throw MistError(.unreachable, "\(account.title): its answer was cut off")
    }
  }

  func giveFloatingAddress(to machine: MachineID, of order: MachineOrder) async throws -> String {
    cloud.state.withLock { $0.addressed.append((machine, order.networks)) }
    return "203.0.113.7"
  }

  func machine(orderedBy order: MachineOrder) async throws -> Machine? {
    cloud.state.withLock { $0.machines[order.orderID] }
  }
}
