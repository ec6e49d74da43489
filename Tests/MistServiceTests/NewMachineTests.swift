import MistModel
import MistWire
import Testing

@testable import MistService

/// The body of an order, read.
struct NewMachineTests {
  /// As the original's client of the second era sent it.
  private let body: [String: JSONValue] = [
    "monitoring": false, "name": "dev.machine", "script": "", "associate_floating_ip": false, "image": "ami-1",
    "persist": false, "image_extra": "", "ips": [], "docker_command": "", "location": "0", "key": "Dummy",
    "async": false, "location_name": "", "disk": "", "networks": ["net-2"], "quantity": 1, "size": "t1.micro",
  ]

  @Test func whatTheOriginalsClientSentIsRead() throws {
    let new = try NewMachine(body)
    #expect(new.names == ["dev.machine"] && new.image == "ami-1" && new.size == "t1.micro" && new.location == "0")
    #expect(new.key == "Dummy" && new.networks == ["net-2"] && new.script == nil && new.command == nil)
    #expect(!new.isAsync && !new.isMonitored && !new.wantsFloatingIP)
    #expect(try NewMachine(body.merging(["associate_floating_ip": true]) { $1 }).wantsFloatingIP)
  }

  @Test func idsMayBeNumbersAndTheRestMayBeNull() throws {
    let new = try NewMachine([
      "name": "a", "image": 7, "size": 66, "networks": [3], "script": "  echo\n", "key": .null, "location": .null,
      "docker_env": ["A": 1], "quantity": "2",
    ])
    #expect(new.image == "7" && new.size == "66" && new.networks == ["3"] && new.script == "  echo\n")
    #expect(new.key == nil && new.location == nil && new.environment == ["A": "1"] && new.names == ["a-1", "a-2"])
  }

  @Test(
    arguments: [
      (["name": ""], "required parameter not provided: name"),
      (["image": .null], "required parameter not provided: image"),
      (["name": ["a"]], "name has the wrong type"),
      (["name": "a\u{1B}[31m"], "the machine name holds a control character"),
      (["quantity": 0], "quantity must be a number from 1 to 100"),
      (["quantity": "many"], "quantity must be a number from 1 to 100"),
      (["networks": "net"], "networks has the wrong type"),
      (["networks": [["id": "x"]]], "networks.0 has the wrong type"),
      (["monitoring": "perhaps"], "monitoring must be 1 or 0"),
      (["docker_env": ["A=b"]], "docker_env has the wrong type"),
      (["script": "true", "script_id": "s"], "script and script_id both say what to run"),
      (["disk": 20], "disk cannot be chosen in this version"),
      (["ips": ["10.0.0.1"]], "addresses cannot be chosen in this version"),
    ] as [([String: JSONValue], String)])
  func whatCannotBeDoneIsRefusedInWords(fields: [String: JSONValue], words: String) throws {
    let error = #expect(throws: MistError.self) { try NewMachine(body.merging(fields) { $1 }) }
    #expect(error?.summary == words)
  }

  @Test func anOrderAtABackendThatMakesNoneSaysSo() async throws {
    let test = try TestService()
    try await test.addServer("box")
    let id = BackendDigest.id(of: "bare_metalbox")
    let answer = try await test.ask(.post, "/backends/\(id)/machines", .object(body))
    #expect(answer.status == 405)
    #expect(answer.text.contains("box is a bare_metal backend and has no 'create'"))
    #expect(try await test.ask(.post, "/backends/none/machines", .object(body)).status == 404)
    #expect(try await test.ask(.post, "/backends/\(id)/machines", ["name": 1]).status == 400)
  }

  @Test func aSocketIsForTheOwnerAlone() async throws {
    let test = try TestService()
    let new = try NewBackend(["title": "D", "provider": "docker", "docker_host": "/run/docker.sock"])
    let error = await #expect(throws: MistError.self) {
      try await test.service.services.backends.add(new, by: .account(email: "ann@example.org"))
    }
    #expect(error?.code == .refused)
  }
}
