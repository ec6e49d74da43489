import Foundation
import Testing

/// A private dockerd, started once by `Tests/Peers/dockerd` and stopped when the tests end.
private struct Engine: Sendable {
  var port: String

  static let started: Engine? = start()

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Peers/dockerd").path

  private static func start() -> Engine? {
    let folder = "/tmp/mist-terminal-docker-\(getpid())"
    let command = """
      '\(script)' start '\(folder)' </dev/null >/dev/null 2>&1 || exit
      (trap '' INT HUP; while kill -0 \(getpid()); do sleep 0.5; done; '\(script)' stop '\(folder)'; rm -rf '\(folder)') \
      </dev/null >/dev/null 2>&1 &
      """
    guard (try? run(script: command)) == 0,
      let line = try? String(contentsOfFile: folder + "/started", encoding: .utf8).split(separator: "\n")
        .first(where: { $0.hasPrefix("dockerd ") })
    else { return nil }
    return Engine(port: String(line.split(separator: " ")[1]))
  }
}

/// `ssh` into a container that has no sshd: its engine lets in.
@Suite(.enabled(if: Engine.started != nil, "no dockerd could be started; Tests/Peers/dockerd says why"), .serialized)
struct ShellContainerTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
    let engine = try #require(Engine.started)
    try home.run(
      "add-backend --provider docker --name Dock --docker-host 127.0.0.1 --docker-port \(engine.port)",
      "create-machine --backend Dock --name box --image busybox --network none --docker-command 'sleep 600'")
  }

  private func clear() throws { try home.run("destroy box --yes") }

  /// Whether something runs in the container; waits a while for it to be as it shall be.
  private func isRunning(_ command: String, shallBe isWanted: Bool) throws -> Bool {
    for _ in 0..<100 {
      if try home.run("run --command 'ps' box").contains(command) == isWanted { return isWanted }
      usleep(50_000)
    }
    return !isWanted
  }

  /// Types a line at the container's shell; `=` before the answer tells it from the line.
  private func ask(_ question: String, _ answer: String, _ session: TerminalSession) throws {
    try session.type("echo \"=\(question)=\"\r")
    try session.wait("the answer \(answer)") { $0.lines.contains("=\(answer)=") }
  }

  @Test func theContainersShellHasTheTerminal() throws {
    let session = try home.open(rows: 20, columns: 90)
    try session.prompt()
    try session.type("ssh box" + Key.enter)
    try session.wait("the shell of the container") { $0.cursorRow.hasSuffix("#") }
    #expect(session.screen.text.contains("Connecting to: Dock/box, through its provider"))
    try ask("$(stty size) $(id -u) $TERM", "20 90 0 xterm", session)
    session.resize(rows: 30, columns: 100)
    // The signal is on its way.
    try session.type("until [ \"$(stty size)\" = '30 100' ]; do sleep 0.1; done; echo =resized=\r")
    try session.wait(forRow: "=resized=")
    // Ctrl-C and Ctrl-Z are for what runs there, and bytes come as they are.
    try session.type("sleep 977\r")
    session.pause(milliseconds: 500)
    try session.type(Key.control("C"))
    try session.wait("the container's prompt") { $0.cursorRow.hasSuffix("#") && !$0.cursorRow.contains("sleep") }
    try ask("still $((20 + 22))", "still 42", session)
    try session.type("exit 3\r")
    try session.wait("the prompt, on a terminal of that size") { $0.cursorRow == "mist>" }
    #expect(session.screen.text.contains("the shell on box ended with status 3"))
    // The terminal is the prompt's again: keys that edit, and a line as long as the new width.
    try session.type("set name = '" + String(repeating: "x", count: 120) + "'" + Key.home + Key.control("K"))
    try session.prompt()
    try session.run("list-machines --format csv")
    #expect(session.screen.text.contains("box,"))
    try session.type("ssh box" + Key.enter)
    try session.wait("the shell again") { $0.cursorRow.hasSuffix("#") }
    try session.type(Key.control("D"))
    try session.prompt()
    try clear()
  }

  @Test func modesComeBackWhereNoPromptSetsThem() throws {
    // What `sh` reads behind it shows what the terminal does: echo, whole lines, signals.
    let session = try home.open(
      script: "before=$(stty -g); $MIST ssh box; echo \"=status $?=\"; [ \"$before\" = \"$(stty -g)\" ] && echo =same=")
    try session.wait("the shell of the container") { $0.cursorRow.hasSuffix("#") }
    try session.type("exit 9\r")
    try session.wait("the end") { _ in session.isOver }
    #expect(session.screen.text.contains("the shell on box ended with status 9"))
    #expect(session.screen.text.contains("=status 0=\n=same="))
    try clear()
  }

  @Test func aClosedTerminalEndsTheContainersShell() throws {
    let session = try home.open(["ssh", "box"])
    try session.wait("the shell of the container") { $0.cursorRow.hasSuffix("#") }
    try session.type("while sleep 1; do echo on; done & sleep 978\r")
    #expect(try isRunning("sleep 978", shallBe: true))
    _ = try session.hangUp()
    #expect(try !isRunning("sleep 978", shallBe: false))
    try clear()
  }

  @Test func aClientOfAServiceElsewhereIsToldWhereItWorks() throws {
    try home.run("add-account ann@example.org --password pw")
    let log = home.path + "/serve.log"
    let serve = try home.open(script: "$MIST serve --listen 127.0.0.1:0 2>\(log)")
    defer { withExtendedLifetime(serve) {} }
    var address = ""
    for _ in 0..<400 where address.isEmpty {
      usleep(50_000)
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      if let found = text.firstMatch(of: /127\.0\.0\.1:[0-9]+/) { address = "http://\(found.output)" }
    }
    try home.run("login --url \(address) --email ann@example.org --password pw --name there")
    let session = try home.open(["--account", "there", "ssh", "box"])
    try session.wait("the end") { _ in session.isOver }
    #expect(session.screen.text.contains("ssh works with the embedded service only; run works here"))
    try clear()
  }
}
