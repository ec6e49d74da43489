import Foundation
import MistModel
import Testing

@testable import MistProviders

/// SoftLayer's driver at a double that holds it to the vendor's metadata.
@Suite(withVendorDoubles)
struct SoftLayerTests {
  private let order: MachineOrder = {
    var order = MachineOrder(
      name: "db1", image: "DEBIAN_7_64", size: "B1_1X2X25", location: "dal05", orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()

  private func withDouble(_ work: (VendorDouble, SoftLayerDriver) async throws -> Void) async throws {
    let double = try VendorDouble("softlayer")
    defer { double.stop() }
    try await work(double, try SoftLayerDriver(account: double.account("softlayer")))
    #expect(try await double.deviations().isEmpty)
  }

  @Test func doesWhatItDeclares() async throws {
    try await withDouble { double, driver in
      try await double.set(pageSize: 2, machines: 5)
      try await DriverConformance(
        driver: driver, order: order,
        abilities: [
          .start, .stop, .reboot, .destroy, .create, .rename, .pause, .images, .sizes, .locations, .networks,
          .keys,
        ], tellsRepeatedOrders: true, searchedImage: "debian"
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
        driver: try SoftLayerDriver(account: double.account("softlayer", endpoint: proxy.url)), proxy: proxy,
        isListing: { $0.target.contains("/getVirtualGuests.json") && $0.target.hasSuffix("resultLimit=0%2C100") },
        isChange: { $0.method == "POST" && $0.target.hasSuffix("/SoftLayer_Virtual_Guest/createObject.json") },
        change: { [order] in _ = try await $0.create(order) },
        errorBody: { (#"{"error": "no luck with \#($0)", "code": "SoftLayer_Exception"}"#, "application/json") },
        wrongType: (#"[{"id": "seven"}]"#, "application/json"),
        isNextPage: { $0.target.contains("/getVirtualGuests.json") && !$0.target.contains("resultLimit=0%2C") }
      ).run()
    }
  }

  /// The provider wants changes without parameters as `GET`, which is sent once all the same.
  @Test func aChangeWhoseAnswerWasLostIsNotRepeated() async throws {
    try await withDouble { double, _ in
      try await double.set(machines: 1)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try SoftLayerDriver(account: double.account("softlayer", endpoint: proxy.url))
      let machine = try #require(try await driver.allMachines().first)
      proxy.inject(.lostAnswer) { $0.target.hasSuffix("/rebootDefault.json") }
      let error = await thrownError { try await driver.reboot(machine.id) }
      #expect(error?.code == .unreachable && error?.hint?.hasPrefix("whether it was done is not known") == true)
      #expect(proxy.count { $0.target.hasSuffix("/rebootDefault.json") } == 1)
    }
  }

  @Test func asksAsTheVendorsClientDoes() async throws {
    try await withDouble { double, driver in
      let golden = try GoldenRequests(double)
      try await golden.expect("verify") { try await driver.verify() }
      try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
      // One answer for all three.
      try await golden.expect("offers", "own images") {
        _ = try await driver.images(search: nil)
        _ = try await driver.sizes()
        _ = try await driver.locations()
      }
      try await golden.expect("networks") { _ = try await driver.networks() }
      var order = order
      order.name = "golden"
      // The client's own machine of the same order is destroyed, and looked for first; its key is there.
      try await golden.expect("machines", "keys", "create") { _ = try await driver.create(order) }
      let machine = try await listed("golden", driver, .running)
      try await golden.expect("reboot") { try await driver.reboot(machine) }
      _ = try await settled(double, driver, machine)
      try await golden.expect("pause") { try await driver.pause(machine) }
      _ = try await listed("golden", driver, .paused)
      try await golden.expect("unpause") { try await driver.unpause(machine) }
      _ = try await listed("golden", driver, .running)
      try await golden.expect("stop", polling: "look") { try await driver.stop(machine) }
      try await golden.expect("start", polling: "look") { try await driver.start(machine) }
      try await golden.expect("rename") { try await driver.rename(machine, to: "golden2") }

      var third = order
      (third.name, third.orderID, third.key) = ("golden3.example.org", "order-3", nil)
      third.image = "E6DBD73B-1651-4B28-BCBA-A11DF7C9D79E"
      third.networks = ["32", "31"]
      try await golden.expect("machines", "networks", "create from an own image in networks") {
        _ = try await driver.create(third)
      }
      _ = try await listed("golden3.example.org", driver, .running)
      let fromOwn = try #require(try await driver.allMachines().last)
      #expect(fromOwn.image == third.image)

      // The client destroys with `GET …/ID/deleteObject.json`, which whoever stands between may repeat; the vendor
      // knows `DELETE …/ID.json` for the same.
      _ = try await double.requests()
      try await driver.destroy(machine)
      let asked = try await double.requests()
      #expect(asked.map(\.method) == ["DELETE"])
      #expect(asked.map(\.path) == ["/rest/v3.1/SoftLayer_Virtual_Guest/\(machine).json"])
    }
  }

  /// Every look at the double is a step further.
  private func listed(_ name: String, _ driver: SoftLayerDriver, _ state: MachineState) async throws -> MachineID {
    for _ in 0..<10 {
      if let machine = try await driver.allMachines().first(where: { $0.name == name }), machine.state == state {
        return machine.id
      }
    }
    throw MistError(.failed, "\(name) is not \(state)")
  }

  private func settled(_ double: VendorDouble, _ driver: SoftLayerDriver, _ machine: MachineID) async throws {
    for _ in 0..<3 { _ = try await driver.allMachines() }
  }

  @Test func aKeyIsImportedOnce() async throws {
    try await withDouble { double, driver in
      for (number, name) in ["db1", "db2", "db3"].enumerated() {
        var order = order
        (order.name, order.orderID) = (name, "order-\(number)")
        order.key?.name = "key of \(name)"
        _ = try await driver.create(order)
      }
      let imports = try await double.requests().filter {
        $0.path.hasSuffix("SoftLayer_Security_Ssh_Key/createObject.json")
      }
      #expect(imports.count == 1)
      var bad = order
      (bad.orderID, bad.key) = ("bad", OrderedKey(name: "bad", publicKey: "no key"))
      await expectError(.invalid) { _ = try await driver.create(bad) }
    }
  }

  @Test func anotherOrderOfTheSameNameMakesAnotherMachine() async throws {
    try await withDouble { _, driver in
      let made = try await driver.create(order)
      #expect(try await driver.create(order).id == made.id)
      var other = order
      other.orderID = "order-2"
      #expect(try await driver.create(other).id != made.id)
      #expect(try await driver.allMachines().count == 2)
    }
  }

  @Test func aSystemThatDoesNotShutDownIsPoweredOff() async throws {
    try await withDouble { double, _ in
      var driver = try SoftLayerDriver(account: double.account("softlayer"))
      driver.shutdownPatience = .milliseconds(300)
      let settings = try ProviderRequest(
        .post, ProviderURL(double.url).appending("double", "settings"), json: ["is_deaf": true])
      _ = try await ProviderClient(title: "double") { _ in nil }.success(settings)
      let made = try await driver.create(order)
      _ = try await listed("db1", driver, .running)
      try await driver.stop(made.id)
      let asked = try await double.requests().map(\.path).filter { $0.contains("power") }
      #expect(asked.map { $0.split(separator: "/").last } == ["powerOffSoft.json", "powerOff.json"])
      #expect(try await driver.allMachines().first?.state == .stopped)
    }
  }

  @Test func addressesStatesAndNamesAreTold() async throws {
    try await withDouble { double, driver in
      var order = order
      order.name = "db1.example.org"
      let made = try await driver.create(order)
      #expect(made.name == "db1.example.org" && made.state == .pending && made.actions == [.tag])
      let busy = await thrownError { try await driver.stop(made.id) }
      #expect(busy?.code == .invalid && busy?.summary.contains("active transaction") == true)
      _ = try await listed("db1.example.org", driver, .running)
      let machine = try #require(try await driver.allMachines().first)
      #expect(machine.publicIPs.count == 1 && machine.publicIPs[0].hasPrefix("127.113.1."))
      #expect(machine.privateIPs.count == 1 && machine.privateIPs[0].hasPrefix("10.45.19."))
      #expect(machine.image == "DEBIAN_7_64" && machine.size == "B1_1X2X25" && machine.extra["datacenter"] == "dal05")
      try await driver.rename(machine.id, to: "db2")
      #expect(try await driver.allMachines().first?.name == "db2.example.org")
      try await driver.rename(machine.id, to: "db3.example.com")
      #expect(try await driver.allMachines().first?.name == "db3")
      try await driver.destroy(machine.id)
      let leaving = try await driver.allMachines().first
      #expect(leaving.map { $0.state == .terminated && $0.actions.isEmpty } ?? true)
    }
  }

  @Test func aKeyThatIsRefusedIsNotShown() async throws {
    try await withDouble { double, _ in
      var parameters = double.parameters
      parameters["api_key"] = "not-this-one"
      let account = double.account("softlayer", parameters)
      let error = await thrownError { try await SoftLayerDriver(account: account).verify() }
      #expect(error?.code == .credentialsRejected)
      #expect(error?.description.contains("not-this-one") == false)
      for parameters in [["username": "ann"], ["username": "ann:x", "api_key": "k"], ["api_key": "k"]] {
        let account = double.account("softlayer", parameters)
        #expect(throws: MistError.self) { try SoftLayerDriver(account: account) }
      }
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaidBeforeItIsSent() async throws {
    try await withDouble { (double, driver) async throws in
      var orders = [order, order, order]
      orders[0].size = nil
      orders[1].location = nil
      orders[2].name = "no_way"
      for order in orders { await expectError(.invalid) { _ = try await driver.create(order) } }
      for name in ["", "a b", "-a", "db1.org", "db1.example.7", "a..b.c", String(repeating: "x", count: 64)] {
        await expectError(.invalid, of: name) { try await driver.rename("7", to: name) }
      }
      for id in ["", "abc", "0", "007", "7/powerOff", "-7"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      #expect(try await double.requests().isEmpty)
      await expectError(.notFound) { try await driver.destroy("4711") }
      var order = order
      order.size = "B1_1X1X1"
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.code == .invalid && error?.summary.contains("flavorKeyName") == true)
      for (networks, code) in [
        (["1"], MistError.Code.notFound), (["33"], .invalid), (["31", "31"], .invalid),
      ] {
        order.networks = networks.map { NetworkID($0) }
        await expectError(code, of: "\(networks)") { _ = try await driver.create(order) }
      }
    }
  }

  /// Out of the answer that the vendor's client has for its own tests.
  @Test func offersAreToldAsTheProviderNamesThem() async throws {
    try await withDouble { (_, driver) async throws in
      let own: [ImageID] = ["E6DBD73B-1651-4B28-BCBA-A11DF7C9D79E", "F9329795-4220-4B0A-B970-C86B950667FA"]
      #expect(try await driver.images(search: nil).map(\.id) == ["CENTOS_6_64", "DEBIAN_7_64", "UBUNTU_12_64"] + own)
      #expect(try await driver.images(search: "DEBIAN").map(\.id) == ["DEBIAN_7_64"])
      #expect(try await driver.images(search: "test_image").map(\.id) == [own[0]])
      let sizes = try await driver.sizes()
      #expect(sizes.first == Size(id: "B1_1X2X25", name: "B1-1X2X25", memory: 2048, disk: 25))
      #expect(sizes.count == 8 && !sizes.contains { $0.id.rawValue.contains("TRANSIENT") })
      #expect(try await driver.locations().map(\.id) == ["ams01", "dal05"])
      #expect(try await driver.networks().map(\.name) == ["dal05 public 12", "dal05 private 13", "inner"])
      #expect(try await driver.networks().map(\.isPublic) == [true, false, false])
    }
  }

  @Test func theNewestOfEachSystemIsTheSelection() throws {
    let text = """
      {"operatingSystems": [
        {"template": {"operatingSystemReferenceCode": "DEBIAN_LATEST_64"}},
        {"template": {"operatingSystemReferenceCode": "DEBIAN_12_64"}, "itemPrice": {"item": {"description": "Debian 12"}}},
        {"template": {"operatingSystemReferenceCode": "DEBIAN_12_64"}}, {"template": {}}
      ], "datacenters": [], "flavors": []}
      """
    let offers = try JSONDecoder().decode(SoftLayerOffers.self, from: Data(text.utf8))
    #expect(offers.images.map(\.id) == ["DEBIAN_LATEST_64", "DEBIAN_12_64"])
    #expect(offers.images.map(\.isStarred) == [true, false])
  }

  @Test(
    arguments: [
      (200, "SoftLayer_Exception_Public", "Access is denied.", .invalid),
      (200, "SoftLayer_Exception_Public", "Internal Error", .unreachable),
      (500, "SoftLayer_Exception_InvalidValue", "no such place", .invalid),
      (500, "SoftLayer_Exception_ObjectNotFound", "not there", .notFound),
    ] as [(Int, String, String, MistError.Code)])
  func errorsAreToldByTheirCodeWhateverTheirStatus(
    status: Int, code: String, words: String, kind: MistError.Code
  ) async throws {
    let server = try ScriptedServer(ScriptedServer.json(status, #"{"error": "\#(words)", "code": "\#(code)"}"#))
    defer { server.stop() }
    let driver = try SoftLayerDriver(
      account: DriverAccount(
        backend: "b1", title: "Juno", provider: "softlayer", parameters: ["username": "u", "api_key": "k"],
        endpoint: server.url))
    let error = await thrownError { try await driver.start("7") }
    #expect(error?.code == kind && error?.summary.hasSuffix(words) == true, "\(error?.summary ?? "")")
    #expect(server.requests.count == 1)
  }
}
