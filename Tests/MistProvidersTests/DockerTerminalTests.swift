import MistModel
import Synchronization
import Testing

@testable import MistProviders

/// Shells in containers, at terminals that the engine makes.
extension DockerDriverTests {
  private static let kind = MachineTerminal.Kind(name: "xterm-tests", size: .init(rows: 11, columns: 77))

  /// What a terminal shows.
  private actor Shown {
    private let terminal: MachineTerminal
    private(set) var text = ""

    init(_ terminal: MachineTerminal) { self.terminal = terminal }

    /// - Parameter end: waited for; `nil` for the end of the shell.
    func wait(for end: String?) async throws {
      while end.map({ !text.contains($0) }) ?? true {
        guard let bytes = try await terminal.next() else {
          if let end { Issue.record("never came: \(end) in \(text)") }
          return
        }
        text += String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  /// Whether something runs there; waits a while for it to be as it shall be.
  private func isRunning(
    _ words: String, on machine: MachineID, with driver: DockerDriver, shallBe isWanted: Bool
  ) async throws -> Bool {
    for _ in 0..<200 {
      let command = "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"
      if try await run(command, on: machine, with: driver).output.contains(words) == isWanted { return isWanted }
      try await Task.sleep(for: .milliseconds(50))
    }
    return !isWanted
  }

  /// Asks the shell for its terminal, changes the size, and ends it with status 7.
  func checkTerminal(of machine: MachineID, with driver: DockerDriver) async throws {
    let status = try await driver.openTerminal(on: machine, Self.kind) { terminal in
      let shown = Shown(terminal)
      // Not before there is a prompt: the size comes with it.
      try await shown.wait(for: "#")
      try await terminal.type(Array("echo \"$TERM $(id -u) $(stty size).\"\r".utf8))
      try await shown.wait(for: "xterm-tests 0 11 77.")
      try await terminal.resize(.init(rows: 33, columns: 99))
      try await terminal.type(Array("echo \"now $(stty size).\"\r".utf8))
      try await shown.wait(for: "now 33 99.")
      // While the shell reads a line, Ctrl-C is a key of its own: not before the command runs.
      try await terminal.type(Array("sleep 988\r".utf8))
      #expect(try await isRunning("sleep 988", on: machine, with: driver, shallBe: true))
      try await terminal.type([3])
      try await terminal.type(Array("exit $((3 + 4))\r".utf8))
      try await shown.wait(for: nil)
      // The number that comes first is not for people.
      #expect(await shown.text.first.map { !$0.isNumber } == true)
    }
    #expect(status == 7)
  }

  @Test func aShellAtATerminal() async throws {
    let machine = try await driver.create(order("terminal"))
    try await checkTerminal(of: machine.id, with: driver)
    try await checkTerminal(of: machine.id, with: try peer.driver(["docker_host": peer.folder + "/docker.sock"]))
    let error = await #expect(throws: MistError.self) {
      _ = try await driver.openTerminal(on: "nosuch", Self.kind) { _ in }
    }
    #expect(error?.code == .notFound)
    try await driver.destroy(machine.id)
  }

  @Test func aShellThatNobodyIsAtIsEnded() async throws {
    let machine = try await driver.create(order("left-terminal"))
    let (began, begin) = AsyncStream<Void>.makeStream()
    let work = Task {
      try await driver.openTerminal(on: machine.id, Self.kind) { terminal in
        let shown = Shown(terminal)
        try await shown.wait(for: "#")
        try await terminal.type(Array("sleep 989\r".utf8))
        begin.yield()
        try await shown.wait(for: nil)
      }
    }
    for await _ in began { break }
    #expect(try await isRunning("sleep 989", on: machine.id, with: driver, shallBe: true))
    work.cancel()
    let error = await #expect(throws: MistError.self) { try await work.value }
    #expect(error?.code == .interrupted)
    #expect(try await !isRunning("sleep 989", on: machine.id, with: driver, shallBe: false))
    try await driver.destroy(machine.id)
  }

  @Test func aShellThatNobodyCouldSitAtIsEnded() async throws {
    let machine = try await driver.create(order("untaken-terminal"))
    let error = await #expect(throws: MistError.self) {
      _ = try await driver.openTerminal(on: machine.id, Self.kind) { _ in throw MistError(.usage, "no terminal") }
    }
    #expect(error?.code == .usage)
    var terminals = 1
    for _ in 0..<200 where terminals > 0 {
      // Whoever has a terminal as its input, beside what the container is for.
      let command = "for p in /proc/[0-9]*; do [ $p = /proc/1 ] || readlink $p/fd/0; done"
      terminals = try await run(command, on: machine.id).output.split(separator: "\n").count { $0.contains("/pts/") }
      if terminals > 0 { try await Task.sleep(for: .milliseconds(50)) }
    }
    #expect(terminals == 0)
    try await driver.destroy(machine.id)
  }

  /// No key would help who sits there.
  @Test func aTerminalWhoseEngineIsGoneIsGivenBack() async throws {
    let machine = try await driver.create(order("deserted-terminal"))
    let proxy = try FaultProxy(to: .port(UInt16(peer.port)))
    defer { proxy.stop() }
    var deserted = try peer.driver(endpoint: proxy.url)
    deserted.pulse = .milliseconds(50)
    let driver = deserted
    let error = await #expect(throws: MistError.self) {
      _ = try await driver.openTerminal(on: machine.id, Self.kind) { terminal in
        let shown = Shown(terminal)
        try await shown.wait(for: "#")
        proxy.inject(.hangUp)
        try await shown.wait(for: nil)
      }
    }
    #expect(error?.code == .connectionLost, "\(error?.summary ?? "")")
    try await self.driver.destroy(machine.id)
  }
}

@Suite struct ProviderPeerTests {
  @Test(
    arguments: [
      ("http://mist.example", .host("mist.example", port: 80, isSecure: false)),
      ("https://mist.example/a", .host("mist.example", port: 443, isSecure: true)),
      ("https://10.0.0.5:2376", .host("10.0.0.5", port: 2376, isSecure: true)),
      ("http://[fd00::5]:4243", .host("fd00::5", port: 4243, isSecure: false)),
      ("http://[fd00::5]", .host("fd00::5", port: 80, isSecure: false)),
    ] as [(String, ProviderURL.Peer)])
  func whomAnAddressMeans(text: String, peer: ProviderURL.Peer) throws {
    #expect(try ProviderURL(text).peer() == peer)
  }

  @Test func aSocketAndAPortThatIsNone() throws {
    #expect(try ProviderURL(socket: "/run/a b.sock").peer() == .socket("/run/a b.sock"))
    #expect(throws: MistError.self) { try ProviderURL("http://mist.example:port").peer() }
  }
}
