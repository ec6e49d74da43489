import Foundation
import MistModel
import Testing

@testable import MistProviders

/// Answers that no double gives, and what is decided without any.
struct VCloudAnswerTests {
  private static let versions = xml(
    """
    <v:SupportedVersions xmlns:v="http://www.vmware.com/vcloud/versions">
      <v:VersionInfo><v:Version>38.1</v:Version></v:VersionInfo>
    </v:SupportedVersions>
    """)
  private static let session = ScriptedServer.json(200, "{}", "X-VMWARE-VCLOUD-ACCESS-TOKEN: t0k3n")

  private static func xml(_ body: String) -> ScriptedServer.Reply {
    .bytes(
      "HTTP/1.1 200 X\r\nContent-Type: application/xml\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n"
        + body)
  }

  private func driver(at address: String, _ parameters: [String: String] = [:]) throws -> VCloudDriver {
    let all = ["username": "ann", "password": "secret", "organization": "Works", "host": address]
    return try driver("vcloud", all.merging(parameters) { $1 })
  }

  private func driver(_ provider: ProviderID, _ parameters: [String: String]) throws -> VCloudDriver {
    let account = DriverAccount(backend: "b1", title: "Juno", provider: provider, parameters: parameters)
    let description = try #require(ProviderCatalog.description(of: provider))
    return try #require(try description.makeDriver(account) as? VCloudDriver)
  }

  @Test func noLinkLeadsElsewhere() async throws {
    let elsewhere = "http://127.0.0.2:1/api"
    let server = try ScriptedServer(
      Self.versions, Self.session,
      Self.xml(
        """
        <QueryResultRecords page="1"><Link rel="nextPage" href="\(elsewhere)/query?page=2"/>
        <VMRecord name="a" href="\(elsewhere)/vApp/vm-1" container="\(elsewhere)/vApp/vapp-1" status="POWERED_ON"
          ipAddress="203.0.113.7; reboot"/></QueryResultRecords>
        """),
      Self.xml(#"<QueryResultRecords page="2"/>"#))
    defer { server.stop() }
    let machines = try await driver(at: server.url).allMachines()
    #expect(machines.map(\.id) == ["vm-1"])
    #expect(machines.first?.publicIPs == [], "what is no address")
    #expect(server.requests.count == 4)
    #expect(server.requests.last?.contains("page=2") == true)
    #expect(server.requests.last?.contains("Authorization: Bearer t0k3n") == true)
  }

  /// Answers of clouds of 2012 and later, which libcloud keeps for its own tests.
  @Test(withVendorDoubles) func recordedAnswersAreUnderstood() throws {
    let folder = try #require(VendorDouble.packages).appending(path: "libcloud/test/compute/fixtures/vcloud_1_5")
    func root(_ file: String) throws -> XMLElement {
      try XMLDocument(Array(Data(contentsOf: folder.appending(path: file)))).root
    }

    let page = try root("api_query_vm.xml")
    let records = page.children.filter { $0.name.hasSuffix("Record") }.compactMap { VCloudMachineRecord($0) }
    #expect(records.map(\.id) == ["vm-dd75d1d3-5b7b-48f0-aff3-69622ab7e046"])
    let machine = try #require(records.first).machine(in: "b1", addresses: nil)
    #expect(machine.name == "testVm2" && machine.state == .stopped && machine.size == "2x4096")
    #expect(machine.extra["vapp"] == "vapp-8c57a5b6-e61b-48ca-8a78-3b70ee65ef6b")

    let vApp = try root("api_vApp_vapp_8c57a5b6_e61b_48ca_8a78_3b70ee65ef6a.xml")
    #expect(VCloudDriver.addresses(in: vApp).values.flatMap { $0 } == ["65.41.67.2"])

    for (file, words) in [
      ("api_task_undeploy_error.xml", "Error in powering off or suspending virtual machines."),
      ("api_task_undeploy.xml", nil),
    ] {
      let task = try #require(VCloudTask(try root(file)))
      switch task.outcome {
      case .failed(let said): #expect(words.map { said.hasPrefix($0) } == true)
      case .done: #expect(words == nil)
      case .underWay: Issue.record("\(file) is under way")
      }
    }

    let bytes = Array(try Data(contentsOf: folder.appending(path: "api_vApp_vapp_access_to_resource_forbidden.xml")))
    let refusal = try #require(VCloudRefusal(ProviderAnswer(status: 403, headers: [:], body: bytes)))
    #expect(refusal.mayBeAbsent && refusal.words.hasPrefix("No access to entity"))

    for (file, kind) in [("cpu", VCloudHardware.Kind.processors), ("memory", .memory)] {
      let item = try root("get_api_vApp_vm_test_virtualHardwareSection_\(file).xml")
      #expect(VCloudHardware(kind, item) != nil)
    }
  }

  @Test func statesAreTold() async throws {
    let states: [(String, MachineState, Set<MachineAction>)] = [
      ("POWERED_ON", .running, [.stop, .reboot, .destroy, .rename, .tag]),
      ("SUSPENDED", .suspended, [.start, .destroy, .rename, .tag]), ("UNRESOLVED", .pending, [.tag]),
      ("FAILED_CREATION", .error, [.destroy, .tag]), ("MELTING", .unknown, [.destroy, .tag]),
    ]
    let records = zip(1..., states).map { number, state in
      """
      <VMRecord name="m&amp;&quot;" href='https://x/api/vApp/vm-\(number)%20ä' status="\(state.0)" ipAddress="198.51.100.9"/>
      """
    }
    let server = try ScriptedServer(
      Self.versions, Self.session,
      Self.xml(
        "<QueryResultRecords>" + records.joined()
          + #"<VMRecord href="/api/vApp/vm-8" isVAppTemplate="true"/><VMRecord href="/api/vApp/vm-9" isDeleted="true"/>"#
          + "</QueryResultRecords>"))
    defer { server.stop() }
    let machines = try await driver(at: server.url).allMachines()
    #expect(machines.map(\.state) == states.map(\.1))
    #expect(machines.map(\.actions) == states.map(\.2))
    #expect(machines.first?.id == "vm-1 ä" && machines.first?.name == "m&\"")
    #expect(machines.first?.publicIPs == ["198.51.100.9"])
  }

  @Test(arguments: ["<v/>", "<SupportedVersions/>", "", "{}"])
  func aServiceWithoutAVersionThatIsKnownIsTold(answer: String) async throws {
    let server = try ScriptedServer(Self.xml(answer))
    defer { server.stop() }
    let error = await thrownError { try await driver(at: server.url).verify() }
    #expect([.failed, .notSupported].contains(error?.code))
    #expect(server.requests.allSatisfy { !$0.contains("Authorization") }, "no credentials went there")
  }

  @Test func theNewestVersionThatBothKnowIsTaken() {
    #expect(VCloudVersion.newest(of: ["5.5", "36.3", "9.0", "37.0.0-alpha", "40.0"])?.text == "36.3")
    #expect(VCloudVersion.newest(of: ["1.0", "1.5", "5.1", "5.10", "5.9"])?.text == "5.10")
    #expect(VCloudVersion.newest(of: ["1.0", "40.0", "x", "", "-5", "33.", "5555555.1"]) == nil)
  }

  /// Credentials go to the host that was named, by https unless it says otherwise.
  @Test func hostsAreTakenAsPeopleWriteThem() throws {
    for host in ["vcloud.example.org", "vcloud.example.org:8443", "https://vcloud.example.org/tenant/works", "[::1]"] {
      _ = try driver(at: host)
    }
    for host in ["ann@vcloud.example.org", "vcloud.example.org/x", "ftp://vcloud.example.org", "a b", "a?b", "a\r\nb"] {
      #expect(throws: MistError.self, "\(host)") { try driver(at: host) }
    }
    let credentials = ["username": "ann", "password": "secret", "organization": "Works"]
    for region in ["", "my.idcloudonline.com", "compute.idcloudonline.com"] {
      _ = try driver("indonesian_vcloud", credentials.merging(["indonesianRegion": region]) { $1 })
    }
    for region in ["evil.example.org", "my.idcloudonline.com@evil.example.org", "127.0.0.1"] {
      #expect(throws: MistError.self, "\(region)") {
        try driver("indonesian_vcloud", credentials.merging(["indonesianRegion": region]) { $1 })
      }
    }
  }

  /// An id is shown: nothing of the password may be in what it is made of.
  @Test func theBackendsIdTellsNothingOfThePassword() throws {
    let description = try #require(ProviderCatalog.description(of: "vcloud"))
    let identity = description.identity(
      "Juno", ["username": "ann", "password": "secret", "organization": "Works", "host": "vcloud.example.org"])
    #expect(identity.account == "ann@Works")
    #expect(identity.digestInput == "vcloudann@Worksvcloud.example.org")
  }

  @Test(arguments: [
    ("db1", "db1"), ("My Server_2", "My-Server-2"), ("  ", "machine"), ("ÄÖ", "machine"), ("2026", "vm-2026"),
    ("-a-", "a"), (String(repeating: "x", count: 70), String(repeating: "x", count: 63)),
  ])
  func aSystemsNameIsMadeOfTheMachines(name: String, expected: String) {
    #expect(VCloudGuest.hostName(of: name) == expected)
  }

  @Test func whatIsWrittenEndsNoElement() throws {
    let text = "a < b & \"c\" ]]> 'd'\r\n\tü🙈 \u{1}"
    let node = XMLNode("a", ["x": text], [XMLNode("b", text: text), XMLNode("c")])
    let root = try XMLDocument(node.document).root
    let expected = text.replacing("\u{1}", with: "\u{FFFD}")
    #expect(root.attribute("x") == expected && root.text("b") == expected && root["c"] != nil)
    #expect(Array(root.children).count == 2)
  }
}
