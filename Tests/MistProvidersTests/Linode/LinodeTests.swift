import MistModel
import Testing

@testable import MistProviders

/// Linode's driver at a double that holds it to the vendor's specification.
@Suite(withVendorDoubles)
struct LinodeTests {
  private let order: MachineOrder = {
    var order = MachineOrder(
      name: "db1", image: "linode/debian13", size: "g6-nanode-1", location: "us-east", orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()

  private func withDouble(_ work: (VendorDouble, LinodeDriver) async throws -> Void) async throws {
    let double = try VendorDouble("linode")
    defer { double.stop() }
    try await work(double, try driver(at: double))
    #expect(try await double.deviations().isEmpty)
  }

  private func driver(at double: VendorDouble, endpoint: String? = nil) throws -> LinodeDriver {
    try LinodeDriver(account: double.account("linode", ["api_key": double.token], endpoint: endpoint))
  }

  @Test func doesWhatItDeclares() async throws {
    try await withDouble { double, driver in
      try await double.set(pageSize: 2, machines: 5)
      try await DriverConformance(
        driver: driver, order: order,
        abilities: [
          .start, .stop, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations, .networks,
        ], otherSize: "g6-standard-1", searchedImage: "debian"
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
        driver: try driver(at: double, endpoint: proxy.url + "/v4"), proxy: proxy,
        isListing: { $0.target == "/v4/linode/instances?page_size=500" },
        isChange: { $0.method == "POST" && $0.target == "/v4/linode/instances" },
        change: { [order] in _ = try await $0.create(order) },
        errorBody: { (#"{"errors": [{"reason": "no luck with \#($0)"}]}"#, "application/json") },
        wrongType: (#"{"data": {"id": "seven"}, "page": 1, "pages": 1}"#, "application/json"),
        isNextPage: { $0.target.hasPrefix("/v4/linode/instances?page=") }
      ).run()
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
      // Another machine of that name is older than the try.
      order.sentBefore = 1_793_538_000
      await expectError(.invalid) { _ = try await driver.create(order) }
    }
  }

  @Test func asksAsTheVendorsClientDoes() async throws {
    try await withDouble { double, driver in
      let golden = try GoldenRequests(double)
      try await golden.expect("verify") { try await driver.verify() }
      try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
      try await golden.expect("images") { _ = try await driver.images(search: nil) }
      try await golden.expect("sizes") { _ = try await driver.sizes() }
      try await golden.expect("locations") { _ = try await driver.locations() }
      try await golden.expect("networks") { _ = try await driver.networks() }

      var order = order
      order.name = "golden"
      try await golden.expect("create") { _ = try await driver.create(order) }
      let machine = try await running("golden", driver)
      try await golden.expect("reboot") { try await driver.reboot(machine) }
      _ = try await running("golden", driver)
      try await golden.expect("stop") { try await driver.stop(machine) }
      _ = try await running("golden", driver, .stopped)
      try await golden.expect("resize") { try await driver.resize(machine, to: "g6-standard-1") }
      _ = try await running("golden", driver, .stopped)
      try await golden.expect("start") { try await driver.start(machine) }
      try await golden.expect("rename") { try await driver.rename(machine, to: "golden2") }
      try await golden.expect("destroy") { try await driver.destroy(machine) }

      // The vendor's client has one of the same name.
      for machine in try await driver.allMachines() { try await driver.destroy(machine.id) }
      (order.name, order.key, order.networks) = ("golden3", nil, ["55"])
      try await golden.expect("create in a network") { _ = try await driver.create(order) }
    }
  }

  /// Every look at the double is a step further.
  private func running(
    _ name: String, _ driver: LinodeDriver, _ state: MachineState = .running
  ) async throws -> MachineID {
    for _ in 0..<10 {
      if let machine = try await driver.allMachines().first(where: { $0.name == name }), machine.state == state {
        return machine.id
      }
    }
    throw MistError(.failed, "\(name) is not \(state)")
  }

  @Test func theRootPasswordIsRandomAndNobodyLearnsIt() async throws {
    try await withDouble { double, driver in
      var passwords: Set<String> = []
      for name in ["db1", "db2", "db3"] {
        var order = order
        order.name = name
        let machine = try await driver.create(order)
        let password = try #require(try await double.requests().last?.body?["root_pass"]?.string)
        #expect(password.count > 40)
        #expect(!"\(machine)".contains(password))
        passwords.insert(password)
      }
      #expect(passwords.count == 3)

      let refused = await thrownError { _ = try await driver.create(order) }
      #expect(refused?.code == .invalid)
      #expect(refused?.summary.hasSuffix("label: Label must be unique among your linodes") == true)
      let password = try #require(try await double.requests().last?.body?["root_pass"]?.string)
      #expect(refused?.description.contains(password) == false)
    }
  }

  @Test func addressesAndStatesAreTold() async throws {
    try await withDouble { _, driver in
      let made = try await driver.create(order)
      #expect(made.state == .pending && made.actions == [.tag])
      #expect(made.publicIPs.count == 2 && made.publicIPs[0].hasPrefix("127.113.0."))
      #expect(made.publicIPs[1].hasPrefix("2001:db8::") && !made.publicIPs[1].contains("/"))
      #expect(made.privateIPs.count == 1 && made.privateIPs[0].hasPrefix("192.168."))
      #expect(made.image == "linode/debian13" && made.size == "g6-nanode-1" && made.extra["region"] == "us-east")
      let busy = await thrownError { try await driver.stop(made.id) }
      #expect(busy?.summary.hasSuffix("Linode busy.") == true)
    }
  }

  @Test func aTokenThatIsRefusedIsNotShown() async throws {
    try await withDouble { double, _ in
      let account = double.account("linode", ["api_key": "not-this-one"])
      let error = await thrownError { try await LinodeDriver(account: account).verify() }
      #expect(error?.code == .credentialsRejected)
      #expect(error?.description.contains("not-this-one") == false)
      for token in ["", "two words", "line\r\nX-Other: 1"] {
        let account = double.account("linode", ["api_key": token])
        #expect(throws: MistError.self) { try LinodeDriver(account: account) }
      }
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaidBeforeItIsSent() async throws {
    try await withDouble { (double, driver) async throws in
      var orders = [order, order, order]
      orders[0].size = nil
      orders[1].location = nil
      orders[2].name = "no--way"
      for order in orders { await expectError(.invalid) { _ = try await driver.create(order) } }
      for name in ["ab", "7up", "a b c", "under__score", String(repeating: "x", count: 65)] {
        await expectError(.invalid, of: name) { try await driver.rename("7", to: name) }
      }
      for id in ["", "abc", "0", "007", "7/boot", "-7"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      #expect(try await double.requests().isEmpty)
      await expectError(.notFound) { try await driver.destroy("4711") }

      var inNetwork = order
      for (network, location, code) in [
        ("54", "us-east", MistError.Code.notFound), ("55", "eu-central", .invalid), ("56", "us-east", .invalid),
      ] {
        (inNetwork.networks, inNetwork.location) = ([NetworkID(network)], LocationID(location))
        let error = await thrownError { _ = try await driver.create(inNetwork) }
        #expect(error?.code == code, "\(network): \(error?.summary ?? "")")
      }
    }
  }

  @Test func offersAreToldAsTheProviderNamesThem() async throws {
    try await withDouble { (_, driver) async throws in
      #expect(try await driver.images(search: nil).map(\.id) == ["linode/debian13", "linode/ubuntu26.04"])
      #expect(try await driver.images(search: "DEBIAN").map(\.id) == ["linode/debian13", "linode/debian9"])
      #expect(try await driver.images(search: "all").count == 3)
      #expect(try await driver.sizes().first == Size(id: "g6-nanode-1", name: "Nanode 1GB", memory: 1024, disk: 25))
      #expect(try await driver.locations().map(\.id) == ["us-east", "eu-central"])
      #expect(try await driver.locations().first?.country == "us")
      #expect(try await driver.networks().map(\.name) == ["inner", "bare"])
    }
  }
}
