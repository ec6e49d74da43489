import Foundation
import MistModel
import Testing

@testable import MistProviders

/// What no peer of them has: many machines, and answers that go on for ever. OpenStack, HP's cloud and Rackspace have
/// one driver and three ways to it.
struct ThreeCloudsTests {
  static let all: [ProviderID] = ["openstack", "hpcloud", "rackspace"]

  /// Tokens that the identity service hands out end at `expires`.
  private static func catalogue(_ compute: String, expires: String = "2999-01-01T00:00:00Z", token: String = "t1")
    -> String
  {
    #"""
    {"access": {"token": {"id": "\#(token)", "expires": "\#(expires)"}, "serviceCatalog": [
      {"type": "compute", "name": "cloudServersOpenStack", "endpoints": [
        {"region": "region-a.geo-1", "publicURL": "\#(compute)/v2/7"}]}]}}
    """#
  }

  /// Version 3 is asked for first, and is not there; Rackspace has version 2 alone.
  private static func identity(_ provider: ProviderID, _ answers: String...) throws -> ScriptedServer {
    let logins = answers.flatMap { answer in
      (provider == "rackspace" ? [] : [ScriptedServer.json(404, "")]) + [ScriptedServer.json(200, answer)]
    }
    return try ScriptedServer(logins)
  }

  private static func driver(
    _ provider: ProviderID, _ identity: ScriptedServer, memory: any DriverMemory = NoMemory()
  ) throws -> any ProviderDriver {
    let parameters = [
      "username": "ann", "password": "p", "api_key": "k", "tenant_name": "t", "region": "region-a.geo-1",
      "auth_url": identity.url, "apiurl": identity.url,
    ]
    return try cloudDriver(
      provider, parameters, endpoint: provider == "rackspace" ? identity.url : nil, memory: memory)
  }

  @Test(arguments: all) func twoThousandMachinesComeByPages(of provider: ProviderID) async throws {
    let pages = (0..<2).map { page in
      let servers = (1...1000).map { #"{"id": "\#(page)-\#($0)", "name": "m\#($0)", "status": "ACTIVE"}"# }
      let next = page == 0 ? #"[{"rel": "next", "href": "http://192.0.2.1/servers/detail?marker=0-1000"}]"# : "[]"
      return ScriptedServer.json(200, #"{"servers": [\#(servers.joined(separator: ","))], "servers_links": \#(next)}"#)
    }
    let compute = try ScriptedServer(pages)
    let identity = try Self.identity(provider, Self.catalogue(compute.url))
    defer { [compute, identity].forEach { $0.stop() } }
    let machines = try await Self.driver(provider, identity).allMachines()
    #expect(Set(machines.map(\.id)).count == 2000)
    #expect(
      compute.requests.map { $0.prefix { $0 != "\r\n" } } == [
        "GET /v2/7/servers/detail HTTP/1.1", "GET /v2/7/servers/detail?marker=0-1000 HTTP/1.1",
      ])
    #expect(identity.requests.count == (provider == "rackspace" ? 1 : 2))
  }

  @Test(arguments: all) func pagesInACircleEnd(at provider: ProviderID) async throws {
    let page = #"{"servers": [], "servers_links": [{"rel": "next", "href": "/servers/detail?marker=1"}]}"#
    let compute = try ScriptedServer(ScriptedServer.json(200, page))
    let identity = try Self.identity(provider, Self.catalogue(compute.url))
    defer { [compute, identity].forEach { $0.stop() } }
    let driver = try Self.driver(provider, identity)
    let error = await #expect(throws: MistError.self) { try await driver.allMachines() }
    #expect(error?.summary.contains("in a circle") == true, "\(error?.summary ?? "")")
    #expect(compute.requests.count <= 3)
  }

  // MARK: - The token of an earlier process

  @Test(arguments: all) func aLoginIsEnoughForSeveralProcesses(at provider: ProviderID) async throws {
    let memory = KeptInTests()
    let compute = try ScriptedServer(ScriptedServer.json(200, #"{"servers": []}"#))
    let identity = try Self.identity(provider, Self.catalogue(compute.url))
    defer { [compute, identity].forEach { $0.stop() } }
    for _ in 1...3 { #expect(try await Self.driver(provider, identity, memory: memory).allMachines() == []) }
    #expect(identity.requests.count == (provider == "rackspace" ? 1 : 2))
    #expect(compute.requests.count == 3 && compute.requests.allSatisfy { $0.contains("X-Auth-Token: t1\r\n") })
    #expect(memory.names == ["access by \(identity.url)"])
  }

  @Test func aTokenThatEndedMeanwhileIsRenewedOnce() async throws {
    let memory = KeptInTests()
    let compute = try ScriptedServer(
      ScriptedServer.json(200, #"{"servers": []}"#), ScriptedServer.json(401, "{}"),
      ScriptedServer.json(200, #"{"servers": []}"#))
    let identity = try Self.identity(
      "rackspace", Self.catalogue(compute.url), Self.catalogue(compute.url, token: "t2"))
    defer { [compute, identity].forEach { $0.stop() } }
    for _ in 1...3 { #expect(try await Self.driver("rackspace", identity, memory: memory).allMachines() == []) }
    #expect(identity.requests.count == 2)
    let tokens = compute.requests.map { $0.contains("X-Auth-Token: t1\r\n") ? "t1" : "t2" }
    #expect(tokens == ["t1", "t1", "t2", "t2"])
  }

  @Test(arguments: ["2020-01-01T00:00:00Z", "soon"]) func aTokenNearItsEndIsNotTakenUpAgain(expires: String)
    async throws
  {
    let memory = KeptInTests()
    let compute = try ScriptedServer(ScriptedServer.json(200, #"{"servers": []}"#))
    let identity = try Self.identity("rackspace", Self.catalogue(compute.url, expires: expires))
    defer { [compute, identity].forEach { $0.stop() } }
    for _ in 1...2 { #expect(try await Self.driver("rackspace", identity, memory: memory).allMachines() == []) }
    #expect(identity.requests.count == 2)
  }

  @Test(
    arguments: [
      ("2026-01-31T12:00:00Z", 1_769_860_800.0), ("2026-01-31 12:00:00", 1_769_860_800),
      ("2026-01-31T12:00:00.123456Z", 1_769_860_800), ("2026-01-31T06:00:00.000-06:00", 1_769_860_800),
      ("2026-01-31T13:00:00+01:00", 1_769_860_800), ("soon", nil),
    ] as [(String, Double?)])
  func timesOfProviders(text: String, seconds: Double?) {
    #expect(providerTime(text) == seconds)
  }

  // MARK: - Orders that take their time

  /// The next order would be refused until then.
  @Test func aStopEndsWhenTheMachineHasStopped() async throws {
    func server(_ status: String, _ task: String) -> ScriptedServer.Reply {
      ScriptedServer.json(
        200, #"{"server": {"id": "1", "name": "a", "status": "\#(status)", "OS-EXT-STS:task_state": \#(task)}}"#)
    }
    let compute = try ScriptedServer(
      ScriptedServer.json(202, ""), server("ACTIVE", #""powering-off""#), server("ACTIVE", #""powering-off""#),
      server("SHUTOFF", "null"), ScriptedServer.json(202, ""), server("ERROR", "null"))
    let identity = try Self.identity("openstack", Self.catalogue(compute.url))
    defer { [compute, identity].forEach { $0.stop() } }
    let driver = try Self.driver("openstack", identity)
    try await driver.stop("1")
    #expect(compute.requests.count == 4)
    let error = await #expect(throws: MistError.self) { try await driver.start("1") }
    #expect(error?.summary == "Juno: a ended in an error")
    #expect(compute.requests.count == 6)
  }

  @Test func whatIsBeingDestroyedIsNotListed() async throws {
    let compute = try ScriptedServer(
      ScriptedServer.json(
        200,
        #"""
        {"servers": [{"id": "1", "name": "a", "status": "ACTIVE", "OS-EXT-STS:task_state": "deleting"},
                     {"id": "2", "name": "b", "status": "DELETED"}, {"id": "3", "name": "c", "status": "ACTIVE"}]}
        """#))
    let identity = try Self.identity("openstack", Self.catalogue(compute.url))
    defer { [compute, identity].forEach { $0.stop() } }
    #expect(try await Self.driver("openstack", identity).allMachines().map(\.name) == ["c"])
  }
}
