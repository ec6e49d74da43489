import MistModel
import Testing

@testable import MistProviders

/// The driver of Rackspace's first generation, at a double of it as it was.
@Suite(withVendorDoubles)
struct FirstGenerationTests {
  private let order: MachineOrder = {
    var order = MachineOrder(name: "db1", image: "4", size: "1", location: "us", orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()

  private func withDouble(_ work: (VendorDouble, FirstGenerationDriver) async throws -> Void) async throws {
    let double = try VendorDouble("rackspace_first_gen")
    defer { double.stop() }
    try await work(double, try driver(at: double))
    #expect(try await double.deviations().isEmpty)
  }

  private func driver(
    at double: VendorDouble, _ parameters: [String: String]? = nil, endpoint: String? = nil
  ) throws -> FirstGenerationDriver {
    let description = try #require(ProviderCatalog.description(of: "rackspace"))
    let account = double.account("rackspace", parameters, endpoint: endpoint)
    return try #require(try description.makeDriver(account) as? FirstGenerationDriver)
  }

  private func set(_ settings: [String: JSONValue], at double: VendorDouble) async throws {
    let request = try ProviderRequest(
      .post, ProviderURL(double.url).appending("double", "settings"), json: JSONValue.object(settings))
    _ = try await ProviderClient(title: "double") { _ in nil }.success(request)
  }

  @Test func doesWhatItDeclares() async throws {
    try await withDouble { double, driver in
      var driver = driver
      driver.pageSize = 2
      try await double.set(pageSize: 2, machines: 5)
      try await DriverConformance(
        driver: driver, order: order,
        abilities: [.probe, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations],
        tellsRepeatedOrders: true, searchedImage: "debian"
      ).run()
      #expect(try await driver.allMachines().count == 5)
    }
  }

  @Test func faultsAreToldAndNothingIsDoneTwice() async throws {
    try await withDouble { double, _ in
      try await double.set(pageSize: 2, machines: 5)
      let proxy = try FaultProxy(to: .port(double.port), insteadOf: double.url)
      defer { proxy.stop() }
      var driver = try driver(at: double, endpoint: proxy.url)
      driver.pageSize = 2
      try await FaultConformance(
        driver: driver, proxy: proxy, isListing: { $0.target == "/v1.0/1337/servers/detail" },
        isChange: { $0.method == "POST" && $0.target == "/v1.0/1337/servers" },
        change: { [order] in _ = try await $0.create(order) },
        errorBody: { (#"{"cloudServersFault": {"code": \#($0), "message": "no luck"}}"#, "application/json") },
        wrongType: (#"{"servers": [{"id": "seven"}]}"#, "application/json"),
        isNextPage: { $0.target.hasPrefix("/v1.0/1337/servers/detail?limit=2&offset=") }
      ).run()
    }
  }

  @Test func asksAsTheKnownClientDoes() async throws {
    try await withDouble { double, driver in
      let golden = try GoldenRequests(double)
      // With the login.
      try await golden.expect("verify") { try await driver.verify() }
      try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
      try await golden.expect("images") { _ = try await driver.images(search: nil) }
      try await golden.expect("sizes") { _ = try await driver.sizes() }
      var order = order
      order.name = "golden"
      // That client makes a machine for every order it gets.
      try await golden.expect("machines", "create") { _ = try await driver.create(order) }
      let machine = try await running("golden", driver)
      // It writes XML where ours writes JSON; the double reads both alike.
      try await golden.expect("reboot") { try await driver.reboot(machine) }
      _ = try await running("golden", driver)
      try await golden.expect("resize", "confirm", polling: "look") { try await driver.resize(machine, to: "2") }
      #expect(try await driver.allMachines().first?.size == "2")
      try await golden.expect("rename") { try await driver.rename(machine, to: "golden2") }
      try await golden.expect("destroy") { try await driver.destroy(machine) }
    }
  }

  /// Every look at the double is a step further.
  private func running(_ name: String, _ driver: FirstGenerationDriver) async throws -> MachineID {
    for _ in 0..<10 {
      if let machine = try await driver.allMachines().first(where: { $0.name == name }), machine.state == .running {
        return machine.id
      }
    }
    throw MistError(.failed, "\(name) does not run")
  }

  @Test func logsInAsTheFirstVersionDidWhereThatIsAll() async throws {
    try await withDouble { double, driver in
      try await set(["is_old": true], at: double)
      try await driver.verify()
      #expect(
        try await double.requests().map { "\($0.method) \($0.path)" } == [
          "POST /v2.0/tokens", "GET /v1.0", "GET /v1.0/1337/servers/detail",
        ])
      var wrong = double.parameters
      wrong["api_key"] = "not-this-one"
      let refused = try self.driver(at: double, wrong)
      await expectError(.credentialsRejected) { try await refused.verify() }
    }
  }

  /// The token is the account: it goes to the host that the operator named.
  @Test(arguments: [false, true]) func machinesAreManagedAtTheNamedHostAlone(isOld: Bool) async throws {
    try await withDouble { double, driver in
      try await set(["is_old": .bool(isOld), "foreign": "http://127.0.0.1:9"], at: double)
      let error = await thrownError { try await driver.verify() }
      #expect(error?.code == .untrusted && error?.summary.contains("127.0.0.1:9") == true)
    }
  }

  @Test func addressesStatesAndOffersAreTold() async throws {
    try await withDouble { double, driver in
      let made = try await driver.create(order)
      #expect(made.state == .pending && !made.actions.contains(.reboot) && made.image == "4" && made.size == "1")
      #expect(made.publicIPs.count == 1 && made.publicIPs[0].hasPrefix("127.113.3."))
      #expect(made.privateIPs.count == 1 && made.privateIPs[0].hasPrefix("10.176.168."))
      // The answer has its root password.
      #expect(!"\(made)".contains("db1Xy7z"))
      await expectError(.conflict) { try await driver.reboot(made.id) }
      #expect(try await driver.images(search: nil).map(\.name) == ["CentOS 5.2", "Debian 5.0 (lenny)"])
      #expect(try await driver.sizes().first == Size(id: "1", name: "256 slice", memory: 256, disk: 10))
      #expect(try await driver.locations() == [Location(id: "us", name: "US-First Gen")])
      await expectError(.refused) { try await driver.resize(try await running("db1", driver), to: "1") }
    }
  }

  @Test func aKeyThatIsRefusedIsNotShown() async throws {
    try await withDouble { double, _ in
      var wrong = double.parameters
      wrong["api_key"] = "not-this-one"
      let refused = try driver(at: double, wrong)
      let error = await thrownError { try await refused.verify() }
      #expect(error?.code == .credentialsRejected && error?.description.contains("not-this-one") == false)
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaidBeforeItIsSent() async throws {
    try await withDouble { (double, driver) async throws in
      var orders = [order, order, order, order]
      orders[0].size = nil
      orders[1].name = "no way"
      for order in orders.prefix(2) { await expectError(.invalid) { _ = try await driver.create(order) } }
      for id in ["", "abc", "0", "007", "7/action", "-7"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      #expect(try await double.requests().isEmpty)
      orders[2].image = "debian"
      orders[3].size = "large"
      for order in orders.dropFirst(2) { await expectError(.notFound) { _ = try await driver.create(order) } }
      var networked = order
      networked.networks = ["1"]
      await expectError(.notSupported) { _ = try await driver.create(networked) }
      await expectError(.notFound) { try await driver.destroy("4711") }
    }
  }
}
