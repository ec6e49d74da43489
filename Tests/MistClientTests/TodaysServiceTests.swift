import MistClient
import MistModel
import Synchronization
import Testing

/// The client against a double of the Mist that is developed today, over HTTP.
@Suite struct TodaysServiceTests {
  private func with(_ work: (TodaysService, MistClient) async throws -> Void) async throws {
    let service = try TodaysService()
    defer { service.stop() }
    try await work(service, try service.client())
  }

  @Test func itIsFoundByAskingOnce() async throws {
    try await with { service, client in
      #expect(try await client.backends().map(\.title) == ["Juno", "Vega"])
      _ = try await client.backends()
      #expect(try await client.dialect() == .today)
      #expect(
        service.standIn.requests.map(\.line) == [
          "POST /auth", "POST /api/v1/tokens", "GET /backends", "GET /api/v1/clouds", "GET /api/v1/ping",
          "GET /api/v1/clouds", "GET /api/v1/clouds",
        ])
    }
  }

  @Test func aMachineIsReadWithItsActionsAndTags() async throws {
    try await with { _, client in
      let machine = try #require(try await client.machines().machines.first)
      #expect(machine.id.rawValue == TodaysService.machine && machine.backend == "c1")
      #expect(machine.name == "db1" && machine.state == .running && machine.publicIPs == ["203.0.113.7"])
      #expect(machine.tags == [Tag("dev"), Tag("env=prod")])
      #expect(machine.actions == [.stop, .reboot, .destroy, .tag])
      #expect(machine.image == "ami-1" && machine.size == "s1")
      #expect(machine.extra["zone"] == "a")
    }
  }

  @Test func machinesAreActedOnByTheirUuid() async throws {
    try await with { service, client in
      let machine = try #require(try await client.machines().machines.first)
      try await client.reboot(machine.reference)
      let reboot = try #require(service.standIn.requests.last)
      #expect(reboot.line == "POST /api/v1/machines/\(TodaysService.machine)")
      #expect(reboot.body == #"{"action":"reboot"}"#)

      let probe = try await client.probe(machine.reference)
      #expect(probe.system?.uptime == 12345.6 && probe.system?.cores == 4 && probe.system?.users == 1)
      #expect(probe.system?.load == ["0.1", "0.2", "0.3"] && probe.system?.publicIPs == ["203.0.113.7"])
      #expect(probe.ping?.received == 9 && probe.ping?.roundTrip?.mean == 0.2)
    }
  }

  @Test func tagsGoByTheProvidersID() async throws {
    try await with { _, client in
      let machine = try #require(try await client.machines().machines.first)
      try await client.tag(machine.reference, with: Tag("owner=ann"))
      try await client.untag(machine.reference, from: Tag("dev"))
      #expect(try await client.machines().machines.first?.tags == [Tag("env=prod"), Tag("owner=ann")])
      let gone = MachineReference(backend: "c1", machine: "gone")
      await expect(.notFound) { try await client.tag(gone, with: Tag("x")) }
    }
  }

  @Test func keysHaveNames() async throws {
    try await with { service, client in
      let key = try #require(try await client.keys().first)
      #expect(key.id == "9d1f" && key.name == "fleet" && key.isDefault)
      try await client.addKey("second", privateKey: "text")
      #expect(service.standIn.requests.last?.body == #"{"name":"second","priv":"text"}"#)
      try await client.renameKey(key.id, to: "third")
      #expect(service.standIn.requests.last?.line == "PUT /api/v1/keys/9d1f")
      #expect(service.standIn.requests.last?.body == #"{"new_name":"third"}"#)
    }
  }

  @Test func theRestIsSpokenToo() async throws {
    try await with { service, client in
      let providers = try await client.providers()
      #expect(providers.map(\.id) == ["ec2", "docker"])
      #expect(providers.first?.regions.map(\.id) == ["eu-west-1"])
      #expect(try await client.networks(of: "c1").map(\.name) == ["net"])
      #expect(try await client.images(of: "c1", search: "deb").map(\.id) == ["i1"])
      #expect(service.standIn.requests.last?.body == #"{"search_term":"deb"}"#)
      try await client.addBackend(title: "Orion", provider: "docker", parameters: ["host": "h"])
      #expect(service.standIn.requests.last?.body == #"{"host":"h","name":"Orion","provider":"docker"}"#)
      #expect(try await client.scripts().map(\.name) == ["hello"])
      let machine = MachineReference(backend: "c1", machine: MachineID(TodaysService.machine))
      #expect(try await client.runScript("s1", on: machine, parameters: "-v") == "j1")
      #expect(
        service.standIn.requests.last?.body == #"{"machine_uuid":"\#(TodaysService.machine)","params":"-v"}"#)
      #expect(try await client.account().email == "ann@example.org")
    }
  }

  @Test func whatItDoesNotHaveIsSaid() async throws {
    try await with { service, client in
      let machine = MachineReference(backend: "c1", machine: "m")
      for work in [
        { _ = try await client.run("true", on: [machine]) }, { _ = try await client.login(to: machine) },
        { try await client.addAccount(email: "bob@example.org", password: "pw") },
        { try await client.forgetHostKey(address: "db1:22") },
      ] as [() async throws -> Void] {
        await expect(.notSupported, work)
      }
      #expect(!service.standIn.requests.contains { $0.line.contains("run") || $0.line.contains("host-keys") })
    }
  }

  // MARK: Sessions

  @Test func aKeptSessionNeedsNoLogin() async throws {
    let service = try TodaysService()
    defer { service.stop() }
    let kept = Mutex<[KeptSession]>([])
    func client(_ session: KeptSession, _ password: String?) throws -> MistClient {
      MistClient(
        transport: try HTTPTransport(url: service.standIn.url),
        login: Login(
          kept: session,
          credentials: { attendance in
            guard let password, attendance == .attended else { throw MistError(.notLoggedIn, "no password here") }
            return Credentials(email: "ann@example.org", password: password)
          }, keep: { session in kept.withLock { $0.append(session) } }))
    }
    _ = try await client(KeptSession(), "a secret").backends()
    let session = try #require(kept.withLock { $0.last })
    #expect(session == KeptSession(authorization: "first", dialect: .today))
    #expect("\(session)".contains("first") == false && String(reflecting: session).contains("first") == false)

    let before = service.standIn.requests.count
    _ = try await client(session, nil).backends()
    #expect(service.standIn.requests.dropFirst(before).map(\.line) == ["GET /api/v1/clouds"])

    // Refused: renewed by the password where somebody is there to give it, else said.
    service.endSession()
    await expect(.notLoggedIn) { _ = try await client(session, nil).backends() }
    await expect(.notLoggedIn) { _ = try await client(session, "a secret").unattended().backends() }
    #expect(try await client(session, "a secret").backends().count == 2)
    #expect(kept.withLock { $0.last } == KeptSession(authorization: "second", dialect: .today))
    await expect(.notLoggedIn) { _ = try await client(session, "wrong").backends() }
  }
}
