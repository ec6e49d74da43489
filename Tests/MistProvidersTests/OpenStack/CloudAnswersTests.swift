import MistModel
import Testing

@testable import MistProviders

/// Answers of clouds that no peer gives, and accounts as they are kept.
struct CloudAnswersTests {
  // MARK: - Logging in

  private func catalogue(_ compute: String) -> String {
    #"""
    {"access": {"token": {"id": "t1"}, "serviceCatalog": [
      {"type": "compute", "name": "nova", "endpoints": [{"region": "one", "publicURL": "\#(compute)/v2/7"}]}]}}
    """#
  }

  private func driver(_ identity: ScriptedServer, region: String? = nil) throws -> any ProviderDriver {
    var parameters = ["username": "ann", "password": "p", "tenant_name": "t", "auth_url": identity.url + "/v2.0/"]
    parameters["region"] = region
    return try cloudDriver("openstack", parameters)
  }

  @Test func anOldCloudIsAskedInItsOwnWay() async throws {
    let compute = try ScriptedServer(ScriptedServer.json(200, #"{"servers": []}"#))
    let identity = try ScriptedServer(
      ScriptedServer.json(404, ""), ScriptedServer.json(200, catalogue(compute.url)))
    defer { [compute, identity].forEach { $0.stop() } }
    #expect(try await driver(identity).allMachines() == [])
    #expect(
      identity.requests.map { $0.prefix { $0 != "\r\n" } } == [
        "POST /v3/auth/tokens HTTP/1.1", "POST /v2.0/tokens HTTP/1.1",
      ])
    #expect(identity.requests.last?.contains(#""tenantName":"t""#) == true)
    #expect(compute.requests.first?.hasPrefix("GET /v2/7/servers/detail HTTP/1.1\r\n") == true)
    #expect(compute.requests.first?.contains("X-Auth-Token: t1\r\n") == true)
  }

  @Test func whereThereIsNoIdentityServiceIsSaid() async throws {
    let identity = try ScriptedServer(ScriptedServer.json(404, ""))
    defer { identity.stop() }
    let error = await #expect(throws: MistError.self) { try await driver(identity).verify() }
    #expect(error?.summary == "Juno: there is no identity service at \(identity.url)")
  }

  @Test func anAccountWithoutServicesIsSaid() async throws {
    let identity = try ScriptedServer(
      .bytes("HTTP/1.1 201 X\r\nX-Subject-Token: t\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{\"token\": {}}"))
    defer { identity.stop() }
    let error = await #expect(throws: MistError.self) { try await driver(identity).verify() }
    #expect(error?.summary == "Juno: the catalogue at \(identity.url) has no service for machines")
  }

  @Test func whoeverWaitsForALoginMayLeave() async throws {
    let identity = try ScriptedServer(.silence)
    defer { identity.stop() }
    let driver = try driver(identity)
    let work = Task { try await driver.verify() }
    while identity.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    work.cancel()
    let error = await #expect(throws: MistError.self) { try await work.value }
    #expect(error?.code == .interrupted)
  }

  // MARK: - The catalogue

  private func access(
    _ entries: [(type: String, region: String?, address: String)], region: String? = nil,
    identity: String = "http://id.example.org"
  ) throws -> CloudAccess {
    let place = CloudPlace(region: region, identity: try ProviderURL(identity))
    let catalogue = ServiceCatalogue(
      entries: entries.map { .init(type: $0.type, name: "", region: $0.region, address: $0.address) })
    return try place.access(with: CloudTicket(token: "t", catalogue: catalogue), title: "Juno")
  }

  @Test func servicesAreThoseOfTheRegion() throws {
    let all: [(type: String, region: String?, address: String)] = [
      ("compute", "one", "http://c1/v2.1"), ("compute", "two", "http://c2/v2.1"), ("image", "one", "http://i1"),
      ("image", "two", "http://i2/"), ("network", nil, "http://n"),
    ]
    let access = try access(all, region: "TWO")
    #expect(access.compute.description == "http://c2/v2.1")
    #expect(access.images?.description == "http://i2/v2")
    #expect(access.networks?.description == "http://n/v2.0")
    #expect(throws: MistError.self) { try self.access(all) }
    #expect(throws: MistError.self) { try self.access(all, region: "three") }
    #expect(try self.access([("compute", "one", "http://c/v2.1")]).images == nil)
  }

  @Test func aTokenIsNeverSentInClearThatWasFetchedInSecret() throws {
    let entries: [(type: String, region: String?, address: String)] = [("compute", "one", "http://c/v2.1")]
    let error = #expect(throws: MistError.self) { try access(entries, identity: "https://id.example.org") }
    #expect(error?.code == .untrusted)
  }

  @Test(arguments: [
    ("http://h:9292", "http://h:9292/v2"), ("http://h:9292/", "http://h:9292/v2"),
    ("https://h/image", "https://h/image/v2"),
    ("https://h/v2", "https://h/v2"), ("https://h/v2/123", "https://h/v2/123"), ("https://h/v1.0", "https://h/v2"),
    ("https://h/v1/", "https://h/v2"), ("https://v2.example.org", "https://v2.example.org/v2"),
  ])
  func anAddressGetsAVersion(given: String, address: String) {
    #expect(CloudPlace.address(given, version: "v2") == address)
  }

  // MARK: - Machines

  /// - Parameter second: the answer to all but the first request.
  private func machines(
    _ first: String, _ second: String? = nil
  ) async throws -> (machines: [Machine], requests: [String]) {
    let compute = try ScriptedServer(ScriptedServer.json(200, first), ScriptedServer.json(200, second ?? first))
    let identity = try ScriptedServer(ScriptedServer.json(404, ""), ScriptedServer.json(200, catalogue(compute.url)))
    defer { [compute, identity].forEach { $0.stop() } }
    let machines = try await driver(identity).allMachines()
    return (machines, compute.requests.map { String($0.prefix { $0 != "\r\n" }) })
  }

  /// Of a link only what it asks for counts.
  @Test func pagesAreAskedForAtThePlaceThatIsKnown() async throws {
    let (machines, requests) = try await machines(
      #"""
      {"servers": [{"id": "1", "name": "a", "status": "ACTIVE"}], "servers_links": [
        {"rel": "next", "href": "http://192.0.2.1/steal?limit=1&marker=1#x"}]}
      """#, #"{"servers": [{"id": "2", "name": "b", "status": "BUILD", "image": "", "flavor": null}]}"#)
    #expect(machines.map(\.name) == ["a", "b"])
    #expect(machines.map(\.state) == [.running, .pending])
    #expect(
      requests == [
        "GET /v2/7/servers/detail HTTP/1.1", "GET /v2/7/servers/detail?limit=1&marker=1 HTTP/1.1",
      ])
  }

  /// As it happens to one that is just being made.
  @Test func aMachineOnTwoPagesIsOne() async throws {
    let (machines, _) = try await machines(
      #"""
      {"servers": [{"id": "1", "name": "a", "status": "BUILD"}, {"id": "2", "name": "b", "status": "ACTIVE"}],
       "servers_links": [{"rel": "next", "href": "/servers/detail?marker=2"}]}
      """#,
      #"{"servers": [{"id": "1", "name": "a", "status": "ACTIVE"}, {"id": "3", "name": "c", "status": "ACTIVE"}]}"#)
    #expect(machines.map(\.name) == ["a", "b", "c"])
    #expect(machines.first?.state == .running)
  }

  @Test func pagesInACircleEnd() async throws {
    let page = #"{"servers": [], "servers_links": [{"rel": "next", "href": "/servers/detail?marker=1"}]}"#
    let error = await #expect(throws: MistError.self) { try await machines(page) }
    #expect(error?.summary.contains("in a circle") == true, "\(error?.summary ?? "")")
  }

  @Test(arguments: [
    ("ACTIVE", "running"), ("SHUTOFF", "stopped"), ("BUILD", "pending"), ("HARD_REBOOT", "rebooting"),
    ("PAUSED", "paused"), ("SUSPENDED", "suspended"), ("ERROR", "error"), ("SOFT_DELETED", "terminated"),
    ("VERIFY_RESIZE", "running"), ("SOMETHING_NEW", "unknown"),
  ])
  func states(status: String, state: String) async throws {
    let machine = try await machines(#"{"servers": [{"id": "1", "name": "a", "status": "\#(status)"}]}"#).machines.first
    #expect(machine?.state.rawValue == state)
    #expect(machine?.actions.contains(.stop) == (state == "running"))
    #expect(machine?.actions.contains(.start) == (state == "stopped"))
    #expect(machine?.actions.contains(.destroy) == (state != "terminated"))
  }

  @Test func addressesOfAllKinds() async throws {
    let (machines, _) = try await machines(
      #"""
      {"servers": [{"id": "1", "name": "a", "status": "ACTIVE", "addresses": {
        "lan": [{"addr": "10.0.0.5", "version": 4, "OS-EXT-IPS:type": "fixed"},
                {"addr": "192.168.7.7", "version": 4, "OS-EXT-IPS:type": "floating"},
                {"addr": "fd00::5", "version": 6, "OS-EXT-IPS:type": "fixed"}],
        "wan": [{"addr": "2001:db8::7", "version": 6, "OS-EXT-IPS:type": "fixed"},
                {"addr": "198.51.100.7", "version": 4, "OS-EXT-IPS:type": "fixed"}],
        "zzz": [{"addr": "172.20.0.1", "version": 4}, {"addr": "-oProxyCommand=x", "version": 4},
                {"addr": "198.51.100.7", "version": 4}]}}]}
      """#)
    #expect(machines.first?.publicIPs == ["192.168.7.7", "198.51.100.7", "2001:db8::7"])
    #expect(machines.first?.privateIPs == ["10.0.0.5", "172.20.0.1", "fd00::5"])
  }

  @Test func aServiceThatIsMissingIsSaid() async throws {
    let compute = try ScriptedServer(ScriptedServer.json(200, #"{"images": [{"id": "1", "name": "old"}]}"#))
    let identity = try ScriptedServer(ScriptedServer.json(404, ""), ScriptedServer.json(200, catalogue(compute.url)))
    defer { [compute, identity].forEach { $0.stop() } }
    let driver = try driver(identity)
    // Images there are with the machines.
    #expect(try await driver.images(search: nil) == [Image(id: "1", name: "old")])
    let error = await #expect(throws: MistError.self) { try await driver.networks() }
    #expect(error?.summary == "Juno: this cloud has no service for networks")
  }

  /// Which of several is meant is not guessed, and nothing is ordered.
  @Test(arguments: [
    ("", "Juno has no outside network to take a floating address from"),
    (
      #"{"id": "1", "name": "b", "router:external": true}, {"id": "2", "name": "a", "router:external": true}"#,
      "Juno has several outside networks to take a floating address from: a, b"
    ),
  ])
  func aFloatingAddressNeedsOneOutsideNetwork(networks: String, words: String) async throws {
    let network = try ScriptedServer(ScriptedServer.json(200, #"{"networks": [\#(networks)]}"#))
    let compute = try ScriptedServer(ScriptedServer.json(200, #"{"servers": []}"#))
    let service = #"{"type": "network", "endpoints": [{"region": "one", "publicURL": "\#(network.url)"}]},"#
    let all = catalogue(compute.url).replacing(#""serviceCatalog": ["#, with: #""serviceCatalog": [\#(service)"#)
    let identity = try ScriptedServer(ScriptedServer.json(404, ""), ScriptedServer.json(200, all))
    defer { [network, compute, identity].forEach { $0.stop() } }
    var order = MachineOrder("web", image: "i", size: "1")
    order.wantsFloatingIP = true
    let (driver, wanted) = (try driver(identity), order)
    let error = await #expect(throws: MistError.self) { try await driver.create(wanted) }
    #expect(error?.summary == words)
    #expect(!compute.requests.contains { $0.hasPrefix("POST") })
  }

  // MARK: - Accounts

  @Test(
    arguments: [
      (
        "openstack", ["username": "ann", "auth_url": "http://h:5000/v2.0/", "tenant_name": "t", "region": "one"],
        "openstackoneannhttp://h:5000t", "openstack", "one"
      ),
      (
        "openstack", ["username": "ann", "auth_url": "http://h:5000", "tenant_name": "t"],
        "openstackannhttp://h:5000t", "openstack", nil
      ),
      (
        "hpcloud", ["username": "ann", "tenant_name": "t", "region": "region-a.geo-1"], "hpcloudregion-a.geo-1annt",
        "hpcloud", "region-a.geo-1"
      ),
      ("rackspace", ["username": "ann", "region": "dfw"], "rackspacedfwann", "rackspace", "dfw"),
      (
        "rackspace", ["username": "ann", "region": "rackspace_first_gen:us"], "rackspace_first_genusann",
        "rackspace_first_gen", "us"
      ),
    ] as [(ProviderID, [String: String], String, ProviderID, String?)])
  func anAccountIsToldByWhatTheOriginalTookForIt(
    id: ProviderID, parameters: [String: String], digest: String, provider: ProviderID, region: String?
  ) throws {
    let identity = try #require(ProviderCatalog.description(of: id)).identity("Juno", parameters)
    #expect(identity == AccountIdentity(provider: provider, region: region, account: "ann", digestInput: digest))
  }

  @Test func theFirstGenerationIsRetired() async throws {
    let parameters = ["username": "u", "api_key": "k", "region": "rackspace_first_gen:uk"]
    let error = #expect(throws: MistError.self) { try cloudDriver("rackspace", parameters) }
    #expect(error?.code == .notSupported)
    #expect(
      error?.summary == "Rackspace's first generation of servers (uk) was retired in 2015, and its machines moved")
    #expect(error?.hint?.hasPrefix("regions of today: dfw, ord, iad, lon, syd, hkg; ") == true)
    #expect(error?.hint?.hasSuffix("endpoints.json as \"rackspace_first_gen\"") == true)
    // Somebody runs it still.
    #expect(throws: Never.self) { try cloudDriver("rackspace", parameters, endpoint: "http://127.0.0.1:1/identity") }
  }

  @Test(
    arguments: [
      ("rackspace", ["username": "u", "api_key": "k", "region": "x.evil.example.org/"]),
      ("hpcloud", ["username": "u", "password": "p", "tenant_name": "t", "region": "x.evil.example.org/"]),
    ] as [(ProviderID, [String: String])])
  func credentialsFollowNoInventedRegion(provider: ProviderID, parameters: [String: String]) {
    let error = #expect(throws: MistError.self) { try cloudDriver(provider, parameters) }
    #expect(error?.code == .invalid)
  }
}
