import MistCommands
import MistModel
import Testing

@Suite struct SecretTextTests {
  @Test func aSecretIsNeverShown() {
    let secret = SecretText("hunter2")
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)"] {
      #expect(!text.contains("hunter2"))
    }
  }

  @Test func aPromptNeedsATerminal() {
    #expect(throws: MistError.self) { try SecretText("@prompt").reveal(in: TestShell().world, question: "Password: ") }
  }

  @Test func nothingIsNoSecret() {
    for secret in [SecretText(""), SecretText("@prompt")] {
      #expect(throws: MistError.self) { try secret.reveal(in: TestShell(typed: [""]).world, question: "Password: ") }
    }
  }

  @Test func theMarkIsNoSecret() {
    let error = #expect(throws: MistError.self) {
      try SecretText(secretMark).reveal(in: TestShell(typed: []).world, question: "Password: ")
    }
    #expect(error?.summary == "the secret was left out of this line")
    #expect(throws: Never.self) {
      try SecretText("@prompt").reveal(in: TestShell(typed: [secretMark]).world, question: "Password: ")
    }
  }

  @Test func endOfInputIsAnInterruption() {
    let error = #expect(throws: MistError.self) {
      try SecretText("@prompt").reveal(in: TestShell(typed: []).world, question: "Password: ")
    }
    #expect(error?.code == .interrupted)
  }

  @Test func periodsHaveUnits() throws {
    #expect(try Period("90").seconds == 90)
    #expect(try Period("30s").seconds == 30)
    #expect(try Period("5m").seconds == 300)
    #expect(try Period("1.5h").seconds == 5400)
    #expect(try Period("720h").seconds == 2_592_000)
    for text in ["", "s", "0", "-5", "5y", "1e3", "inf", "nan", "5 m", "0x10"] {
      #expect(throws: MistError.self, "\(text)") { try Period(text) }
    }
    for text in ["720.1h", "2592001", String(repeating: "9", count: 400)] {
      let error = #expect(throws: MistError.self, "\(text)") { try Period(text) }
      #expect(error?.summary == (text.count < 400 ? "at most 30 days (720h)" : error?.summary))
    }
  }
}
