import MistCommands
import MistModel
import MistOutput
import MistWire
import Synchronization
import Testing

@Suite struct MachineCommandsTests {
  @Test func machinesAreListedAsTheOriginalDid() async throws {
    let shell = TestShell(SmallCloud.answers)
    let lines = try await shell.run("list-machines").split(separator: "\n")
    let fields = ["db10".padded(25), "m2".padded(60), "stopped".padded(10), "10.0.0.2 -- 10.0.0.3".padded(20), "Juno"]
    #expect(lines.count == 5)
    #expect(lines[1] == fields.joined(separator: " "))
    #expect(lines[2].hasSuffix("Juno".padded(30) + " dev,env=prod"))
  }

  @Test func machinesAreThoseOfTheBackendAndTheTag() async throws {
    #expect(try await TestShell(SmallCloud.answers).run("list-machines --backend Vega").contains("Juno") == false)
    #expect(try await TestShell(SmallCloud.answers).run("list-machines --tag env=prod").hasPrefix("web"))
    #expect(await TestShell(SmallCloud.answers).error("list-machines --backend Pluto")?.code == .notFound)
    let context = TestShell(SmallCloud.answers)
    context.context.push(.backend("b1", title: "Juno"))
    context.context.push(.tag(Tag("dev")))
    #expect(try await context.run("list-machines").split(separator: "\n").count == 2)
    #expect(context.requests == ["GET /backends", "GET /backends/b1/machines"])
  }

  @Test func oneBackendThatFailsFailsNothingElse() async throws {
    let shell = TestShell(SmallCloud.withoutVega)
    #expect(try await shell.run("list-machines").split(separator: "\n").count == 3)
    #expect(shell.notes == ["Vega: machines could not be listed: connection refused"])
  }

  @Test func programsGetTheNamedParts() async throws {
    let shell = TestShell(SmallCloud.answers)
    shell.settings.format = .json
    let text = try await shell.run("list-machines --backend Vega")
    for key in ["name", "id", "state", "public_ips", "backend", "tags"] { #expect(text.contains("\"\(key)\"")) }
  }

  @Test func aMachineIsDescribedInATable() async throws {
    let shell = TestShell(SmallCloud.answers)
    // A service that tells nothing of monitoring is no reason to show nothing.
    let text = try await shell.run("describe-machine mail")
    #expect(text.contains("| Name | ID |  State  | Public Ips | Backend Title | Tags |"))
  }

  @Test func innerAddressesAreShownWhereThereAreNoOthers() async throws {
    func shell(_ open: String) -> TestShell {
      TestShell(
        SmallCloud.answers(and: [
          "GET /backends/b2/machines": .json(
            #"[{"id":"v1","name":"db1","state":"running","public_ips":[\#(open)],"private_ips":["10.9.0.1"],"tags":["dev"]}]"#
          )
        ]))
    }
    let line = "list-machines --backend Vega"
    #expect(try await shell("").run(line).hasSuffix(" dev                  10.9.0.1\n"))
    #expect(try await !shell(#""203.0.113.1""#).run(line).contains("10.9.0.1"))
    #expect(try await shell(#""203.0.113.1""#).run("describe-machine v1").contains("| Private Ips |"))
    let programs = shell(#""203.0.113.1""#)
    programs.settings.format = .json
    #expect(try await programs.run(line).contains(#""private_ips": ["10.9.0.1"]"#))
  }

  @Test(arguments: [
    ("start", "Started machine mail\n"), ("stop", "Stopped machine mail\n"), ("reboot", "Rebooted machine mail\n"),
    ("destroy --yes", "Destroyed machine mail\n"),
  ])
  func actionsAreSaid(line: String, said: String) async throws {
    let shell = TestShell(SmallCloud.answers(and: ["POST /backends/b2/machines/v2": .done]))
    #expect(try await shell.run("\(line) mail") == said)
    #expect(shell.changes == [#"POST /backends/b2/machines/v2 {"action":"\#(line.prefix { $0 != " " })"}"#])
  }

  @Test(arguments: ["mail", "--name mail", "--id v2", "--machine mail", "--machine-id v2", "--machine-name mail"])
  func aMachineIsNamedInManyWays(words: String) async throws {
    try await TestShell(SmallCloud.answers(and: ["POST /backends/b2/machines/v2": .done])).run("reboot \(words)")
  }

  @Test func tagsArePutOnAndTakenOff() async throws {
    let path = "/backends/b1/machines/m3/metadata"
    let shell = TestShell(SmallCloud.answers(and: ["POST \(path)": .done, "DELETE \(path)": .done]))
    #expect(try await shell.run(["tag", "web", "--new-tag", " dbservers "]) == "Add tag dbservers to machine web\n")
    try await shell.run("untag web --tag env=prod")
    #expect(shell.changes == [#"POST \#(path) {"tag":"dbservers"}"#, #"DELETE \#(path) {"tag":"env=prod"}"#])
    #expect(await shell.error("untag web --tag none")?.hint == "it has: dev, env=prod")
    await #expect(throws: (any Error).self) { try await shell.run(["tag", "web", "--new-tag", " "]) }
  }

  @Test func tagsAreSaidInEveryWay() async throws {
    let path = "/backends/b1/machines/m3/metadata"
    for line in ["tag web env=prod", "add-tag web --key env --value prod", "tag --name web --tag env=prod"] {
      let shell = TestShell(SmallCloud.answers(and: ["POST \(path)": .done]))
      #expect(try await shell.run(line) == "Add tag env=prod to machine web\n", "\(line)")
      #expect(shell.changes == [#"POST \#(path) {"tag":"env=prod"}"#], "\(line)")
    }
    for line in ["untag web env=prod", "remove-tag web --key env --value prod"] {
      let shell = TestShell(SmallCloud.answers(and: ["DELETE \(path)": .done]))
      #expect(try await shell.run(line) == "Removed tag env=prod from machine web\n", "\(line)")
    }
    for line in ["tag web", "tag web dev --tag dev", "tag web --value prod", "tag web --key = --value x", "untag web"] {
      let shell = TestShell(SmallCloud.answers)
      await #expect(throws: (any Error).self, "\(line)") { try await shell.run(line) }
      #expect(shell.requests.isEmpty, "\(line)")
    }
  }

  @Test func aProbeTellsHowTheMachineIs() async throws {
    let probe = """
      {"uptime":"93784.5 1","loadavg":["0.10","0.20","0.30"],"cores":"2","users":"1","packets_tx":3,"packets_rx":3,
      "packets_loss":0,"rtt_min":0.5,"rtt_avg":0.75,"rtt_max":1}
      """
    let shell = TestShell(SmallCloud.answers(and: ["POST /backends/b2/machines/v2/probe": .json(probe)]))
    let text = """
      Machine mail is probed
      Uptime: 1 day 2:03
      Load: 0.10 0.20 0.30 on 2 cores
      Users: 1
      Ping: 0.5/0.75/1.0 ms, 3 of 3 came back

      """
    #expect(try await shell.run("probe mail") == text)
  }

  @Test func aProbeThatFailsTellsEveryLoginThatWasTried() async {
    let probe = """
      {"packets_tx":3,"packets_rx":2,"ssh_error":{"code":"credentials-rejected","summary":"permission denied",
      "details":["root@10.1.0.2:22 with key prod: denied"],"hint":"associate-key"}}
      """
    let shell = TestShell(SmallCloud.answers(and: ["POST /backends/b2/machines/v2/probe": .json(probe)]))
    let error = await shell.error("probe mail")
    #expect(error?.summary == "machine Vega/mail is not probed: permission denied; ping: 2 of 3 came back")
    #expect(error?.details == ["root@10.1.0.2:22 with key prod: denied"])
    #expect(error?.hint == "associate-key")
  }

  @Test func sshHandsTheTerminalOver() async throws {
    let answers = SmallCloud.answers(and: [
      "POST /backends/b2/machines/v2/login": .json(
        #"{"host":"10.1.0.2","port":22,"user":"root","key":"prod","known_hosts":["10.1.0.2 ssh-ed25519 A"]}"#),
      "GET /keys/prod/private": .json(#""SECRET""#),
    ])
    let logins = Mutex<[InteractiveLogin]>([])
    let shell = TestShell(answers, typed: []) { login in
      logins.withLock { $0.append(login) }
      return 0
    }
    #expect(try await shell.run("ssh mail") == "")
    let login = try #require(logins.withLock { $0.first })
    #expect(login.privateKey == "SECRET")
    #expect(login.knownHosts == ["10.1.0.2 ssh-ed25519 A"])
    #expect(shell.notes == ["Connecting to: root@10.1.0.2:22"])
    #expect(await TestShell(answers).error("ssh mail")?.code == .usage)
    #expect(await TestShell(answers, typed: [], ssh: { _ in 255 }).error("ssh mail")?.code == .failed)
    try await TestShell(answers, typed: [], ssh: { _ in 3 }).run("ssh mail")
  }

  @Test func hostKeysAreForgottenByAddress() async throws {
    let shell = TestShell(["DELETE /host-keys/10.0.0.5%3A22": .done, "DELETE /host-keys/%5B%3A%3A1%5D%3A2222": .done])
    #expect(try await shell.run("forget-host-key 10.0.0.5") == "Forgot the host key of 10.0.0.5:22\n")
    try await shell.run("forget-host-key [::1]:2222")
  }

  @Test func whatAMachineIsCalledCannotSteerTheTerminal() async throws {
    let evil = #"[{"id":"e","name":"x\u001b[2Jy","state":"running","public_ips":[],"tags":["\u0007"]}]"#
    let shell = TestShell(
      SmallCloud.answers(and: ["GET /backends/b2/machines": .json(evil), "POST /backends/b2/machines/e": .done]))
    try await shell.run("list-machines")
    try await shell.run("start --id e")
    #expect(!shell.written.contains("\u{1B}") && !shell.written.contains("\u{7}"))
    #expect(shell.written.contains("\\e[2J"))
  }
}
