import Foundation
import MistModel
import MistProviders
import MistWire
import Testing

@testable import MistService

struct BackendsTests {
  private let test: TestService

  init() throws {
    test = try TestService()
  }

  private func add(_ fields: [String: JSONValue], headers: [String: String] = ["api-version": "2"]) async throws
    -> WireAnswer
  {
    let common: [String: JSONValue] = ["title": "box", "provider": "bare_metal", "remove_on_error": false]
    return try await test.ask(
      .post, "/backends", .object(common.merging(fields) { _, given in given }), headers: headers)
  }

  private func kept() async throws -> [String: String] {
    let backends = test.service.services.backends
    return try await backends.parameters(of: try #require(try await backends.list().last))
  }

  @Test(arguments: [
    ("openstackaf0.mist.io", "2Mn2ZnCoXhK3ywqzGn1fzWVmSSe6"), ("openstackdfe.mist.io", "XMdRN2u3NVASMm14BuHo4HJnS15"),
  ])
  func anIdIsTheOneTheOriginalGave(title: String, id: String) async throws {
    try await test.addServer(title)
    #expect(try await test.asked(.get, "/backends").items.map { $0["id"]?.string } == [id])
  }

  @Test func zerosInFrontDoNotCount() {
    #expect(BackendDigest.base58([0, 0, 1]) == "2")
    #expect(BackendDigest.base58([0, 0]) == "")
    #expect(BackendDigest.base58([57]) == "Z")
    #expect(BackendDigest.base58([58]) == "21")
    #expect(BackendDigest.base58([UInt8](repeating: 255, count: 20)).count == 28)
  }

  @Test func aBackendAsItIsListed() async throws {
    #expect(try await test.asked(.get, "/backends") == [])
    _ = try await add(["machine_ip": "192.0.2.1"])
    let backend = try #require(try await test.asked(.get, "/backends").items.first)
    #expect(backend["title"] == "box" && backend["provider"] == "bare_metal" && backend["state"] == "online")
    #expect(backend["enabled"] == true && backend["apikey"] == "192.0.2.1")
  }

  @Test func leftOutFieldsGetTheirDefaults() async throws {
    _ = try await add([
      "machine_ip": "  192.0.2.1 ", "machine_key": nil, "machine_user": "", "machine_port": nil, "tenant_name": "x",
      "anything": ["else": []],
    ])
    let expected = ["machine_ip": "192.0.2.1", "machine_port": "22", "machine_id": "box"]
    #expect(try await kept() == expected)
  }

  @Test(arguments: [JSONValue.integer(2222), "2222", " 2222 ", .number(2222)])
  func aPortMayBeTextOrNumber(port: JSONValue) async throws {
    #expect(try await add(["machine_ip": "192.0.2.1", "machine_port": port]).status == 200)
    #expect(try await kept()["machine_port"] == "2222")
  }

  @Test(arguments: [JSONValue.integer(0), "65536", "-1", "ssh", .number(22.5), true, "0x16"])
  func aPortThatIsNoneIsRefused(port: JSONValue) async throws {
    let answer = try await add(["machine_ip": "192.0.2.1", "machine_port": port])
    #expect(answer.text == "Bad Request: machine_port must be a number from 1 to 65535")
    #expect(try await test.asked(.get, "/backends") == [])
  }

  @Test func whatIsMissingIsNamed() async throws {
    #expect(try await add([:]).text == "Required parameter not provided: machine_ip")
    #expect(try await add(["machine_ip": nil]).text == "Required parameter not provided: machine_ip")
    #expect(try await add(["machine_ip": [1]]).text == "Bad Request: machine_ip has the wrong type")
    #expect(try await add(["title": nil]).text == "Required parameter not provided: title")
    #expect(try await add(["title": "  "]).text == "Required parameter not provided: title")
    #expect(try await add(["title": "a\nb"]).status == 400)
    #expect(try await add(["provider": nil]).text == "Required parameter not provided: provider")
    #expect(try await add(["provider": "nowhere"]).text == "Bad Request: no provider 'nowhere'")
    #expect(try await add(["machine_ip": "a\u{0}b"]).text == "Bad Request: machine_ip holds a control character")
    #expect(try await add(["machine_ip": "a", "machine_key": "none"]).text == "Keypair not found: none")
    #expect(try await test.asked(.get, "/backends") == [])
  }

  @Test func theFirstErasBodyIsRead() async throws {
    let body: [String: JSONValue] = [
      "apikey": "192.0.2.7", "apisecret": "admin", "apiurl": nil, "tenant_name": nil, "region": nil,
      "machine_ip": nil, "machine_key": nil, "machine_user": nil, "compute_endpoint": nil, "machine_port": nil,
    ]
    #expect(try await add(body, headers: [:]).status == 200)
    #expect(try await kept()["machine_ip"] == "192.0.2.7")
    #expect(try await kept()["machine_user"] == "admin")
  }

  @Test func aRegionInTheProvidersPlaceIsUnderstood() throws {
    func provider(_ name: String) throws -> String {
      try NewBackend([
        "title": "a", "provider": .string(name), "api_key": "k", "api_secret": "s", "username": "ann", "password": "p",
        "tenant_name": "t",
      ]).description.provider.id.rawValue
    }
    #expect(try provider("ec2_eu_west") == "ec2")
    #expect(try provider("rackspace:dfw") == "rackspace")
    #expect(try provider("rackspace_first_gen:uk") == "rackspace")
    #expect(try provider("hpcloud:region-b.geo-1") == "hpcloud")
  }

  /// It is shown as a provider of its own and is driven by the one that has its regions.
  @Test func theFirstGenerationOfRackspaceIsRackspaces() throws {
    let record = BackendRecord(
      id: "b", title: "old", provider: "rackspace_first_gen", region: "us", isEnabled: true, sealedParameters: Data(),
      account: "ann")
    #expect(record.kind == "rackspace")
  }

  @Test func theFirstGenerationOfRackspaceIsNotAdded() async throws {
    let answer = try await add([
      "provider": "rackspace_first_gen:us", "username": "ann", "api_key": "k", "remove_on_error": true,
    ])
    #expect(answer.status == 405)
    #expect(answer.text.contains("was retired in 2015"))
    #expect(try await test.asked(.get, "/backends") == [])
  }

  /// It may be elsewhere than Rackspace's servers of today.
  @Test func theFirstGenerationOfRackspaceHasAnAddressOfItsOwn() async throws {
    let endpoints = ["rackspace": "http://127.0.0.1:1", "rackspace_first_gen": "http://127.0.0.1:2"]
    try JSONEncoder().encode(endpoints).write(to: URL(filePath: test.folder).appending(path: "endpoints.json"))
    for (region, port) in [("dfw", 1), ("rackspace_first_gen:us", 2)] {
      let answer = try await add([
        "provider": "rackspace", "region": .string(region), "username": "ann", "api_key": "k", "remove_on_error": true,
      ])
      #expect(answer.text.contains("http://127.0.0.1:\(port) cannot be reached"), "\(answer.text)")
    }
  }

  @Test func theSameTitleIsAConflict() async throws {
    try await test.addServer("box")
    try await test.addServer("Box")
    let answer = try await test.addServer("box", host: "192.0.2.2")
    #expect(answer.status == 409)
    #expect(answer.text == "Backend name exists: box")
    let id = BackendDigest.id(of: "bare_metalBox")
    #expect(try await test.ask(.put, "/backends/\(id)", ["new_name": "box"]).status == 409)
  }

  @Test func theSameIdUnderAnotherTitleIsAConflict() async throws {
    try await test.addServer("box")
    let id = BackendDigest.id(of: "bare_metalbox")
    #expect(try await test.ask(.put, "/backends/\(id)", ["new_name": " crate "]).text == "OK")
    let answer = try await test.addServer("box")
    #expect(answer.status == 409)
    #expect(answer.text == "Backend exists: \(id)")
    #expect(try await test.asked(.get, "/backends").items.map { $0["title"]?.string } == ["crate"])
    #expect(try await kept()["machine_id"] == "box")
  }

  @Test func fiftyAtOnceAddOne() async throws {
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 1...50 {
        group.addTask { try await test.addServer("box", host: "192.0.2.\(number)").status }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 200 } == 1)
    #expect(statuses.count { $0 == 409 } == 49)
    #expect(try await test.asked(.get, "/backends").items.count == 1)
  }

  @Test(
    arguments: [
      ("new_state", "0", "offline"), ("new_state", "False", "offline"), ("newState", "0", "offline"),
      ("newState", "False", "offline"), ("new_state", 0, "offline"), ("new_state", false, "offline"),
      ("new_state", "1", "online"), ("newState", "True", "online"), ("new_state", true, "online"),
    ] as [(String, JSONValue, JSONValue)])
  func aStateInAnySpelling(field: String, value: JSONValue, state: JSONValue) async throws {
    try await test.addServer("box")
    let id = BackendDigest.id(of: "bare_metalbox")
    let opposite: JSONValue = state == "online" ? "0" : "1"
    _ = try await test.ask(.post, "/backends/\(id)", ["new_state": opposite])
    #expect(try await test.ask(.post, "/backends/\(id)", .object([field: value])).text == "OK")
    #expect(try await test.asked(.get, "/backends").items[0]["state"] == state)
  }

  @Test func anyOtherStateIsRefused() async throws {
    try await test.addServer("box")
    let id = BackendDigest.id(of: "bare_metalbox")
    #expect(try await test.ask(.post, "/backends/\(id)", ["new_state": "2"]).status == 400)
    #expect(try await test.ask(.post, "/backends/\(id)", [:]).text == "Required parameter not provided: new_state")
    #expect(try await test.ask(.post, "/backends/\(id)").status == 400)
  }

  @Test func unknownBackendsAreNotFound() async throws {
    #expect(try await test.ask(.put, "/backends/x", ["new_name": "y"]).text == "Backend not found: x")
    #expect(try await test.ask(.delete, "/backends/x").status == 404)
    #expect(try await test.ask(.post, "/backends/x", ["new_state": "1"]).status == 404)
  }

  @Test func providersOfBothEras() async throws {
    let second = try await test.asked(.get, "/providers", headers: ["api-version": "2"])["supported_providers"]
    #expect(
      second?.items.first == [
        "title": "Other Server", "provider": "bare_metal", "regions": [], "abilities": ["probe", "reboot"],
      ])
    #expect(second?.items.count == 15)
    let first = try await test.asked(.get, "/providers")["supported_providers"]?.items ?? []
    #expect(first.contains(["title": "EC2 EU Ireland", "provider": "ec2_eu_west"]))
    #expect(first.contains(["title": "Rackspace DFW", "provider": "rackspace:dfw"]))
    #expect(first.contains(["title": "Rackspace US (OLD)", "provider": "rackspace_first_gen:us"]))
    #expect(first.contains(["title": "HP Helion Cloud - US West", "provider": "hpcloud:region-a.geo-1"]))
    #expect(!first.contains { $0["provider"] == "libvirt" })
  }
}
