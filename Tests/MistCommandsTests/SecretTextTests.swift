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

  @Test func endOfInputIsAnInterruption() {
    let error = #expect(throws: MistError.self) {
      try SecretText("@prompt").reveal(in: TestShell(typed: []).world, question: "Password: ")
    }
    #expect(error?.code == .interrupted)
  }

  @Test func periodsHaveUnits() {
    #expect(Period(argument: "90")?.seconds == 90)
    #expect(Period(argument: "30s")?.seconds == 30)
    #expect(Period(argument: "5m")?.seconds == 300)
    #expect(Period(argument: "1.5h")?.seconds == 5400)
    for text in ["", "s", "0", "-5", "5d", "1e3", "inf", "nan", "5 m", "0x10"] {
      #expect(Period(argument: text) == nil, "\(text)")
    }
  }
}
