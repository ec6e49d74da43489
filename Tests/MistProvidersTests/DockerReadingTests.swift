import Foundation
import MistModel
import Testing

@testable import MistProviders

/// What a Docker Engine may be called and may answer, good and bad.
struct DockerReadingTests {
  private func driver(_ server: ScriptedServer, _ parameters: [String: String] = [:]) throws -> DockerDriver {
    let given = ["docker_host": server.url].merging(parameters) { $1 }
    return try DockerDriver(
      account: DriverAccount(
        backend: "b", title: "Dock", provider: "docker", parameters: given, remote: NoRemoteShell()))
  }

  @Test(arguments: [
    ("10.0.0.1", "http://10.0.0.1:4243", "10.0.0.1"), ("host:2375", "http://host:2375", "host"),
    ("tcp://host:1", "http://host:1", "host"), ("https://Host", "https://host:4243", "Host"),
    ("::1", "http://[::1]:4243", "::1"), ("[::1]:99", "http://[::1]:99", "::1"),
    ("http://host/docker", "http://host:4243/docker", "host"),
    ("/run/docker.sock", "http+unix://%2Frun%2Fdocker.sock", "127.0.0.1"),
    ("unix:///run/docker.sock", "http+unix://%2Frun%2Fdocker.sock", "127.0.0.1"),
  ])
  func aHostIsSaidInManyWays(text: String, address: String, published: String) throws {
    let host = try DockerHost(["docker_host": text, "docker_port": "4243"], endpoint: nil)
    #expect(host.base.description == address && host.publishedAt == published)
  }

  @Test(arguments: ["", "http://", "user@host", "ho st", "host:1\r\nX: 1", "tcp://"])
  func whatIsNoHostIsRefused(text: String) {
    #expect(throws: MistError.self) { try DockerHost(["docker_host": text], endpoint: nil) }
  }

  @Test func certificatesMeanHTTPS() throws {
    let host = try DockerHost(["docker_host": "h", "ca_cert_file": "x"], endpoint: nil)
    #expect(host.base.description == "https://h:4243")
    #expect(throws: MistError.self) { try DockerHost(["docker_host": "http://h", "cert_file": "x"], endpoint: nil) }
  }

  @Test func aPasswordGoesWithEveryRequest() async throws {
    let server = try ScriptedServer(ScriptedServer.json(401, "no"), ScriptedServer.json(200, "[]"))
    defer { server.stop() }
    let driver = try driver(server, ["auth_user": "ann", "auth_password": "secret:word"])
    let error = await #expect(throws: MistError.self) { try await driver.verify() }
    #expect(error?.code == .credentialsRejected && error?.summary.contains("secret") == false)
    #expect(try await driver.allMachines().isEmpty)
    #expect(server.requests.allSatisfy { $0.contains("\r\nAuthorization: Basic YW5uOnNlY3JldDp3b3Jk\r\n") })
  }

  @Test func aLaterEngineIsSpokenToInItsOwnVersion() async throws {
    let server = try ScriptedServer(
      ScriptedServer.json(
        400, #"{"message":"client version 1.41 is too old. Minimum supported API version is 1.44"}"#),
      ScriptedServer.json(200, #"{"MinAPIVersion":"1.44","ApiVersion":"1.52"}"#), ScriptedServer.json(200, "[]"))
    defer { server.stop() }
    let driver = try driver(server)
    #expect(try await driver.allMachines().isEmpty)
    _ = try await driver.allMachines()
    let lines = server.requests.map { $0.prefix { $0 != "\r\n" } }
    #expect(
      lines == [
        "GET /v1.41/containers/json?all=1 HTTP/1.1", "GET /version HTTP/1.1",
        "GET /v1.44/containers/json?all=1 HTTP/1.1", "GET /v1.44/containers/json?all=1 HTTP/1.1",
      ])
  }

  @Test func strangeContainersAreListedToo() async throws {
    let server = try ScriptedServer(
      ScriptedServer.json(
        200,
        #"""
        [{"Id":"aaaaaaaaaaaaaaaaaa","Names":["/web/db","/db"],"State":"exited","Ports":null,"NetworkSettings":null},
         {"Id":"bbbbbbbbbbbbbbbbbb","Names":null,"State":"\u001b[2J"},
         {"Id":"c","Names":["/ssh"],"State":"running","Image":"x\u001b]0;t\u0007",
          "Ports":[{"PrivatePort":22,"PublicPort":49153,"Type":"tcp","IP":"0.0.0.0"},{"PrivatePort":80,"Type":"tcp"}],
          "NetworkSettings":{"Networks":{"bridge":{"IPAddress":"172.17.0.2"},"x":null}}},
         {"Id":"d","Names":["/http"],"State":"running",
          "Ports":[{"PrivatePort":80,"PublicPort":8080,"Type":"tcp","IP":"0.0.0.0"}]}]
        """#))
    defer { server.stop() }
    let machines = try await driver(server).allMachines()
    #expect(machines.map(\.name) == ["db", "bbbbbbbbbbbb", "ssh", "http"])
    #expect(machines.map(\.state) == [.stopped, .unknown, .running, .running])
    #expect(machines[2].publicIPs == ["127.0.0.1"] && machines[2].extra["ssh_port"] == 49153)
    #expect(machines[2].privateIPs == ["172.17.0.2"])
    // The address of its host alone would lead a login astray.
    #expect(machines[3].publicIPs.isEmpty && machines[3].extra["ports"] == ["8080->80/tcp"])
  }

  @Test(arguments: ["", "no json", "{}", #"[{"Names":[]}]"#, #"[{"Id":7}]"#, "null"])
  func anAnswerThatIsNoListingIsAnError(text: String) async throws {
    let server = try ScriptedServer(ScriptedServer.json(200, text))
    defer { server.stop() }
    let driver = try driver(server)
    let error = await #expect(throws: MistError.self) { try await driver.allMachines() }
    #expect(error?.code == .failed && error?.summary.hasPrefix("Dock: the answer of ") == true)
  }

  @Test func anErrorInTheMiddleOfAPullIsOne() async throws {
    let server = try ScriptedServer(
      ScriptedServer.json(404, #"{"message":"No such image: nginx:latest"}"#),
      ScriptedServer.json(200, "{\"status\":\"Pulling\"}\r\n{\"error\":\"no space\\u001b[1m left\"}\r\n"))
    defer { server.stop() }
    let driver = try driver(server)
    let error = await #expect(throws: MistError.self) {
      try await driver.create(MachineOrder(name: "web", image: "nginx", orderID: "o"))
    }
    #expect(error?.summary == "image nginx:latest cannot be pulled: Dock: no space[1m left")
    #expect(server.requests.count == 2)
    #expect(server.requests[1].hasPrefix("POST /v1.41/images/create?fromImage=nginx&tag=latest HTTP/1.1\r\n"))
  }

  @Test func aSearchGoesToTheIndexAndDoesWithoutIt() async throws {
    let kept = ScriptedServer.json(200, #"[{"RepoTags":["debian:12","<none>:<none>"]},{"RepoTags":null}]"#)
    let server = try ScriptedServer(kept, ScriptedServer.json(200, #"[{"name":"debian"},{"name":"ubuntu/debian"}]"#))
    defer { server.stop() }
    let images = try await driver(server).images(search: "Debian")
    #expect(images.map(\.id) == ["debian:12", "debian", "ubuntu/debian"])
    #expect(images.map(\.isStarred) == [true, false, false])
    #expect(server.requests[1].hasPrefix("GET /v1.41/images/search?term=Debian&limit=40 "))

    let alone = try ScriptedServer(kept, ScriptedServer.json(404, #"{"message":"no index"}"#))
    defer { alone.stop() }
    #expect(try await driver(alone).images(search: "debian").map(\.id) == ["debian:12"])
    let nothing = try ScriptedServer(kept, ScriptedServer.json(404, #"{"message":"no index"}"#))
    defer { nothing.stop() }
    let other = try driver(nothing)
    await #expect(throws: MistError.self) { try await other.images(search: "fedora") }
  }

  @Test func anOrderIsSaidInTheEnginesWords() async throws {
    let server = try ScriptedServer(ScriptedServer.json(409, #"{"message":"taken"}"#), ScriptedServer.json(200, "[]"))
    defer { server.stop() }
    var order = MachineOrder(name: "web", image: "nginx:1", orderID: #"o"1"#)
    order.command = #"sh -c 'echo "a b"' c\ d"#
    order.environment = ["B": "2", "A": "1"]
    order.key = OrderedKey(name: "prod", publicKey: "ssh-ed25519 AAAA prod")
    let (driver, sent) = (try driver(server), order)
    let error = await #expect(throws: MistError.self) { try await driver.create(sent) }
    #expect(error?.code == .conflict)
    let body = try #require(server.requests.first?.split(separator: "\r\n\r\n").last)
    let said = try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))
    #expect(said["Cmd"] == ["sh", "-c", #"echo "a b""#, "c d"])
    #expect(said["Env"] == ["A=1", "B=2", "PUBLIC_KEY=ssh-ed25519 AAAA prod"])
    #expect(said["ExposedPorts"] == ["22/tcp": [:]] && said["HostConfig"]?["PublishAllPorts"] == true)
    #expect(server.requests[1].contains("filters=%7B%22label%22%3A%5B%22mist.order%3Do%5Cu00221%22%5D%7D"))
  }

  @Test(arguments: [
    ("nginx", "nginx", "latest"), ("a/b:1", "a/b", "1"), ("h:5000/a", "h:5000/a", "latest"),
    ("h:5000/a:2", "h:5000/a", "2"), ("a@sha256:00", "a", "sha256:00"),
  ])
  func anImageHasARepositoryAndATag(text: String, repository: String, tag: String) throws {
    let image = try #require(ImageReference(text))
    #expect(image.repository == repository && image.tag == tag)
    #expect(ImageReference("sha256:abc") == nil)
  }

  @Test func outputIsTakenApartWhereverItIsCut() throws {
    let stream: [UInt8] =
      [1, 0, 0, 0, 0, 0, 0, 3, 97, 98, 99, 2, 0, 0, 0, 0, 0, 1, 0] + Array(repeating: 120, count: 256)
    for size in [1, 3, 8, 11, 1000] {
      var frames = DockerFrames()
      var (output, errors): ([UInt8], [UInt8]) = ([], [])
      for start in stride(from: 0, to: stream.count, by: size) {
        for frame in try frames.frames(in: Array(stream[start..<min(start + size, stream.count)]), of: "Dock") {
          if frame.isError { errors += frame.bytes } else { output += frame.bytes }
        }
      }
      #expect(output == Array("abc".utf8) && errors.count == 256)
    }
    var frames = DockerFrames()
    let error = #expect(throws: MistError.self) {
      try frames.frames(in: Array("OCI runtime exec failed: no sh\r\n".utf8), of: "Dock")
    }
    #expect(error?.summary == "Dock: the command could not be run: OCI runtime exec failed: no sh")
  }
}
