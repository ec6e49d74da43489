import Foundation
import Testing

/// Two shells of one person, and accounts at services elsewhere.
@Suite struct ShellAccountTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
  }

  private func service(_ key: String) throws -> StubService {
    try StubService(answers: [
      "/auth": #"{"mist_api_token": "t", "token": "t"}"#, "/backends": "[]",
      "/keys": #"[{"id": "\#(key)", "isDefault": true}]"#,
    ])
  }

  private func logIn(_ service: StubService) throws {
    try home.run("login --url http://127.0.0.1:\(service.port) --email ann@example.org --password pw --name work")
  }

  @Test func aShellGoesWhereItsPromptSays() throws {
    let (one, other) = (try service("key-of-one"), try service("key-of-other"))
    try logIn(one)
    let session = try home.open(["--account", "work"])
    try session.wait("the prompt") { $0.cursorRow == "mist@work>" }
    try session.run("list-keys")
    #expect(session.screen.text.contains("key-of-one"))
    try logIn(other)
    try session.run("list-keys")
    #expect(session.screen.text.contains("another shell logged in anew as account work"))
    #expect(session.screen.text.contains("not run, since it was meant for http://127.0.0.1:\(one.port): list-keys"))
    #expect(!session.screen.text.contains("key-of-other"))
    #expect(session.screen.cursorRow == "mist@work !>")
    // Up brings it back, at the service that the prompt says.
    try session.type(Key.up)
    try session.wait("the line again") { $0.cursorRow == "mist@work !> list-keys" }
    try session.run("")
    #expect(session.screen.text.contains("key-of-other"))
    try home.run("logout work")
    try session.run("list-keys")
    #expect(session.screen.text.contains("another shell logged out of account work"))
    #expect(session.screen.cursorRow == "mist !>")
  }

  @Test func twoTokensAtOneServiceHaveTheirOwnPastLines() throws {
    let service = try service("key")
    let places = home.path + "/.local/share/mist-shell/shell"
    for (token, line) in [("the-token-of-ann", "version"), ("the-token-of-bob", "context"), ("the-token-of-ann", "")] {
      let session = try TerminalSession(
        ["--config", "/dev/null", "--url", "http://127.0.0.1:\(service.port)", "--token", "@env:TOKEN"],
        program: ShellHome.program, environment: home.environment(["TOKEN": token]))
      try session.prompt("")
      guard !line.isEmpty else {
        try session.type(Key.up)
        try session.wait("Ann's own line") { $0.cursorRow == "mist> version" }
        continue
      }
      try session.run(line)
      try session.type(Key.control("D"))
      try session.wait("the end") { _ in session.isOver }
      _ = try session.exitStatus()
    }
    let address = try #require(FileManager.default.contentsOfDirectory(atPath: places).first { $0.hasPrefix("http") })
    let folders = try FileManager.default.contentsOfDirectory(atPath: places + "/" + address)
    #expect(folders.count == 2 && folders.allSatisfy { $0.hasPrefix("_token-") && $0.count == 39 })
    #expect(home.files(with: "the-token-of-").isEmpty)
    let key = try FileManager.default.attributesOfItem(atPath: places + "/token-key")
    #expect(key[.posixPermissions] as? Int == 0o600)
  }
}
