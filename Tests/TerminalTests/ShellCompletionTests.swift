import Testing

/// TAB and `?` at the shell's prompt, with names from a store.
@Suite struct ShellCompletionTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
    try home.run("add-key --name alpha --auto-generate", "add-key --name alder --auto-generate")
  }

  @Test func tabCompletesACommand() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("describe-k" + Key.tab)
    try session.wait(typed: "describe-key")
  }

  @Test func tabCompletesANameOnceItWasFetched() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("list-keys")
    try session.type("describe-key alp" + Key.tab)
    try session.wait(typed: "describe-key alpha")
    try session.type(Key.enter)
    try session.wait("the key") { $0.text.contains("ssh-ed25519") }
  }

  @Test func tabTwiceShowsATableAndAgainGoesThroughIt() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("list-keys")
    try session.type("describe-key a" + Key.tab)
    try session.wait(typed: "describe-key al")
    try session.type(Key.tab)
    try session.wait("the table") { screen in
      ["alpha", "alder"].allSatisfy { name in screen.lines.contains { $0.hasPrefix(name) } }
    }
    try session.wait(typed: "describe-key al")
    try session.type(Key.tab)
    try session.wait("the first or the second") { screen in
      ["alpha", "alder"].contains {
        screen.cursorRow.hasPrefix("mist> describe-key \($0)") && screen.cursor.column > 23
      }
    }
  }

  /// Names that were not there yet come by themselves, or with the next TAB.
  @Test func tabShowsNamesThatHadToBeFetchedFirst() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("describe-key ")
    try session.wait(typed: "describe-key")
    for _ in 0..<6 {
      try session.type(Key.tab)
      session.pause(milliseconds: 300)
    }
    try session.wait("the names") { screen in
      ["alpha", "alder"].allSatisfy { name in screen.text.contains(name) }
    }
  }

  @Test func questionMarkShowsWhatCanComeAndLeavesTheLine() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("list-keys")
    try session.type("describe-key ?")
    try session.wait("the names") { screen in ["alpha", "alder"].allSatisfy { name in screen.text.contains(name) } }
    try session.wait(typed: "describe-key")
    try session.type("alpha" + Key.enter)
    try session.wait("the key") { $0.text.contains("ssh-ed25519") }
    home.waitForHistory { $0 == "describe-key alpha" }
  }

  @Test func questionMarkInQuotesIsText() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("set a = 'x?'" + Key.enter)
    try session.prompt()
    home.waitForHistory { $0.contains("x?") }
  }

  @Test func completionInTheMiddleOfALineKeepsWhatFollows() throws {
    let session = try home.open()
    try session.prompt()
    try session.type("descr-key alpha" + Key.home)
    for _ in 0..<5 { try session.type(Key.right) }
    try session.type("ibe" + Key.tab)
    try session.type(Key.end + Key.enter)
    try session.wait("the prompt below") { $0.lines.count > 1 && $0.cursorRow.hasPrefix("mist") }
    #expect(session.screen.lines.first?.hasSuffix("alpha") == true, "\(session.picture)")
  }

  @Test func aSecretIsNeverOffered() throws {
    let session = try home.open()
    try session.prompt()
    try session.run("add-account ada@example.org --password difference-engine-1")
    try session.run("help names")
    let before = session.screen.text.components("difference-engine")
    try session.type("add-account ada@example.org --password ")
    session.pause(milliseconds: 300)
    try session.type(Key.tab + Key.tab + "?")
    session.pause(milliseconds: 300)
    #expect(session.screen.text.components("difference-engine") == before)
  }

  @Test(arguments: [true, false]) func aServiceThatDoesNotAnswerDoesNotHoldTheKeys(listens: Bool) throws {
    let service = try StubService(answers: nil)
    if !listens { service.stop() }
    let session = try home.open(client: service)
    try session.prompt()
    try session.type("describe-machine " + Key.tab + Key.tab + "x" + Key.tab + "?" + Key.tab)
    try session.type("y")
    try session.wait("the keys", seconds: 5) { $0.cursorRow.hasPrefix("mist> describe-machine xy") }
    try session.type(Key.control("C"))
    try session.prompt("")
    try session.type("lis" + Key.tab)
    try session.wait("a command all the same", seconds: 5) { $0.cursorRow.hasPrefix("mist> list-") }
  }
}

extension String {
  fileprivate func components(_ text: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: text) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}
