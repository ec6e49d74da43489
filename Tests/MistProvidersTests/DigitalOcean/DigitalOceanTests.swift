import MistModel
import Testing

@testable import MistProviders

/// DigitalOcean's driver at a double that holds it to the vendor's specification.
@Suite(withVendorDoubles)
struct DigitalOceanTests {
  private let order: MachineOrder = {
    var order = MachineOrder(
      name: "db1", image: "debian-13-x64", size: "s-1vcpu-1gb", location: "nyc3", orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()

  private func withDouble(
    isSecureToo: Bool = false, _ work: (VendorDouble, DigitalOceanDriver) async throws -> Void
  ) async throws {
    let double = try VendorDouble("digitalocean", isSecureToo: isSecureToo)
    defer { double.stop() }
    try await work(double, try driver(at: double))
    #expect(try await double.deviations().isEmpty)
  }

  private func driver(at double: VendorDouble, endpoint: String? = nil) throws -> DigitalOceanDriver {
    try DigitalOceanDriver(account: double.account("digitalocean", ["token": double.token], endpoint: endpoint))
  }

  @Test func doesWhatItDeclares() async throws {
    try await withDouble { double, driver in
      try await double.set(pageSize: 2, machines: 5)
      try await DriverConformance(
        driver: driver, order: order,
        abilities: [
          .start, .stop, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations, .networks, .keys,
        ], otherSize: "s-1vcpu-2gb", searchedImage: "ubuntu"
      ).run()
      #expect(try await driver.allMachines().count == 5)
    }
  }

  @Test func faultsAreToldAndNothingIsDoneTwice() async throws {
    try await withDouble { double, _ in
      try await double.set(pageSize: 2, machines: 5)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      try await FaultConformance(
        driver: try driver(at: double, endpoint: proxy.url), proxy: proxy,
        isListing: { $0.target.hasPrefix("/v2/droplets?page=1&") },
        isChange: { $0.method == "POST" && $0.target == "/v2/droplets" },
        change: { [order] in _ = try await $0.create(order) },
        errorBody: { (#"{"id": "trouble", "message": "no luck with \#($0)"}"#, "application/json") },
        wrongType: (#"{"droplets": {"id": "seven"}}"#, "application/json"),
        isNextPage: { $0.target.hasPrefix("/v2/droplets?") && !$0.target.contains("page=1&") }
      ).run()
    }
  }

  @Test func asksAsTheVendorsClientDoes() async throws {
    try await withDouble(isSecureToo: true) { double, driver in
      let golden = try GoldenRequests(double)
      try await golden.expect("verify") { try await driver.verify() }
      try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
      try await golden.expect("images", "own images") { _ = try await driver.images(search: nil) }
      try await golden.expect("search") { _ = try await driver.images(search: "debian") }
      try await golden.expect("sizes") { _ = try await driver.sizes() }
      try await golden.expect("locations") { _ = try await driver.locations() }
      try await golden.expect("networks") { _ = try await driver.networks() }

      // The vendor's client has brought the key already.
      var order = order
      order.name = "golden"
      try await golden.expect("keys", "create") { _ = try await driver.create(order) }
      let machine = try #require(try await driver.allMachines().first { $0.name == "golden" }).id
      try await golden.expect("reboot", polling: "action") { try await driver.reboot(machine) }
      try await golden.expect("stop", polling: "action") { try await driver.stop(machine) }
      try await golden.expect("resize", polling: "action") { try await driver.resize(machine, to: "s-1vcpu-2gb") }
      try await golden.expect("start", polling: "action") { try await driver.start(machine) }
      try await golden.expect("rename", polling: "action") { try await driver.rename(machine, to: "golden2") }
      try await golden.expect("destroy") { try await driver.destroy(machine) }

      var inNetwork = MachineOrder(name: "golden3", image: "7003", size: "s-1vcpu-1gb", orderID: "order-2")
      inNetwork.networks = ["5a4981aa-9653-4bd1-bef5-d6bff52042e4"]
      try await golden.expect("create in a network") { _ = try await driver.create(inNetwork) }
    }
  }

  @Test func aSystemThatDoesNotShutDownIsPoweredOff() async throws {
    try await withDouble { double, driver in
      let machine = try await made("deaf", driver)
      let error = await thrownError { try await driver.reboot(machine) }
      #expect(error?.summary == "Juno: 'reboot' of machine \(machine) ended with an error")
      _ = try await double.requests()
      try await driver.stop(machine)
      let asked = try await double.requests().compactMap { $0.body?["type"]?.string }
      #expect(asked == ["shutdown", "power_off"])
      #expect(try await driver.allMachines().first?.state == .stopped)
    }
  }

  @Test func aShutdownWithoutEndIsNotWaitedForForEver() async throws {
    try await withDouble { double, driver in
      let machine = try await made("endless", driver)
      var driver = driver
      driver.shutdownPatience = .milliseconds(600)
      let error = await thrownError { try await driver.stop(machine) }
      #expect(error?.code == .invalid)
      #expect(error?.summary.hasSuffix("Droplet already has a pending event.") == true)
      #expect(try await driver.allMachines().first?.actions == [.tag], "it is locked")
    }
  }

  /// As after a crash: nobody knows what came of the first try.
  @Test func anOrderThatWasSentBeforeMakesNoSecondMachine() async throws {
    try await withDouble { double, driver in
      var order = order
      order.sentBefore = 1_793_534_400
      let made = try await driver.create(order)
      #expect(try await driver.create(order).id == made.id)
      #expect(try await driver.allMachines().map(\.id) == [made.id])
      // It is known to be another order's.
      order.others = [made.id]
      let second = try await driver.create(order)
      #expect(second.id != made.id)
      #expect(try await driver.machine(orderedBy: order)?.id == second.id)
      // Another machine of that name is older than the try.
      order.sentBefore = 1_793_538_000
      #expect(try await driver.create(order).id != made.id)
    }
  }

  private func made(_ name: String, _ driver: DigitalOceanDriver) async throws -> MachineID {
    var order = order
    (order.name, order.key) = (name, nil)
    let machine = try await driver.create(order)
    #expect(machine.state == .pending && machine.publicIPs.isEmpty)
    let running = try #require(try await driver.allMachines().first { $0.id == machine.id })
    #expect(running.state == .running && running.publicIPs.count == 1 && running.privateIPs.count == 1)
    #expect(running.image == "debian-13-x64" && running.size == "s-1vcpu-1gb")
    return machine.id
  }

  @Test func aKeyIsBroughtOnce() async throws {
    try await withDouble { double, driver in
      for name in ["db1", "db2"] {
        var order = order
        order.name = name
        // Another comment makes no other key.
        order.key?.publicKey += "-of-\(name)"
        _ = try await driver.create(order)
      }
      let asked = try await double.requests().filter { $0.path == "/v2/account/keys" }
      #expect(asked.map(\.method) == ["GET", "POST", "GET"])

      var order = order
      order.key = OrderedKey(name: "broken", publicKey: "ssh-rsa")
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.code == .invalid && error?.summary.contains("key broken") == true)
    }
  }

  @Test func aTokenThatIsRefusedIsNotShown() async throws {
    try await withDouble { double, _ in
      let account = double.account("digitalocean", ["token": "dop_v1_wrong"])
      let error = await thrownError { try await DigitalOceanDriver(account: account).verify() }
      #expect(error?.code == .credentialsRejected)
      #expect(error?.description.contains("dop_v1_wrong") == false)
      for token in ["", "two words", "line\r\nX-Other: 1", "schlüssel"] {
        let account = double.account("digitalocean", ["token": token])
        #expect(throws: MistError.self) { try DigitalOceanDriver(account: account) }
      }
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaidBeforeItIsSent() async throws {
    try await withDouble { (double, driver) async throws in
      var orders = [order, order, order]
      orders[0].size = nil
      orders[1].name = "my machine"
      orders[2].networks = ["a", "b"]
      for order in orders { await expectError(.invalid) { _ = try await driver.create(order) } }
      await expectError(.invalid) { try await driver.rename("7", to: "-") }
      for id in ["", "abc", "0", "007", "7/actions", "-7"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      #expect(try await double.requests().isEmpty)
      await expectError(.notFound) { try await driver.destroy("4711") }
    }
  }

  @Test func imagesAreChosenAndFound() async throws {
    try await withDouble { (_, driver) async throws in
      #expect(
        Set(try await driver.images(search: nil).map(\.id)) == ["debian-13-x64", "ubuntu-26-04-x64", "7003", "7201"])
      #expect(try await driver.images(search: "DOCKER").map(\.id) == ["docker-24-04"])
      #expect(try await driver.images(search: "docker").first?.isStarred == false)
      #expect(try await driver.images(search: "all").count == 5)
      #expect(try await driver.sizes().map(\.id) == ["s-1vcpu-1gb", "s-1vcpu-2gb", "s-2vcpu-4gb"])
      #expect(try await driver.locations().map(\.id) == ["nyc3", "fra1", "sgp1"])
      #expect(try await driver.networks().map(\.name) == ["default-nyc3"])
    }
  }
}

/// Answers that no double gives.
struct DigitalOceanAnswerTests {
  private func driver(at server: ScriptedServer) throws -> DigitalOceanDriver {
    try DigitalOceanDriver(
      account: DriverAccount(
        backend: "b1", title: "Juno", provider: "digitalocean", parameters: ["token": "t"], endpoint: server.url))
  }

  @Test func aLinkToAnotherHostIsNotFollowed() async throws {
    let server = try ScriptedServer(
      ScriptedServer.json(200, #"{"droplets": [], "links": {"pages": {"next": "http://127.0.0.2:1/v2/droplets"}}}"#))
    defer { server.stop() }
    let error = await thrownError { _ = try await driver(at: server).allMachines() }
    #expect(error?.code == .untrusted)
    #expect(server.requests.count == 1)
  }

  @Test func aMachineOfWhichLittleIsToldIsListed() async throws {
    let server = try ScriptedServer(
      ScriptedServer.json(
        200,
        #"""
        {"droplets": [{"id": 1, "name": "a", "status": "archive"}, {"id": 2, "name": "b", "status": "melting",
          "networks": {"v6": [{"ip_address": "2001:db8::2", "type": "public"}]}}]}
        """#))
    defer { server.stop() }
    let machines = try await driver(at: server).allMachines()
    #expect(machines.map(\.state) == [.terminated, MachineState(rawValue: "melting")])
    #expect(machines.map(\.actions) == [[], [.destroy, .tag]])
    #expect(machines.map(\.publicIPs) == [[], ["2001:db8::2"]])
  }

  @Test func anImageWithoutASlugGoesByItsNumber() async throws {
    let server = try ScriptedServer(
      ScriptedServer.json(
        200, #"{"images": [{"id": 7, "slug": "", "name": "a"}, {"id": 8, "slug": "b", "name": "b"}]}"#))
    defer { server.stop() }
    #expect(try await driver(at: server).images(search: "all").map(\.id) == ["7", "b"])
  }
}
