import MistModel
import MistWire
import Testing

@testable import MistService

/// What differs from era to era, over the same backends and machines.
struct EraTests {
  private let test: TestService
  private let backend: String
  private static let mounts = ["/backends", "/clouds", "/api/v1/clouds"]

  init() async throws {
    let cloud = StandInCloud()
    test = try TestService(cloud: cloud)
    let added = try await test.asked(
      .post, "/backends",
      [
        "title": "Juno", "provider": "openstack", "remove_on_error": false, "username": "u",
        "password": "p", "auth_url": "http://127.0.0.1:9", "tenant_name": "t",
      ], headers: ["api-version": "2"])
    backend = try #require(added["id"]?.string)
    cloud.put(
      Machine(
        id: "m/1", backend: BackendID(backend), name: "atlanta", state: .running, publicIPs: ["127.0.0.1"],
        actions: [.stop, .tag]))
  }

  private func path(_ text: String) -> WirePath { WirePath(stringLiteral: text) }

  private func machine(_ mount: String) async throws -> JSONValue {
    try await test.asked(.get, path("\(mount)/\(backend)/machines")).items[0]
  }

  @Test(arguments: mounts) func everyMountListsTheSame(mount: String) async throws {
    #expect(try await test.asked(.get, path(mount)).items.map { $0["title"] } == ["Juno"])
    #expect(try await machine(mount)["name"] == "atlanta")
    #expect(try await machine(mount)["can_stop"] == true)
  }

  @Test func todaysNamesAreInTheLastEraAlone() async throws {
    #expect(try await test.asked(.get, "/api/v1/clouds").items[0]["name"] == "Juno")
    #expect(try await test.asked(.get, "/clouds").items[0]["name"] == nil)
    let machine = try await machine("/api/v1/clouds")
    #expect(machine["actions"]?["stop"] == true && machine["actions"]?["start"] == false)
    #expect(machine["external_id"] == "m/1" && machine["cloud"] == .string(backend))
    #expect(try await self.machine("/backends")["actions"] == nil)
  }

  @Test(arguments: mounts) func tagsAreWrittenInEveryWay(mount: String) async throws {
    let tags = "\(mount)/\(backend)/machines/m%2F1"
    let isLast = mount.hasPrefix("/api")
    #expect(try await test.ask(.post, path(tags + "/metadata"), ["tag": "dev"]).text == "OK")
    #expect(
      try await test.ask(.post, path(tags + "/tags"), ["tags": ["env": "prod", "rank": 5, "n": nil]]).status == 200)
    #expect(
      try await test.ask(.post, path(tags + "/tags"), ["tags": ["a=b", ["key": "k", "value": "v"]]]).status == 200)
    let objects: [JSONValue] = [
      ["a": "b"], ["dev": ""], ["env": "prod"], ["k": "v"], ["n": ""], ["rank": "5"],
    ]
    let texts: [JSONValue] = ["a=b", "dev", "env=prod", "k=v", "n", "rank=5"]
    #expect(try await machine(mount)["tags"]?.items == (isLast ? objects : texts))
    #expect(try await test.ask(.delete, path(tags + "/tags/env"), ["value": "test"]).status == 404)
    #expect(try await test.ask(.delete, path(tags + "/tags/env"), ["value": "prod"]).status == 200)
    #expect(try await test.ask(.delete, path(tags + "/tags/k")).status == 200)
    #expect(try await test.ask(.delete, path(tags + "/metadata"), ["tag": "dev"]).status == 200)
    #expect(try await machine(mount)["tags"]?.items.count == 3)
    for wrong in [[:], ["tags": [:]], ["tags": 5], ["tags": "x"], ["tags": ["": "v"]]] as [JSONValue] {
      #expect(try await test.ask(.post, path(tags + "/tags"), wrong).status == 400, "\(wrong)")
    }
  }

  @Test func errorsAreInTheWordsOfTheEra() async throws {
    let key = try await test.service.services.keys.generate(.ed25519)
    _ = try await test.ask(.put, "/keys", ["id": "k", "priv": .string(key)])
    let told: [(WireRequest.Method, String, JSONValue?, Int, String)] = [
      (.put, "/backends/x", ["new_name": "y"], 404, "Backend not found: x"),
      (.put, "/clouds/x", ["new_name": "y"], 404, "Cloud not found: x"),
      (.put, "/api/v1/clouds/x", ["new_name": "y"], 404, "Cloud not found: x"),
      (.post, "/clouds/\(backend)/machines/m2", ["action": "stop"], 404, "Machine not found: m2"),
      (.post, "/backends/\(backend)/machines/m%2F1", [:], 400, "Required parameter not provided: action"),
      (.get, "/keys/none/private", nil, 404, "Keypair not found: none"),
      (.get, "/keys/a%0Ab/private", nil, 404, "Keypair not found: a b"),
      (.put, "/api/v1/keys", ["name": "k", "priv": .string(key)], 409, "Keypair exists: k"),
      (.put, "/api/v1/keys", ["priv": .string(key)], 400, "Required parameter not provided: name"),
      (.put, "/api/v1/keys/k", [:], 400, "Required parameter not provided: new_name"),
      (.put, "/keys/k", [:], 400, "Required parameter not provided: new_id"),
    ]
    for (method, asked, body, status, text) in told {
      let answer = try await test.ask(method, path(asked), body)
      #expect(answer.status == status && answer.text == text, "\(asked): \(answer.status) \(answer.text)")
    }
  }

  @Test func keysAreRenamedInTheWordsOfTheEra() async throws {
    let key = try await test.service.services.keys.generate(.ed25519)
    #expect(try await test.asked(.put, "/api/v1/keys", ["name": "k", "priv": .string(key)])["default"] == true)
    #expect(try await test.asked(.put, "/api/v1/keys/k", ["new_name": "l"]) == ["new_name": "l"])
    #expect(try await test.asked(.put, "/keys/l", ["new_id": "m"]) == ["new_id": "m"])
    #expect(try await test.asked(.get, "/api/v1/keys").items.map { $0["name"] } == ["m"])
  }

  @Test func shutdownIsStop() async throws {
    let answer = try await test.asked(
      .post, path("/api/v1/clouds/\(backend)/machines/m%2F1"), ["action": "shutdown"])
    #expect(answer.items[0]["state"] == "stopped")
  }

  @Test(arguments: mounts) func anImageKeepsItsStar(mount: String) async throws {
    let images = "\(mount)/\(backend)/images"
    func starred() async throws -> [String] {
      try await test.asked(.get, path(images)).items.filter { $0["star"] == true }.compactMap { $0["id"]?.string }
    }
    #expect(try await starred() == ["img-1"])
    #expect(try await test.asked(.post, path(images + "/img-2")) == true)
    #expect(try await test.asked(.post, path(images + "/img-1")) == false)
    // Not among those that are listed by themselves, with a `/` that may be encoded or not.
    #expect(try await test.asked(.post, path(images + "/debian/12:slim")) == true)
    #expect(try await starred() == ["img-2", "debian/12:slim"])
    #expect(try await test.asked(.post, path(images + "/debian%2F12:slim")) == false)
    #expect(try await starred() == ["img-2"])
    #expect(try await test.ask(.post, path(images + "/nothing")).status == 404)
    #expect(try await test.asked(.get, path(images), ["search_term": "DEBIAN"]).items.count == 1)
    #expect(try await test.asked(.get, path(images + "?search_term=gen%74oo")).items.count == 1)
    #expect(try await test.asked(.post, path(images), ["search_term": nil]).items.count == 2)
  }

  @Test(arguments: mounts) func aMachineIsNotMonitored(mount: String) async throws {
    let machine = "\(mount)/\(backend)/machines/m%2F1"
    #expect(try await test.asked(.get, path(machine + "/metrics")) == [:])
    #expect(try await test.asked(.get, path(machine + "/stats"), ["v": 2, "start": 1, "stop": 2, "step": 3]) == [:])
    #expect(try await test.asked(.get, path(machine + "/stats?request_id=7&start=-10min")) == ["request_id": "7"])
    #expect(try await test.asked(.post, path(machine + "/monitoring"), ["action": "disable"]) == [:])
    for (method, asked, body) in [
      (.put, "/metrics", ["metric_id": "users"]), (.delete, "/plugins/p", ["plugin_type": "python"]),
      (.post, "/plugins/p", ["plugin_type": "python", "read_function": "def read(): return 1"]),
    ] as [(WireRequest.Method, String, JSONValue)] {
      let answer = try await test.ask(method, path(machine + asked), body)
      #expect(answer.status == 400 && answer.text == "Bad Request: atlanta is not monitored", "\(answer.text)")
    }
    #expect(try await test.ask(.post, path(machine + "/monitoring"), ["action": "fly"]).status == 400)
    #expect(try await test.ask(.get, path("\(mount)/\(backend)/machines/x/metrics")).status == 404)
    #expect(try await test.ask(.post, path("\(mount)/\(backend)/networks"), ["network": ["name": "n"]]).status == 405)
    #expect(try await test.ask(.delete, path("\(mount)/\(backend)/networks/net-1")).status == 405)
  }

  @Test(arguments: ["", "/api/v1"]) func nothingIsMonitored(prefix: String) async throws {
    let monitoring = try await test.asked(.get, path(prefix + "/monitoring"))
    #expect(monitoring["machines"] == [] && monitoring["rules"] == [:])
    #expect(try await test.asked(.get, path(prefix + "/rules")) == [])
    #expect(try await test.asked(.get, path(prefix + "/incidents")) == [])
    #expect(try await test.ask(.post, path(prefix + "/rules"), ["metric": "load"]).status == 400)
    #expect(try await test.ask(.delete, path(prefix + "/rules/r1")).text == "Rule not found: r1")
  }

  @Test func theFirstErasClientsAreSparedADisabledBackend() async throws {
    _ = try await test.ask(.post, path("/backends/\(backend)"), ["newState": "0"])
    let answer = try await test.ask(.get, path("/backends/\(backend)/machines"))
    #expect(answer.status == 200 && answer.text == "[]" && answer.headers["mist-listing-trouble"] != nil)
    #expect(try await test.ask(.get, path("/clouds/\(backend)/machines")).status == 403)
    let ours = try await test.ask(.get, path("/backends/\(backend)/machines"), headers: ["mist-client": "1"])
    #expect(ours.status == 403)
    #expect(try await test.asked(.get, "/backends").items[0]["state"] == "offline")
  }

  @Test func aScriptNamesItsCloudAndItsEnvironment() throws {
    let order = try ScriptOrder([
      "cloud_id": "c", "machine_id": "m", "params": "-x", "env": ["A": "it's", "B": 5], "su": true,
    ])
    #expect(order.machine == MachineReference(backend: "c", machine: "m"))
    let command = ScriptCall("#!/bin/sh", order).command(asUser: "deploy")
    #expect(command.contains(#"sudo -n env A='it'\''s' B='5' "$f" -x"#))
    #expect(!ScriptCall("#!/bin/sh", order).command(asUser: "root").contains("sudo"))
    #expect(try ScriptOrder(["backend_id": "b", "machine_id": "m", "env": "{\"A\": \"1\"}"]).environment == ["A": "1"])
    for wrong in [["x"], "no json", ["a b": "c"], 5] as [JSONValue] {
      #expect(throws: MistError.self) { try ScriptOrder(["cloud_id": "c", "machine_id": "m", "env": wrong]) }
    }
    #expect(throws: MistError.self) { try ScriptOrder(["machine_id": "m"]) }
  }
}
