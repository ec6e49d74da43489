import MistModel
import Testing

@testable import MistProviders

/// The driver of a cloud that is closed, at a double of it as it was.
@Suite(withVendorDoubles)
struct NephoScaleTests {
  private let order: MachineOrder = {
    var order = MachineOrder(name: "db1", image: "177", size: "5", location: "86945", orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()

  private func withDouble(_ work: (VendorDouble, NephoScaleDriver) async throws -> Void) async throws {
    let double = try VendorDouble("nephoscale")
    defer { double.stop() }
    try await work(double, try NephoScaleDriver(account: double.account("nephoscale")))
    #expect(try await double.deviations().isEmpty)
  }

  @Test func withoutAnAddressItSaysThatTheCloudIsClosed() {
    let account = DriverAccount(
      backend: "b1", title: "Juno", provider: "nephoscale", parameters: ["username": "u", "password": "p"])
    let error = #expect(throws: MistError.self) { try NephoScaleDriver(account: account) }
    #expect(error?.code == .notSupported)
    #expect(error?.summary == "NephoScale's cloud is closed: it was gone by August 2022, and Juno with it")
    #expect(error?.hint?.contains("endpoints.json") == true)
  }

  @Test func doesWhatItDeclares() async throws {
    try await withDouble { double, driver in
      try await double.set(machines: 3)
      try await DriverConformance(
        driver: driver, order: order,
        abilities: [.start, .stop, .reboot, .destroy, .create, .rename, .images, .sizes, .locations, .keys],
        searchedImage: "debian"
      ).run()
      #expect(try await driver.allMachines().count == 3)
    }
  }

  @Test func faultsAreToldAndNothingIsDoneTwice() async throws {
    try await withDouble { double, _ in
      try await double.set(machines: 3)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      try await FaultConformance(
        driver: try NephoScaleDriver(account: double.account("nephoscale", endpoint: proxy.url)), proxy: proxy,
        isListing: { $0.method == "GET" && $0.target == "/server/cloud/" },
        isChange: { $0.method == "POST" && $0.target == "/server/cloud/" },
        change: { [order] in _ = try await $0.create(order) },
        errorBody: {
          (
            #"{"success": false, "response": \#($0), "subcode": 1, "message": "no luck with \#($0)"}"#,
            "application/json"
          )
        },
        wrongType: (#"{"success": true, "response": 200, "data": {"id": "seven"}}"#, "application/json")
      ).run()
    }
  }

  /// As after a crash: nobody knows what came of the first try. The provider's times name no zone.
  @Test func anOrderThatWasSentBeforeMakesNoSecondMachine() async throws {
    try await withDouble { double, driver in
      var order = order
      order.sentBefore = 1_793_534_400 + 8 * 3600
      let made = try await driver.create(order)
      #expect(try await driver.create(order).id == made.id)
      #expect(try await driver.allMachines().map(\.id) == [made.id])
      // Another one, as a name alone would not tell it from that of a try whose outcome nobody knows.
      for sent in [nil, 1_793_534_400 + 20 * 3600.0] {
        order.sentBefore = sent
        await expectError(.conflict) { _ = try await driver.create(order) }
      }
      #expect(try await driver.allMachines().map(\.id) == [made.id])
    }
  }

  @Test func asksAsTheKnownClientDoes() async throws {
    try await withDouble { double, driver in
      let golden = try GoldenRequests(double)
      try await golden.expect("machines") { try await driver.verify() }
      try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
      try await golden.expect("images") { _ = try await driver.images(search: nil) }
      try await golden.expect("sizes") { _ = try await driver.sizes() }
      try await golden.expect("locations") { _ = try await driver.locations() }
      var order = order
      order.name = "golden"
      // That client leaves it to its caller which keys there are, and which machine is the new one.
      try await golden.expect("keys", "console keys", "create", polling: "machines") {
        _ = try await driver.create(order)
      }
      let machine = try #require(try await driver.allMachines().first { $0.name == "golden" }).id
      try await golden.expect("reboot") { try await driver.reboot(machine) }
      for _ in 0..<3 { _ = try await driver.allMachines() }
      try await golden.expect("stop") { try await driver.stop(machine) }
      for _ in 0..<3 { _ = try await driver.allMachines() }
      try await golden.expect("start") { try await driver.start(machine) }
      for _ in 0..<3 { _ = try await driver.allMachines() }
      try await golden.expect("rename") { try await driver.rename(machine, to: "golden2") }
      try await golden.expect("destroy") { try await driver.destroy(machine) }
    }
  }

  @Test func keysAreImportedAndMadeOnce() async throws {
    try await withDouble { double, driver in
      for name in ["db1", "db2", "db3"] {
        var order = order
        order.name = name
        order.key?.name = "key-of-\(name)"
        _ = try await driver.create(order)
      }
      let made = try await double.requests().filter { $0.method == "POST" && $0.path.hasPrefix("/key/") }
      #expect(made.map(\.path) == ["/key/sshrsa/", "/key/password/"])
      let password = try #require(made.last?.body?["password"]?.string)
      #expect(password.count == 32)
      #expect(made.first?.body?["name"] == "key-of-db1")
    }
  }

  /// What apache-libcloud recorded at the cloud itself in 2013.
  @Test func recordedAnswersAreRead() async throws {
    try await withDouble { double, driver in
      let settings = try ProviderRequest(
        .post, ProviderURL(double.url).appending("double", "settings"), json: ["is_recorded": true])
      _ = try await ProviderClient(title: "double") { _ in nil }.success(settings)
      let machines = try await driver.allMachines()
      #expect(machines.map(\.name) == ["mongodb-staging", "backup-server2"])
      #expect(machines.first?.publicIPs == ["198.89.117.16"] && machines.first?.privateIPs == [])
      #expect(machines.allSatisfy { $0.state == .running && $0.size == "5" && $0.extra["zone"] == "RIC-1" })
      #expect(try await driver.images(search: nil).count == 15)
      #expect(try await driver.images(search: "all").count == 18)
      #expect(try await driver.images(search: "debian").contains { $0.id == "177" && $0.name == "Debian 7.1 64-bit" })
      #expect(try await driver.sizes().count == 13)
      #expect(
        try await driver.sizes().contains(
          Size(id: "5", name: "CS05 - 0.5GB, 1Core, 25GB", memory: 512, disk: 25)))
      #expect(try await driver.locations().map(\.name) == ["SJC-1", "RIC-1"])
    }
  }

  @Test func whatIsRefusedIsTold() async throws {
    try await withDouble { double, driver in
      var parameters = double.parameters
      parameters["password"] = "not-this-one"
      let account = double.account("nephoscale", parameters)
      let error = await thrownError { try await NephoScaleDriver(account: account).verify() }
      #expect(error?.code == .credentialsRejected && error?.description.contains("not-this-one") == false)

      try await double.set(machines: 1)
      let machine = try #require(try await driver.allMachines().first)
      #expect(machine.state == .running && machine.publicIPs[0].hasPrefix("127.113.2."))
      #expect(machine.privateIPs[0].hasPrefix("10.132.60."))
      // With status 200, and another one in the envelope.
      let refused = await thrownError { try await driver.start(machine.id) }
      #expect(refused?.code == .conflict && refused?.summary.hasSuffix("The server is on.") == true)
      await expectError(.notFound) { try await driver.destroy("4711") }
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaidBeforeItIsSent() async throws {
    try await withDouble { (double, driver) async throws in
      var orders = [order, order, order]
      orders[0].size = nil
      orders[1].name = "no way"
      orders[2].key = OrderedKey(name: "bad", publicKey: "nothing")
      for order in orders { await expectError(.invalid) { _ = try await driver.create(order) } }
      for name in ["", "7up", "a.b", "a-", String(repeating: "x", count: 65)] {
        await expectError(.invalid, of: name) { try await driver.rename("7", to: name) }
      }
      for id in ["", "abc", "0", "007", "7/initiator/stop", "-7"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      var networked = order
      networked.networks = ["1"]
      await expectError(.notSupported) { _ = try await driver.create(networked) }
      #expect(try await double.requests().isEmpty)
      // The host name is shorter than the name may be.
      var long = order
      long.name = "a_machine_with_a-long-name"
      #expect(try await driver.create(long).extra["hostname"] == "a-machine-with")
    }
  }
}
