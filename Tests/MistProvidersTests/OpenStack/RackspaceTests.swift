import MistModel
import Testing

@testable import MistProviders

/// The driver at Rackspace's stand-in for its own cloud.
@Suite(.enabled("no mimic could be started; Tests/Peers/mimic says why") { await MimicPeer.isThere })
struct RackspaceTests {
  private let peer: MimicPeer

  init() async throws {
    peer = try await MimicPeer.get()
  }

  private func order(_ name: String, _ driver: any ProviderDriver) async throws -> MachineOrder {
    MachineOrder(name, image: try #require(try await driver.images(search: "ubuntu").first).id, size: "2")
  }

  @Test func aWholeLife() async throws {
    let driver = try peer.driver(user: "life")
    try await DriverConformance(
      driver: driver, order: order("life", driver),
      abilities: [.probe, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations, .networks, .keys],
      tellsRepeatedOrders: true, searchedImage: "Ubuntu", missingAtPeer: [.rename]
    ).run()
  }

  @Test func faultsThroughAProxy() async throws {
    let proxy = try FaultProxy(to: .port(peer.port), insteadOf: "http://127.0.0.1:\(peer.port)")
    defer { proxy.stop() }
    let driver = try peer.driver(user: "faults", port: proxy.port)
    let made = try await order("fault", driver)
    try await FaultConformance(
      driver: driver, proxy: proxy, isListing: { $0.target.contains("/servers/detail") },
      isChange: { $0.method == "POST" && $0.target.hasSuffix("/servers") },
      change: { _ = try await $0.create(MachineOrder("fault", image: made.image, size: "2")) },
      errorBody: novaError, wrongType: (#"{"servers": 7}"#, "application/json")
    ).run()
  }

  @Test func aTokenThatIsRefusedIsRenewedOnce() async throws {
    let proxy = try FaultProxy(to: .port(peer.port), insteadOf: "http://127.0.0.1:\(peer.port)")
    defer { proxy.stop() }
    let driver = try peer.driver(user: "token", port: proxy.port)
    _ = try await driver.sizes()
    proxy.inject(.status(401), times: 1) { $0.target.contains("/servers/detail") }
    #expect(try await driver.allMachines() == [])
    #expect(proxy.count { $0.target == "/identity/v2.0/tokens" } == 2)
    proxy.reset()
    proxy.inject(.status(401)) { $0.target.contains("/servers/detail") }
    let error = await #expect(throws: MistError.self) { try await driver.allMachines() }
    #expect(error?.code == .credentialsRejected)
    #expect(proxy.count { $0.target.contains("/servers/detail") } == 2)
  }

  /// All that is asked for at the same time waits for one login.
  @Test func oneLoginIsEnough() async throws {
    let proxy = try FaultProxy(to: .port(peer.port), insteadOf: "http://127.0.0.1:\(peer.port)")
    defer { proxy.stop() }
    let driver = try peer.driver(user: "login", port: proxy.port)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 1...8 { group.addTask { _ = try await driver.allMachines() } }
      try await group.waitForAll()
    }
    #expect(proxy.count { $0.target == "/identity/v2.0/tokens" } == 1)
  }

  @Test func aMachineIsResizedAndItsSizeConfirmed() async throws {
    let driver = try peer.driver(user: "resize")
    let made = try await driver.create(order("grows", driver))
    _ = try await driver.seen(made.id) { $0.state == .running }
    try await driver.resize(made.id, to: "3")
    let resized = try await driver.seen(made.id) { $0.size == "3" }
    #expect(resized.extra["status"] == "ACTIVE")
  }

  @Test func addressesAndPlaces() async throws {
    let driver = try peer.driver(user: "addresses", region: "DFW")
    let made = try await driver.create(order("web", driver))
    let machine = try await driver.seen(made.id) { $0.state == .running }
    #expect(machine.publicIPs.first?.hasPrefix("198.101.241.") == true)
    #expect(machine.publicIPs.count == 2, "IPv4 and IPv6")
    #expect(machine.privateIPs.first?.hasPrefix("10.180.") == true)
    #expect(machine.actions == [.reboot, .destroy, .resize, .rename, .tag])
    #expect(try await driver.locations() == [Location(id: "dfw", name: "Dallas")])
    // Another region, other machines.
    #expect(try await peer.driver(user: "addresses", region: "iad").allMachines() == [])
    let sizes = try await driver.sizes()
    #expect(sizes.contains(Size(id: "2", name: "512MB Standard Instance", memory: 512, disk: 20)))
  }

  @Test func aRegionThatIsNotThereIsSaid() async throws {
    let error = await #expect(throws: MistError.self) { try await peer.driver(user: "u", region: "syd").verify() }
    #expect(error?.summary.hasSuffix("has no region 'syd'") == true, "\(error?.summary ?? "")")
    #expect(
      error?.hint.map { Set($0.dropFirst("its regions: ".count).split(separator: ", ")) } == ["DFW", "ORD", "IAD"])
  }
}
