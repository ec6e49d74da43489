import Foundation
import MistModel
import Testing

@testable import MistProviders

/// Azure's driver at a double that holds it to the shapes of the vendor's own SDK.
@Suite(withVendorDoubles)
struct AzureTests {
  let order: MachineOrder = {
    var order = MachineOrder(
      name: "db1", image: "Debian:debian-12:12-gen2:latest", size: "Standard_B1s", location: "westeurope",
      orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()

  func withDouble(_ work: (VendorDouble, AzureDriver) async throws -> Void) async throws {
    let double = try VendorDouble("azure")
    defer { double.stop() }
    try await work(double, try driver(at: double))
    #expect(try await double.deviations().isEmpty)
  }

  private func driver(at double: VendorDouble, endpoint: String? = nil) throws -> AzureDriver {
    try AzureDriver(account: double.account("azure", endpoint: endpoint))
  }

  @Test func doesWhatItDeclares() async throws {
    try await withDouble { (double, driver) async throws in
      try await double.set(pageSize: 2, machines: 5)
      try await DriverConformance(
        driver: driver, order: order,
        abilities: [.start, .stop, .reboot, .destroy, .create, .resize, .images, .sizes, .locations, .networks],
        otherSize: "Standard_B2s", tellsRepeatedOrders: true, searchedImage: "debian"
      ).run()
      #expect(try await driver.allMachines().count == 5)
    }
  }

  @Test func faultsAreToldAndNothingIsDoneTwice() async throws {
    try await withDouble { (double, _) async throws in
      try await double.set(pageSize: 2, machines: 5)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let list = "/virtualMachines?api-version=2024-11-01"
      try await FaultConformance(
        driver: try driver(at: double, endpoint: proxy.url), proxy: proxy,
        isListing: { $0.target.hasSuffix(list) },
        isChange: { $0.method == "PUT" && $0.target.contains("/virtualMachines/") },
        change: { [order] in _ = try await $0.create(order) }, tellsRepeatedChanges: true,
        errorBody: { (#"{"error": {"code": "Bad", "message": "no luck with \#($0)"}}"#, "application/json") },
        wrongType: (#"{"value": {"id": "seven"}}"#, "application/json"),
        isNextPage: { $0.target.contains(list + "&%24skiptoken=") }
      ).run()
    }
  }

  @Test func asksAsTheVendorsClientDoes() async throws {
    let double = try VendorDouble("azure", isSecureToo: true)
    defer { double.stop() }
    let golden = try GoldenRequests(double)
    try await double.set(["forgets": true])
    let driver = try driver(at: double)

    _ = try await double.requests()
    try await driver.verify()
    try expectLogin(try await double.requests().first, as: golden.vendorRequests("login with a certificate").last)
    try await golden.expect("verify") { try await driver.verify() }
    try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
    try await golden.expect("images") { _ = try await driver.images(search: nil) }
    try await golden.expect("locations") { _ = try await driver.locations() }
    try await golden.expect("networks") { _ = try await driver.networks() }

    var order = order
    order.name = "golden"
    var machine: MachineID = ""
    // Its client reads each part once more when it is made, and the machine when it runs; ours knows enough.
    try await golden.expect("create, the first of all", polling: "polling") {
      machine = try await driver.create(order).id
    }
    try await waitUntilItRuns("golden", driver)
    // Ours looks first whether the machine there is the one that is meant.
    try await golden.expect("look", "reboot", polling: "polling") { try await driver.reboot(machine) }
    try await golden.expect("look", "stop", polling: "polling") { try await driver.stop(machine) }
    try await golden.expect("look", "resize", polling: "polling") {
      try await driver.resize(machine, to: "Standard_B2s")
    }
    try await golden.expect("look", "start", polling: "polling") { try await driver.start(machine) }
    try await golden.expect("look", "destroy", polling: "polling") { try await driver.destroy(machine) }

    (order.name, order.image, order.networks) = ("golden2", "legacy/golden-debian", ["legacy/office/back"])
    try await golden.expect("create in a network", polling: "polling") { _ = try await driver.create(order) }
    #expect(try await double.deviations().isEmpty)
  }

  /// Beside ours, the vendor's client asks for facts about itself (`client_info`). Its assertion tells no `nbf`, which
  /// the documentation names.
  private func expectLogin(_ ours: VendorDouble.Request?, as vendors: VendorDouble.Request?) throws {
    guard case .object(var own) = ours?.body, case .object(var others) = vendors?.body else {
      Issue.record("no login: \(String(describing: ours)), \(String(describing: vendors))")
      return
    }
    let assertions = [own, others].map { $0["client_assertion"]?.string ?? "" }
    (own["client_assertion"], others["client_assertion"], others["client_info"]) = (nil, nil, nil)
    #expect(own == others && ours?.path == vendors?.path && ours?.method == vendors?.method)
    let headers = try assertions.map { try #require(Self.parts(ofAssertion: $0).header) }
    #expect(headers[0] == headers[1])
    let claims = try assertions.map { try #require(Self.parts(ofAssertion: $0).claims) }
    #expect(Set(claims[0].keys).subtracting(["nbf"]) == Set(claims[1].keys))
    for name in ["iss", "sub"] { #expect(claims[0][name] == claims[1][name]) }
  }

  private static func parts(ofAssertion text: String) -> (header: [String: String]?, claims: [String: JSONValue]?) {
    let parts = text.split(separator: ".").map { part -> Data in
      let plain = part.replacing("-", with: "+").replacing("_", with: "/")
      return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)) ?? Data()
    }
    guard parts.count == 3 else { return (nil, nil) }
    var header = try? JSONDecoder().decode([String: String].self, from: parts[0])
    if let mark = header?["x5t"] { header?["x5t"] = mark.replacing("=", with: "") }
    return (header, try? JSONDecoder().decode([String: JSONValue].self, from: parts[1]))
  }

  /// Every look at the double is a step further.
  @discardableResult
  func waitUntilItRuns(_ name: String, _ driver: AzureDriver) async throws -> Machine {
    for _ in 0..<10 {
      if let machine = try await driver.allMachines().first(where: { $0.name == name }), machine.state == .running {
        return machine
      }
    }
    throw MistError(.failed, "\(name) does not run")
  }

  // MARK: - What is told

  @Test func addressesAndStatesAreTold() async throws {
    try await withDouble { (double, driver) async throws in
      try await double.set(machines: 1)
      let made = try await driver.create(order)
      #expect(made.state == .pending && made.actions == [.tag])
      #expect(UUID(uuidString: made.id.rawValue) != nil && made.id.rawValue == made.id.rawValue.lowercased())
      let machine = try await waitUntilItRuns("db1", driver)
      #expect(machine.publicIPs.count == 1 && machine.publicIPs[0].hasPrefix("127.113.0."))
      #expect(machine.privateIPs.count == 1 && machine.privateIPs[0].hasPrefix("127.113.128."))
      #expect(machine.image == "Debian:debian-12:12-gen2:latest" && machine.size == "Standard_B1s")
      #expect(machine.extra["location"] == "westeurope" && machine.extra["resource_group"] == "mist-shell")
      // Azure writes the group of this one in large letters in some listings.
      let old = try #require(try await driver.allMachines().first { $0.name == "old0" })
      #expect(old.state == .running && old.publicIPs.count == 1 && old.privateIPs.count == 1)
      #expect(old.extra["resource_group"] == "legacy")
    }
  }

  @Test func offersAreToldAsTheProviderNamesThem() async throws {
    try await withDouble { (_, driver) async throws in
      let selection = try await driver.images(search: nil)
      #expect(selection.first == Image(id: "legacy/golden-debian", name: "golden-debian"))
      #expect(selection.contains { $0.id == "Canonical:ubuntu-24_04-lts:server:latest" })
      let found = try await driver.images(search: "DEBIAN-12").map(\.id)
      #expect(found == ["Debian:debian-12:12-gen2:latest", "Debian:debian-12:12:latest"])
      // Who is not known here is asked by name only.
      #expect(try await !driver.images(search: "all").contains { $0.id.rawValue.hasPrefix("someone:") })
      #expect(try await driver.images(search: "someone:deb").map(\.id) == ["someone:debian-for-you:odd:latest"])
      #expect(try await driver.images(search: "nobody:").isEmpty)

      let sizes = try await driver.sizes()
      #expect(sizes.map(\.id) == ["Standard_B1s", "Standard_B2s", "Standard_D2s_v5"])
      #expect(sizes.first == Size(id: "Standard_B1s", name: "Standard_B1s 1 core", memory: 1024, disk: 4))
      #expect(try await driver.locations().map(\.id) == ["westeurope", "eastus", "closed"])
      #expect(try await driver.locations().first == Location(id: "westeurope", name: "West Europe", country: "Europe"))
      #expect(
        try await driver.networks().map(\.id) == [
          "legacy/office", "legacy/office/front", "legacy/office/back", "legacy/bare",
        ])
      #expect(try await driver.networks()[1].name == "office/front 10.1.1.0/24 westeurope")
    }
  }

  /// Answers of Azure's from 2017 and later, which libcloud keeps for its own tests.
  @Test func recordedAnswersAreUnderstood() throws {
    let folder = try #require(VendorDouble.packages).appending(path: "libcloud/test/compute/fixtures/azure_arm")
    func read<Answer: Decodable>(_ name: String) throws -> Answer {
      let file = folder.appending(path: "_subscriptions_99999999_\(name).json")
      return try JSONDecoder().decode(Answer.self, from: Data(contentsOf: file))
    }
    let first: AzurePage<AzureMachine> = try read("providers_Microsoft_Compute_virtualMachines")
    let second: AzurePage<AzureMachine> = try read("providers_Microsoft_Compute_virtualMachines_1")
    #expect(first.nextLink != nil && second.nextLink == nil)
    let machines = (first.value + second.value).compactMap {
      $0.machine(in: "b1", power: "running", addresses: AzureAddresses())
    }
    #expect(machines.map(\.name) == ["test-node-1", "test-node-2"])
    #expect(machines.map(\.id).first == "cceebf63-e92b-4a50-9949-6e44bfc61d3f")
    #expect(machines.allSatisfy { $0.state == .running && $0.size == "Standard_A1" })
    #expect(machines.first?.image == "OpenLogic:CentOS:7.3:latest")
    let view: AzureMachine.InstanceView = try read(
      "resourceGroups_000000_providers_Microsoft_Compute_virtualMachines_test_node_1_InstanceView")
    #expect(view.power == "running")

    let cards: AzurePage<AzureInterface> = try read("providers_Microsoft_Network_networkInterfaces")
    #expect(cards.value.flatMap(\.configurations).contains { $0.privateIPAddress == "172.20.2.4" })
    let networks: AzurePage<AzureNetwork> = try read("providers_Microsoft_Network_virtualnetworks")
    let known = networks.value.flatMap(\.networks)
    #expect(known.map(\.id).prefix(2) == ["revizor/test_network", "revizor/test_network/Azure_VPC_Subnet"])
    let sizes: AzurePage<AzureSize> = try read("providers_Microsoft_Compute_locations_eastus_vmSizes")
    #expect(sizes.value.first?.size.memory == 768 && sizes.value.first?.size.disk == 20)
  }
}
