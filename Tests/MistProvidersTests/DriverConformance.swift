import MistModel
import MistProviders
import Synchronization
import Testing

/// What every driver does at a real peer: all that it declares, and nothing else.
///
/// One machine is made and goes through its whole life. Nothing connects to the addresses that the peer gives it.
struct DriverConformance: Sendable {
  var driver: any ProviderDriver
  /// A machine that the peer can make.
  var order: MachineOrder
  /// Just these abilities; the driver's own word is not enough.
  var abilities: Set<Ability>
  /// The size to go to, for drivers that resize.
  var otherSize: SizeID?
  /// Ordering the same once more gives the same machine.
  var tellsRepeatedOrders = false
  /// A provider may list fewer images than it has, none without a search among them.
  var searchedImage = ""
  /// Elsewhere a machine is switched off for it.
  var renamesWhileRunning = true
  /// The states of a machine that is switched off there.
  var stoppedStates: Set<MachineState> = [.stopped]
  /// The state of a machine that is paused there.
  var pausedState = MachineState.paused
  /// What the provider has, and the peer that stands in for it has not.
  var missingAtPeer: Set<Ability> = []
  /// For each change of state, on a slow and busy machine.
  var patience = Duration.seconds(90)

  func run() async throws {
    #expect(driver.abilities == abilities)
    try await driver.verify()
    try await offersAreSound()
    try await whatIsNotDeclaredIsRefused()

    let before = try await listing()
    let made = try await driver.create(order)
    do {
      try await live(made, among: before)
    } catch {
      // The peer may be kept for other tests.
      try? await driver.destroy(made.id)
      throw error
    }
  }

  // MARK: - What machines are made from

  private func offersAreSound() async throws {
    if abilities.contains(.images) {
      let found = try await driver.images(search: searchedImage)
      #expect(!found.isEmpty)
      #expect(found.allSatisfy { $0.matches(searchedImage) })
      #expect(Set(found.map(\.id)).count == found.count, "an image is listed twice")
      let own = try await driver.images(search: nil)
      #expect(Set(own.map(\.id)).count == own.count, "an image is listed twice")
      #expect(try await driver.images(search: "no-image-is-called-this").isEmpty)
    }
    if abilities.contains(.sizes) {
      let sizes = try await driver.sizes()
      #expect(!sizes.isEmpty && Set(sizes.map(\.id)).count == sizes.count)
      #expect(order.size.map { size in sizes.contains { $0.id == size } } ?? true)
    }
    if abilities.contains(.locations) {
      let locations = try await driver.locations()
      #expect(!locations.isEmpty && Set(locations.map(\.id)).count == locations.count)
      #expect(locations.allSatisfy { !$0.name.isEmpty })
    }
    if abilities.contains(.networks) {
      let networks = try await driver.networks()
      #expect(Set(networks.map(\.id)).count == networks.count)
    }
  }

  private func whatIsNotDeclaredIsRefused() async throws {
    let (driver, order, machine) = (driver, order, MachineID("nothing-has-this-id"))
    let calls: [(Ability, @Sendable () async throws -> Void)] = [
      (.images, { _ = try await driver.images(search: nil) }), (.sizes, { _ = try await driver.sizes() }),
      (.locations, { _ = try await driver.locations() }), (.networks, { _ = try await driver.networks() }),
      (.create, { _ = try await driver.create(order) }), (.start, { try await driver.start(machine) }),
      (.stop, { try await driver.stop(machine) }), (.reboot, { try await driver.reboot(machine) }),
      (.destroy, { try await driver.destroy(machine) }), (.rename, { try await driver.rename(machine, to: "x") }),
      (.resize, { try await driver.resize(machine, to: "x") }), (.pause, { try await driver.pause(machine) }),
      (.pause, { try await driver.unpause(machine) }),
      (.logs, { _ = try await driver.logs(of: machine, last: 1) }),
      (.execute, { _ = try await driver.execute("true", on: machine) { _, _ in } }),
    ]
    for (ability, call) in calls where !abilities.contains(ability) {
      let error = await #expect(throws: MistError.self, "\(ability)") { try await call() }
      #expect(error?.code == .notSupported, "\(ability)")
    }
    // What it can do to machines it cannot do to one that is not there.
    if abilities.contains(.start) {
      let error = await #expect(throws: MistError.self) { try await driver.start(machine) }
      #expect(error.map { [.notFound, .invalid].contains($0.code) } == true, "\(error?.summary ?? "")")
    }
  }

  // MARK: - One machine's life

  private func live(_ made: Machine, among before: [MachineID: Machine]) async throws {
    let id = made.id
    #expect(before[id] == nil)
    #expect(made.name == order.name)
    let running = try await seen(id, "runs") { $0.state == .running }
    #expect(running.name == order.name)
    #expect(running.backend == driver.account.backend)
    #expect(running.actions.contains(.destroy) && !running.actions.contains(.start))
    if tellsRepeatedOrders {
      #expect(try await driver.create(order).id == id)
      #expect(try await listing().count == before.count + 1)
    }
    if abilities.contains(.execute) { try await runsCommands(id) }
    if abilities.contains(.reboot) {
      try await driver.reboot(id)
      _ = try await seen(id, "runs after its reboot") { $0.state == .running }
    }
    if renamesWhileRunning { try await changesItsName(id) }
    if abilities.contains(.pause) {
      try await driver.pause(id)
      _ = try await seen(id, "is paused") { $0.state == pausedState }
      try await driver.unpause(id)
      _ = try await seen(id, "goes on") { $0.state == .running }
    }
    if abilities.contains(.stop) { try await stopsAndStarts(id) }
    try await driver.destroy(id)
    try await isGone(id)
    #expect(Set(try await listing().filter { $0.value.state != .terminated }.keys).isSubset(of: before.keys))
  }

  private func changesItsName(_ id: MachineID) async throws {
    guard abilities.subtracting(missingAtPeer).contains(.rename) else { return }
    try await driver.rename(id, to: order.name + "-renamed")
    _ = try await seen(id, "has its new name") { $0.name == order.name + "-renamed" }
    try await driver.rename(id, to: order.name)
    _ = try await seen(id, "has its old name again") { $0.name == order.name }
  }

  private func stopsAndStarts(_ id: MachineID) async throws {
    try await driver.stop(id)
    let stopped = try await seen(id, "stops") { stoppedStates.contains($0.state) }
    #expect(!stopped.actions.contains(.stop) && !stopped.actions.contains(.reboot))
    if abilities.contains(.resize), let otherSize {
      try await driver.resize(id, to: otherSize)
      _ = try await seen(id, "has its new size") { $0.size == otherSize }
    }
    if !renamesWhileRunning { try await changesItsName(id) }
    guard abilities.contains(.start) else { return }
    #expect(try await seen(id, "is still there") { _ in true }.actions.contains(.start))
    try await driver.start(id)
    _ = try await seen(id, "starts again") { $0.state == .running }
  }

  private func runsCommands(_ id: MachineID) async throws {
    let written = Written()
    let status = try await driver.execute("echo to-output; echo to-errors >&2; exit 7", on: id) { bytes, isError in
      written.add(bytes, isError)
    }
    #expect(status == 7)
    #expect(written.output == "to-output\n")
    #expect(written.errors == "to-errors\n")
  }

  private func listing() async throws -> [MachineID: Machine] {
    let machines = try await driver.allMachines()
    #expect(Set(machines.map(\.id)).count == machines.count, "a machine is listed twice")
    return Dictionary(machines.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Waits until the listing shows the machine like this.
  private func seen(_ id: MachineID, _ claim: String, _ holds: (Machine) -> Bool) async throws -> Machine {
    var last: Machine?
    let machine = try await waited { () -> Machine? in
      last = try await listing()[id]
      return last.flatMap { holds($0) ? $0 : nil }
    }
    return try #require(machine, "\(order.name) \(claim): \(last.map { "\($0)" } ?? "it is not listed")")
  }

  /// Some providers show a destroyed machine for a while yet.
  private func isGone(_ id: MachineID) async throws {
    let isGone = try await waited { try await listing()[id].map { $0.state == .terminated } ?? true ? true : nil }
    #expect(isGone == true, "\(order.name) was destroyed and is still there")
  }

  private func waited<Value>(_ look: () async throws -> Value?) async throws -> Value? {
    let start = ContinuousClock.now
    while true {
      if let value = try await look() { return value }
      guard ContinuousClock.now - start < patience else { return nil }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}

extension Image {
  fileprivate func matches(_ text: String) -> Bool {
    text.isEmpty || "\(id) \(name)".lowercased().contains(text.lowercased())
  }
}

/// What a command wrote, in pieces that come from elsewhere.
private final class Written: Sendable {
  private let bytes = Mutex<(output: [UInt8], errors: [UInt8])>(([], []))

  func add(_ piece: [UInt8], _ isError: Bool) {
    bytes.withLock { if isError { $0.errors += piece } else { $0.output += piece } }
  }

  var output: String { bytes.withLock { String(decoding: $0.output, as: UTF8.self) } }
  var errors: String { bytes.withLock { String(decoding: $0.errors, as: UTF8.self) } }
}
