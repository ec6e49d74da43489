import MistModel
import MistWire
import Testing

@Suite struct ConfirmationTests {
  private let answers = SmallCloud.answers(and: ["POST /backends/b1/machines/m3": .done])

  @Test func atATerminalTheNameHasToBeTyped() async throws {
    let shell = TestShell(answers, typed: ["web"])
    #expect(try await shell.run("destroy web") == "Destroyed machine web\n")
    #expect(shell.questions == ["Destroy machine web in Juno? Type its name: "])
    #expect(shell.changes == [#"POST /backends/b1/machines/m3 {"action":"destroy"}"#])
  }

  @Test(arguments: ["", "we", "WEB", "web ", "y", "yes", "Juno/web"])
  func anythingElseIsNo(typed: String) async {
    let shell = TestShell(answers, typed: [typed])
    #expect(await shell.error("destroy web")?.code == .refused)
    #expect(shell.changes == [])
  }

  @Test func theEndOfInputIsNo() async {
    #expect(await TestShell(answers, typed: []).error("destroy web")?.code == .refused)
  }

  @Test func withoutATerminalItHasToBeSaidBeforehand() async throws {
    let refusing = TestShell(answers)
    let error = await refusing.error("destroy web")
    #expect(error?.code == .refused)
    #expect(error?.summary == "not confirmed: destroy machine web in Juno")
    #expect(error?.hint?.contains("--yes") == true)
    #expect(refusing.changes == [])
    let assuming = TestShell(answers)
    assuming.settings.assumesYes = true
    try await assuming.run("destroy web")
    try await TestShell(answers).run("destroy web --yes")
  }

  @Test(arguments: [
    "delete-backend Juno", "delete-key prod", "remove-script backup", "disassociate-key Juno/db1 --key prod",
  ])
  func whateverDestroysAsks(line: String) async {
    let shell = TestShell(SmallCloud.answers(and: ["GET /scripts": .json(#"[{"script_id":"s1","name":"backup"}]"#)]))
    #expect(await shell.error(line)?.code == .refused)
    #expect(shell.changes == [])
  }
}
