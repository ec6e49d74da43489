import MistModel
import Testing

@testable import MistProviders

/// Google's driver at a double that holds it to Google's own discovery document.
@Suite(withVendorDoubles)
struct GCETests {
  @Test func doesWhatItDeclares() async throws {
    try await withGCE { double, driver in
      try await double.set(pageSize: 2, machines: 5)
      try await DriverConformance(
        driver: driver, order: .gce,
        abilities: [
          .start, .stop, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations, .networks,
        ], otherSize: "e2-standard-2", tellsRepeatedOrders: true, searchedImage: "debian", renamesWhileRunning: false
      ).run()
      #expect(try await driver.allMachines().count == 5)
    }
  }

  @Test func faultsAreToldAndNothingIsDoneTwice() async throws {
    try await withGCE { double, _ in
      try await double.set(pageSize: 2, machines: 5)
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let listing = "/compute/v1/projects/golden-cloud-7/aggregated/instances?maxResults=500"
      try await FaultConformance(
        driver: try GCEDriver(account: double.account("gce", endpoint: proxy.url)), proxy: proxy,
        isListing: { $0.target.hasPrefix(listing) && !$0.target.contains("pageToken") },
        isChange: { $0.method == "POST" && $0.target.contains("/zones/europe-west1-b/instances?") },
        change: { _ = try await $0.create(.gce) }, tellsRepeatedChanges: true,
        errorBody: { (#"{"error": {"code": \#($0), "message": "no luck with \#($0)"}}"#, "application/json") },
        wrongType: (#"{"items": ["seven"]}"#, "application/json"),
        isNextPage: { $0.target.hasPrefix(listing) && $0.target.contains("pageToken") }
      ).run()
    }
  }

  @Test func anAnswerThatWasLostIsAskedForAgainAndMakesNoSecondMachine() async throws {
    try await withGCE { double, _ in
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try GCEDriver(account: double.account("gce", endpoint: proxy.url))
      proxy.inject(.lostAnswer, times: 1) { $0.method == "POST" && $0.target.contains("requestId=") }
      let made = try await driver.create(.gce)
      #expect(try await driver.allMachines().map(\.id) == [made.id])
      #expect(proxy.count { $0.target.contains("requestId=") } == 2)
    }
  }

  /// As after a crash, when Google has forgotten the order's id: nobody knows what came of the first try.
  @Test func anOrderThatWasSentBeforeMakesNoSecondMachine() async throws {
    try await withGCE { double, driver in
      let made = try await driver.create(.gce)
      var order = MachineOrder.gce
      (order.orderID, order.sentBefore) = ("order-2", 1_793_534_400)
      #expect(try await driver.create(order).id == made.id)
      #expect(try await driver.allMachines().map(\.id) == [made.id])
      // Another machine of that name is older than the try.
      order.sentBefore = 1_793_538_000
      await expectError(.conflict) { _ = try await driver.create(order) }
    }
  }

  /// One difference remains: Google's client writes `alt=json`, which is so without a word.
  @Test func asksAsGooglesClientDoes() async throws {
    try await withGCE { double, driver in
      let golden = try GoldenRequests(double, needless: ["alt"])
      try await golden.expect("log in", "verify") { try await driver.verify() }
      try await golden.expect("machines") { _ = try await driver.machines(page: nil) }
      try await golden.expect("images") { _ = try await driver.images(search: nil) }
      try await golden.expect("images") { _ = try await driver.images(search: "debian") }
      try await golden.expect("locations") { _ = try await driver.locations() }
      try await golden.expect("locations", "sizes") { _ = try await driver.sizes() }
      try await golden.expect("networks") { _ = try await driver.networks() }

      var order = MachineOrder.gce
      // The client has a machine of that name in its past, made by the same order: another double knows nothing of it.
      (order.name, order.orderID) = ("golden", "golden-1")
      let other = try VendorDouble("gce")
      defer { other.stop() }
      var fresh = try GCEDriver(account: other.account("gce"))
      fresh.firstPause = .milliseconds(5)
      try await fresh.verify()
      let here = golden.at(other)
      try await here.expect("create", polling: "operation") { _ = try await fresh.create(order) }
      let machine = try #require(try await fresh.allMachines().first).id
      try await here.expect("reboot", polling: "operation") { try await fresh.reboot(machine) }
      try await here.expect("stop", polling: "operation") { try await fresh.stop(machine) }
      try await here.expect("resize", polling: "operation") { try await fresh.resize(machine, to: "e2-standard-2") }
      try await here.expect("rename", polling: "operation") { try await fresh.rename(machine, to: "golden2") }
      try await here.expect("start", polling: "operation") { try await fresh.start(machine) }
      try await here.expect("destroy", polling: "operation") { try await fresh.destroy(machine) }
      (order.name, order.orderID, order.image, order.key) = ("golden3", "golden-3", "golden-image", nil)
      order.networks = ["inner"]
      try await here.expect("create in a network", polling: "operation") { _ = try await fresh.create(order) }
      #expect(try await other.deviations().isEmpty)
    }
  }

  @Test func aDeviationFromGooglesDocumentIsNotLetThrough() async throws {
    let double = try VendorDouble("gce")
    defer { double.stop() }
    let client = try ProviderClient(title: "test") { $0.text }
    let account = double.account("gce")
    let login = GCELogin(
      credentials: try GCECredentials(account), address: try ProviderURL(double.url + "/token"), now: account.now)
    let header = ("Authorization", "Bearer " + (try await login.token(through: client).token))
    let zone = "/compute/v1/projects/golden-cloud-7/zones/europe-west1-b"
    let deviations: [(ProviderRequest.Method, String, JSONValue?)] = [
      (.get, zone + "/instances/7/reboot", nil), (.post, zone + "/instances/7/reboot", nil),
      (.get, "/compute/v1/projects/golden-cloud-7/zones?limit=5", nil),
      (.get, "/compute/v1/projects/golden-cloud-7/zones?maxResults=many", nil),
      (.get, "/compute/v1/projects/golden-cloud-7/zones?fields=items(nmae)", nil),
      (.get, "/compute/v1/projects/golden-cloud-7/zones?fields=items(name", nil),
      (.post, zone + "/instances", ["machineType": "zones/europe-west1-b/machineTypes/e2-medium"]),
      (.post, zone + "/instances", ["name": "No-Way"]), (.post, zone + "/instances", ["name": "a", "imgae": "b"]),
      (.post, zone + "/instances", ["name": "a", "status": "RUNNING"]),
      (.post, zone + "/instances", ["name": "a", "canIpForward": "yes"]), (.post, zone + "/instances", nil),
      (.post, zone + "/instances/7/start", ["name": "a"]),
      (.get, zone + "/instances/007", nil), (.get, "/compute/v1/projects/Golden/zones", nil),
    ]
    for (method, target, body) in deviations {
      let url = try ProviderURL(double.url + target)
      let request =
        try body.map { try ProviderRequest(method, url, headers: [header], json: $0) }
        ?? ProviderRequest(method, url, headers: [header])
      #expect(try await client.send(request).status == 418, "\(method) \(target)")
    }
    #expect(try await double.deviations().count >= deviations.count)
  }
}

extension MachineOrder {
  static let gce: MachineOrder = {
    var order = MachineOrder(
      name: "db1", image: "debian-cloud/family/debian-13", size: "e2-medium", location: "europe-west1-b",
      orderID: "order-1")
    order.key = VendorDouble.key
    return order
  }()
}

/// A double that nobody has asked yet, and a driver for it.
func withGCE(_ work: (VendorDouble, GCEDriver) async throws -> Void) async throws {
  let double = try VendorDouble("gce")
  defer { double.stop() }
  var driver = try GCEDriver(account: double.account("gce"))
  driver.firstPause = .milliseconds(5)
  try await work(double, driver)
  #expect(try await double.deviations().isEmpty)
}
