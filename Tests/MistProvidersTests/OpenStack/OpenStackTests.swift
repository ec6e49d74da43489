import Foundation
import MistModel
import Testing

@testable import MistProviders

/// The driver at a real OpenStack. Its compute service hands out three machines a page.
@Suite(
  .serialized,
  .enabled("no OpenStack could be started; Tests/Peers/openstack says why") { await OpenStackPeer.isThere })
struct OpenStackTests {
  private let peer: OpenStackPeer

  init() async throws {
    peer = try await OpenStackPeer.get()
  }

  private func image(_ driver: any ProviderDriver) async throws -> ImageID {
    try #require(try await driver.images(search: "cirros").first).id
  }

  @Test(arguments: [nil, "hpcloud"] as [ProviderID?]) func aWholeLife(at provider: ProviderID?) async throws {
    let driver =
      try provider.map {
        try peer.driver(["apiurl": try peer.url("keystone"), "region": "region-b.geo-1"], provider: $0)
      } ?? peer.driver()
    try await DriverConformance(
      driver: driver, order: MachineOrder("life", image: image(driver), size: "1"),
      abilities: [
        .probe, .start, .stop, .reboot, .destroy, .create, .rename, .resize, .pause, .images, .sizes, .locations,
        .networks, .keys, .floatingIP,
      ],
      otherSize: "2", tellsRepeatedOrders: true, searchedImage: "DEBIAN"
    ).run()
  }

  @Test func faultsThroughAProxy() async throws {
    let proxy = try FaultProxy(to: .port(peer.port("nova")))
    defer { proxy.stop() }
    let driver = try peer.driver([
      "username": "admin", "password": "secret", "tenant_name": "admin", "compute_endpoint": proxy.url + "/v2.1",
    ])
    let image = try await image(driver)
    // An administrator sees more than one.
    let network = try #require(try await driver.networks().first { $0.name == "inner" }).id
    @Sendable func order(_ name: String) -> MachineOrder {
      var order = MachineOrder(name, image: image, size: "1")
      order.networks = [network]
      return order
    }
    // Another region of the same cloud, reached as HP's was: the identity service names the proxy.
    let identity = try FaultProxy(
      to: .port(peer.port("keystone")), replacing: [try peer.url("nova"): proxy.url])
    defer { identity.stop() }
    let hp = try peer.driver(
      [
        "username": "admin", "password": "secret", "tenant_name": "admin", "apiurl": identity.url,
        "region": "region-a.geo-1",
      ], provider: "hpcloud")
    // So that there is a third page.
    for number in 1...7 { _ = try await driver.create(order("fault-\(number)")) }
    for driver in [driver, hp] {
      try await FaultConformance(
        driver: driver, proxy: proxy,
        isListing: { $0.target.hasPrefix("/v2.1/servers/detail") && !$0.target.contains("marker=") },
        isChange: { $0.method == "POST" && $0.target == "/v2.1/servers" },
        change: { _ = try await $0.create(order("fault")) },
        errorBody: novaError,
        wrongType: (#"{"servers": "none"}"#, "application/json"),
        isNextPage: { $0.target.contains("marker=") }
      ).run()
    }
    #expect(Set(try await driver.allMachines().map(\.id)).count >= 8)
    try await driver.destroy(named: "fault")
  }

  @Test func anAddressFromOutsideIsToldFromOneWithin() async throws {
    let driver = try peer.driver()
    let made = try await driver.create(MachineOrder("floating", image: image(driver), size: "1"))
    let running = try await driver.seen(made.id) { $0.state == .running && !$0.privateIPs.isEmpty }
    #expect(running.publicIPs == [])
    #expect(running.privateIPs.first?.hasPrefix("10.11.12.") == true)
    #expect(running.size == "1")
    #expect(running.extra["key_name"]?.string?.hasPrefix("fleet") == true)

    let networks = try await driver.networks()
    let outside = try #require(networks.first { $0.isPublic })
    #expect(networks.map(\.name).sorted() == ["inner", "outside"])
    let cloud = try #require(driver as? OpenStackDriver).cloud
    let ports: [String: [JSONValue]] = try await cloud.value(
      .init(.get, .networks, "ports", query: [("device_id", made.id.rawValue)]))
    let port = try #require(ports["ports"]?.first?["id"])
    try await cloud.done(
      .init(
        .post, .networks, "floatingips",
        body: ["floatingip": ["floating_network_id": .string(outside.id.rawValue), "port_id": port]]))
    let floating = try await driver.seen(made.id) { !$0.publicIPs.isEmpty }
    #expect(floating.publicIPs.first?.hasPrefix("203.0.113.") == true)
    #expect(floating.privateIPs == running.privateIPs)
    try await driver.destroy(made.id)
  }

  @Test func aFloatingAddressComesAndGoesWithItsMachine() async throws {
    let driver = try #require(try peer.driver() as? OpenStackDriver)
    var order = MachineOrder("reached", image: try await image(driver), size: "1")
    order.wantsFloatingIP = true
    let outside = try #require(try await driver.networks().first { $0.isPublic })
    // It says where the address comes from; the machine is not attached to it.
    order.networks = [outside.id]
    let made = try await driver.create(order).id
    let address = try await driver.giveFloatingAddress(to: made, of: order)
    #expect(address.hasPrefix("203.0.113."))
    #expect(try await driver.giveFloatingAddress(to: made, of: order) == address)
    let seen = try await driver.seen(made) { $0.state == .running && !$0.publicIPs.isEmpty }
    #expect(seen.publicIPs == [address] && seen.privateIPs.allSatisfy { $0.hasPrefix("10.11.12.") })
    #expect(try await driver.floatingAddresses(givenTo: made).count == 1)
    try await driver.destroy(made)
    #expect(try await driver.floatingAddresses(givenTo: made).isEmpty)
  }

  @Test func aKeyIsImportedOnce() async throws {
    let driver = try #require(try peer.driver() as? OpenStackDriver)
    let first = try await driver.nameOfKey(OrderedKey(name: "a.b/ü", publicKey: otherKey))
    #expect(first == "a-b--")
    #expect(try await driver.nameOfKey(OrderedKey(name: "later", publicKey: otherKey + " bob@x")) == first)
    // The name is taken, by another key.
    let second = try await driver.nameOfKey(OrderedKey(name: "a.b/ü", publicKey: thirdKey))
    #expect(second.hasPrefix("a-b---"))
    #expect(try await driver.nameOfKey(OrderedKey(name: "again", publicKey: thirdKey)) == second)
  }

  @Test func aTokenThatIsRefusedIsRenewed() async throws {
    let proxy = try FaultProxy(to: .port(peer.port("nova")))
    defer { proxy.stop() }
    let driver = try peer.driver(["compute_endpoint": proxy.url + "/v2.1"])
    _ = try await driver.allMachines()
    proxy.inject(.status(401), times: 1) { $0.target.contains("/flavors/detail") }
    _ = try await driver.sizes()
    let tokens = proxy.requests.filter { $0.target.hasSuffix("/flavors/detail") }.compactMap { request in
      request.head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("x-auth-token:") }
    }
    #expect(tokens.count == 2)
    #expect(Set(tokens).count == 2)
  }

  @Test(arguments: [
    (["password": "wrong"], MistError.Code.credentialsRejected), (["tenant_name": "nowhere"], .credentialsRejected),
    (["region": "Mars"], .invalid), (["region": ""], .invalid), (["auth_url": "http://127.0.0.1:1"], .unreachable),
  ])
  func whatIsWrongIsSaid(given: [String: String], code: MistError.Code) async throws {
    let error = await #expect(throws: MistError.self) { try await peer.driver(given).verify() }
    #expect(error?.code == code)
    #expect(error?.summary.hasPrefix("Juno: ") == true, "\(error?.summary ?? "")")
    #expect(error?.description.contains("wrong") == false)
    if code == .invalid { #expect(error?.hint == "its regions: RegionOne, region-a.geo-1, region-b.geo-1") }
  }

  @Test(arguments: ["", "/", "/v3", "/v3/", "/v2.0", "/v2.0/"])
  func anAddressMayNameAVersion(ending: String) async throws {
    try await peer.driver(["auth_url": try peer.url("keystone") + ending, "region": "regionone"]).verify()
  }

  @Test func aMachineThatIsMissingIsSaid() async throws {
    let error = await #expect(throws: MistError.self) { try await peer.driver().stop("no/such machine") }
    #expect(error?.code == .notFound)
  }

  @Test func oneRegionOfHP() async throws {
    let driver = try peer.driver(
      ["apiurl": try peer.url("keystone"), "region": "region-b.geo-1"], provider: "hpcloud")
    try await driver.verify()
    #expect(try await driver.sizes().map(\.name).sorted() == ["m1.large", "m1.medium", "m1.small", "m1.tiny"])
    #expect(try await driver.locations() == [Location(id: "nova", name: "nova")])
    #expect(try await driver.images(search: nil).map(\.name).sorted() == ["Ubuntu 26.04", "cirros", "debian-13"])
  }
}
