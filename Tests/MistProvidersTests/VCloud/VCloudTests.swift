import Foundation
import MistModel
import Testing

@testable import MistProviders

/// vCloud's driver at doubles that hold it to VMware's schemas: a cloud of today, and one that logs in as they once did.
@Suite(withVendorDoubles)
struct VCloudTests {
  /// Ids of the doubles.
  private enum Known {
    static let debian: ImageID = "vappTemplate-a4121d7b-c6aa-5bce-bd7e-737274792288"
    static let one: LocationID = "848bab53-23fd-5b75-aa8c-edc6e9adce9b"
  }

  private let order: MachineOrder = {
    var order = MachineOrder(
      name: "db1", image: Known.debian, size: "1x1024", location: Known.one, orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()

  private func withDouble(
    _ vendor: String = "vcloud", _ work: (VendorDouble, VCloudDriver) async throws -> Void
  ) async throws {
    let double = try VendorDouble(vendor)
    defer { double.stop() }
    try await work(double, try driver(at: double))
    #expect(try await double.deviations().isEmpty)
  }

  private func driver(
    at double: VendorDouble, _ parameters: [String: String]? = nil, endpoint: String? = nil
  ) throws -> VCloudDriver {
    let provider = ProviderID(double.vendor)
    let description = try #require(ProviderCatalog.description(of: provider))
    let made = try description.makeDriver(double.account(provider, parameters, endpoint: endpoint))
    var driver = try #require(made as? VCloudDriver)
    driver.api.firstPause = .milliseconds(5)
    return driver
  }

  /// Every look at the double is a step further.
  private func settled(_ name: String, _ driver: VCloudDriver) async throws -> Machine {
    for _ in 0..<10 {
      if let machine = try await driver.allMachines().first(where: { $0.name == name }), machine.state != .pending {
        return machine
      }
    }
    throw MistError(.failed, "\(name) is not done")
  }

  private func made(_ name: String, _ driver: VCloudDriver) async throws -> Machine {
    var order = order
    (order.name, order.orderID) = (name, "order of " + name)
    _ = try await driver.create(order)
    return try await settled(name, driver)
  }

  @Test(arguments: ["vcloud", "indonesian_vcloud"])
  func doesWhatItDeclares(vendor: String) async throws {
    try await withDouble(vendor) { double, driver in
      try await double.set(pageSize: 2, machines: 5)
      try await DriverConformance(
        driver: driver, order: order,
        abilities: [
          .start, .stop, .reboot, .destroy, .create, .rename, .resize, .pause, .images, .sizes, .locations, .networks,
        ], otherSize: "2x2048", tellsRepeatedOrders: true, searchedImage: "debian", pausedState: .suspended
      ).run()
      #expect(try await driver.allMachines().count == 5)
    }
  }

  @Test func faultsAreToldAndNothingIsDoneTwice() async throws {
    try await withDouble { double, _ in
      try await double.set(pageSize: 2, machines: 5)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let listing = "/api/query?type=vm&format=records&page="
      try await FaultConformance(
        driver: try driver(at: double, endpoint: proxy.url), proxy: proxy,
        isListing: { $0.target.hasPrefix(listing + "1&") },
        isChange: { $0.target.hasSuffix("/action/instantiateVAppTemplate") },
        change: { [order] in _ = try await $0.create(order) },
        errorBody: {
          (#"<Error message="no luck" majorErrorCode="\#($0)" minorErrorCode="LUCK"/>"#, "application/xml")
        },
        wrongType: (#"<Vm name="a"/>"#, "application/xml"),
        isNextPage: { $0.target.hasPrefix(listing) && !$0.target.hasPrefix(listing + "1&") }
      ).run()
    }
  }

  @Test func asksAsTheVendorsClientDoes() async throws {
    try await withDouble { double, driver in
      let golden = try GoldenRequests(double, essence: VCloudGolden.essence)
      // The vendor's client looks at its session too.
      _ = try await double.requests()
      try await driver.verify()
      #expect(
        try await double.requests().map { "\($0.method) \($0.path)" }
          == ["GET /api/versions", "POST /cloudapi/1.0.0/sessions", "GET /api/query"])
      try await golden.expect("verify") { try await driver.verify() }
      try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
      try await golden.expect("images") { _ = try await driver.images(search: nil) }
      try await golden.expect("locations") { _ = try await driver.locations() }
      try await golden.expect("networks") { _ = try await driver.networks() }

      // It finds the template by its names, from the organization down; ours knows its id.
      var order = order
      order.name = "golden"
      let walked = ["/api/org/", "/api/catalog", "/api/query"]
      let isWalk = { @Sendable (request: VendorDouble.Request) in walked.contains { request.path.hasPrefix($0) } }
      try await golden.expect("create", polling: "vapp", without: isWalk) { _ = try await driver.create(order) }
      let machine = try await settled("golden", driver).id
      for (operation, work) in [
        ("reboot", driver.reboot), ("suspend", driver.pause), ("start", driver.unpause), ("stop", driver.stop),
      ] {
        try await golden.expect(operation, polling: "task") { try await work(machine) }
      }
      try await golden.expect("processors", "memory", polling: "task") {
        try await driver.resize(machine, to: "2x4096")
      }
      try await golden.expect("machine", "rename", polling: "task") { try await driver.rename(machine, to: "golden2") }
      try await golden.expect("start", polling: "task") { try await driver.start(machine) }
      // It leaves the vApp to whoever calls it.
      let isOfVApp = { @Sendable (request: VendorDouble.Request) in request.path.hasPrefix("/api/vApp/vapp-") }
      try await golden.expect("machine", "power off", "destroy", polling: "task", without: isOfVApp) {
        try await driver.destroy(machine)
      }
      #expect(try await driver.allMachines().isEmpty)
    }
  }

  @Test func neighboursInAVAppAreSpared() async throws {
    try await withDouble { double, driver in
      try await double.set(machines: 3)
      let before = try await driver.allMachines()
      let first = try #require(before.first { $0.name == "old0" })
      let second = try #require(before.first { $0.name == "old1" })
      #expect(first.extra["vapp"] == second.extra["vapp"] && first.extra["vapp"] != nil)
      try await driver.stop(first.id)
      #expect(try await settled("old1", driver).state == .running)
      _ = try await double.requests()
      try await driver.destroy(first.id)
      #expect(try await driver.allMachines().map(\.name).sorted() == ["old1", "old2"])
      #expect(try await double.requests().filter { $0.method == "DELETE" }.count == 1)
      // The last one takes the vApp along.
      try await driver.destroy(second.id)
      #expect(try await double.requests().filter { $0.method == "DELETE" }.count == 2)
      #expect(try await driver.allMachines().map(\.name) == ["old2"])
    }
  }

  /// Of a vApp that may not be read nobody knows who else is in it.
  @Test func aVAppThatHidesItsMachinesStays() async throws {
    try await withDouble { double, _ in
      try await double.set(machines: 3)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try driver(at: double, endpoint: proxy.url)
      for fault in [FaultProxy.Fault.status(403), .status(200, body: #"<VApp deployed="true"/>"#)] {
        let machine = try #require(try await driver.allMachines().first)
        let vApp = try #require(machine.extra["vapp"]?.string)
        proxy.reset()
        proxy.inject(fault) { $0.target == "/api/vApp/\(vApp)" }
        try await driver.destroy(machine.id)
        #expect(proxy.count { $0.target.hasPrefix("/api/vApp/vapp-") && $0.method != "GET" } == 0)
      }
      #expect(try await driver.allMachines().map(\.name) == ["old2"])
    }
  }

  @Test func aSystemWithoutToolsIsSwitchedOffAndReset() async throws {
    try await withDouble { double, driver in
      let machine = try await made("deaf", driver)
      _ = try await double.requests()
      try await driver.reboot(machine.id)
      try await driver.stop(machine.id)
      let changes = try await double.requests().filter { $0.method == "POST" }
      #expect(changes.compactMap { $0.path.split(separator: "/").last } == ["reboot", "reset", "undeploy", "undeploy"])
      #expect(try await settled("deaf", driver).state == .stopped)
      let error = await thrownError { try await driver.reboot(machine.id) }
      #expect(error?.code == .invalid && error?.summary.contains("INVALID_STATE") == true)
    }
  }

  @Test func anOrderIsKnownAgainWhateverItsName() async throws {
    try await withDouble { double, driver in
      var order = order
      order.name = "Ä <b> & \"c\" (1); *"
      let machine = try await driver.create(order)
      #expect(try await driver.create(order).id == machine.id)
      #expect(try await driver.allMachines().map(\.name) == [order.name])
      // Another order of that name is refused by the provider.
      order.orderID = "order-2"
      await expectError(.conflict) { _ = try await driver.create(order) }
      let name = try await double.requests().lazy.compactMap {
        $0.body.flatMap { VCloudGolden.text("ComputerName", in: $0) }
      }
      .first
      #expect(name == "b-c-1")
      try await driver.destroy(try await settled(machine.name, driver).id)
      #expect(try await driver.allMachines().isEmpty)
    }
  }

  @Test func anOrderWhoseAnswerWasLostMakesOneMachine() async throws {
    try await withDouble { double, _ in
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try driver(at: double, endpoint: proxy.url)
      proxy.inject(.lostAnswer, times: 1) { $0.method == "POST" && $0.target.hasSuffix("/instantiateVAppTemplate") }
      await expectError(.unreachable) { _ = try await driver.create(order) }
      let machine = try await driver.create(order)
      #expect(try await driver.allMachines().map(\.id) == [machine.id])
      #expect(proxy.count { $0.target.hasSuffix("/instantiateVAppTemplate") } == 1)
    }
  }

  @Test func aCloudThatIsTooOldForAnOrderSaysSo() async throws {
    try await withDouble("indonesian_vcloud") { (double, driver) async throws in
      try await double.set(["versions": ["1.5", "5.1", "5.5"], "machines": 1])
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.code == .notSupported && error?.summary.contains("version 5.5") == true)
      #expect(try await driver.allMachines().count == 1)
    }
  }

  @Test func theKeyComesInByAScriptOfTheSystem() async throws {
    try await withDouble { double, driver in
      var order = order
      order.key?.publicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ a'; reboot"
      _ = try await driver.create(order)
      let scripts = try await double.requests().compactMap {
        $0.body.flatMap { VCloudGolden.text("CustomizationScript", in: $0) }
      }
      let script = try #require(scripts.first)
      #expect(scripts.count == 1 && script.hasPrefix("#!/bin/sh\n") && !script.contains("reboot"))
      #expect(
        script.contains("key='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ'\n"))
      // Windows would not know what to do with it.
      (order.image, order.name, order.orderID) = (
        try #require(try await driver.images(search: "windows").first).id, "a rather long name", "order-2"
      )
      _ = try await driver.create(order)
      let body = try #require(try await double.requests().compactMap(\.body).last)
      #expect(VCloudGolden.text("CustomizationScript", in: body) == nil)
      #expect(VCloudGolden.text("ComputerName", in: body) == "a-rather-long-n")
      for key in ["ssh-rsa", "ssh-rsa '", "ssh-r$(x) AAAA", "ssh-rsa AAAA'BBBB"] {
        order.key?.publicKey = key
        await expectError(.invalid, of: key) { _ = try await driver.create(order) }
      }
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaid() async throws {
    try await withDouble { (double, driver) async throws in
      let templates = try await driver.images(search: "all")
      #expect(
        templates.map(\.name) == [
          "Debian 13", "Ubuntu 26.04 LTS", "Windows Server 2025", "Shop with its database", "Broken Debian",
        ])
      #expect(try await driver.images(search: "DEBIAN").count == 2)
      _ = try await double.requests()
      for (name, size) in [
        ("", "1x1024"), ("a\nb", "1x1024"), ("db1", nil), ("db1", "1024"), ("db1", "0x5"), ("db1", "1x1x1"),
      ]
        as [(String, SizeID?)]
      {
        var order = order
        (order.name, order.size) = (name, size)
        await expectError(.invalid, of: "\(name) \(size ?? "")") { _ = try await driver.create(order) }
      }
      for id in ["", "vm-", "vapp-1", "nothing", "..", "vm"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      #expect(try await double.requests().isEmpty)
      // To who may not see it, it is as if it were not there.
      for id in ["vm-../vapp-1", "vm-1?force=true", "vm-ä b%2F"] {
        let error = await thrownError { try await driver.destroy(MachineID(id)) }
        #expect(error?.code == .refused && error?.hint == "vCloud says the same of what is not there", "\(id)")
      }

      var several = order
      several.image = try #require(templates.first { $0.name.hasPrefix("Shop") }).id
      let error = await thrownError { _ = try await driver.create(several) }
      #expect(error?.summary == "image Shop with its database of Juno holds 2 machines, and an order makes one")
      var anywhere = order
      anywhere.location = nil
      await expectError(.invalid) { _ = try await driver.create(anywhere) }
      #expect(try await driver.allMachines().isEmpty)
    }
  }

  @Test func aMachineThatCouldNotBeMadeLeavesNothing() async throws {
    try await withDouble { double, driver in
      var order = order
      order.image = try #require(try await driver.images(search: "broken").first).id
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.summary == "Juno: the machine db1 could not be made: The disk of the template cannot be read.")
      for _ in 0..<3 { _ = try await driver.allMachines() }
      order.image = Known.debian
      #expect(try await driver.create(order).name == "db1", "its name is free")
    }
  }

  @Test func networksAreThoseThatAreNamed() async throws {
    try await withDouble { (double, driver) async throws in
      let networks = try await driver.networks()
      #expect(networks.map(\.name) == ["inner", "dmz & more", "by dhcp"])
      var order = order
      order.location = try #require(try await driver.locations().first { $0.name == "two" }).id
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.code == .invalid && error?.hint?.hasPrefix("one or more of by dhcp, dmz & more;") == true)
      order.networks = ["elsewhere"]
      await expectError(.notFound) { _ = try await driver.create(order) }
      order.networks = networks.dropFirst().map(\.id)
      _ = try await driver.create(order)
      let machine = try await settled("db1", driver)
      #expect(machine.extra["network"] == "dmz & more" && machine.privateIPs == ["127.113.0.2"])
      // Its address is told by its vApp alone.
      (order.name, order.orderID, order.networks) = ("db2", "order-2", [networks[2].id])
      _ = try await driver.create(order)
      #expect(try await settled("db2", driver).privateIPs == ["127.113.0.4"])
    }
  }

  @Test func aVAppThatMayNotBeReadDoesNotFailTheList() async throws {
    try await withDouble("indonesian_vcloud") { double, _ in
      try await double.set(machines: 4)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try driver(at: double, endpoint: proxy.url)
      let all = try await driver.allMachines()
      #expect(all.allSatisfy { $0.privateIPs.count == 1 }, "from the vApps")
      let hidden = try #require(all[3].extra["vapp"]?.string)
      proxy.inject(
        .status(
          403,
          body: #"<Error message="No access" majorErrorCode="403" minorErrorCode="ACCESS_TO_RESOURCE_IS_FORBIDDEN"/>"#,
          type: "application/xml")
      ) { $0.target == "/api/vApp/\(hidden)" }
      let rest = try await driver.allMachines()
      #expect(rest.map(\.id) == all.map(\.id))
      #expect(rest.map(\.privateIPs.count) == [1, 1, 1, 0])
      // One for each vApp, not for each machine.
      #expect(proxy.count { $0.target.hasPrefix("/api/vApp/") } == 6)
    }
  }

  @Test func aTokenThatIsRefusedIsRenewedOnce() async throws {
    try await withDouble { double, _ in
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try driver(at: double, endpoint: proxy.url)
      try await driver.verify()
      proxy.reset()
      proxy.inject(.status(401), times: 1) { $0.target.hasPrefix("/api/query") }
      try await driver.verify()
      #expect(proxy.requests.map(\.method) == ["GET", "GET", "POST", "GET"])
      proxy.reset()
      proxy.inject(.status(401)) { $0.target.hasPrefix("/api/query") }
      await expectError(.credentialsRejected) { try await driver.verify() }
      #expect(proxy.count { $0.target.hasPrefix("/api/query") } == 2)
    }
  }

  @Test(arguments: ["vcloud", "indonesian_vcloud"])
  func credentialsThatAreRefusedAreNotShown(vendor: String) async throws {
    try await withDouble(vendor) { double, _ in
      for (name, value) in [("password", "not-this-one"), ("username", "bob"), ("organization", "Elsewhere")] {
        let driver = try driver(at: double, double.parameters.merging([name: value]) { $1 })
        let error = await thrownError { try await driver.verify() }
        #expect(error?.code == .credentialsRejected)
        #expect(error?.description.contains("not-this-one") == false)
      }
      for (name, value) in [("password", ""), ("username", "a:b"), ("organization", "a:b")] {
        #expect(throws: MistError.self) { try driver(at: double, double.parameters.merging([name: value]) { $1 }) }
      }
    }
  }
}
