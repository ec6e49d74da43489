import Foundation

/// Types the keys of a session into the built program, at a terminal of its own, and writes down what is seen.
///
/// Each line of `input.mist` is a step, typed in one go; those of `setup.mist` are lines that were run before, unseen;
/// `service.json` makes it a client of a stand-in service. In `output.txt` what a step changed follows its keys: the
/// rows from the first that is another, with `▏` where the cursor stands. A replay goes on as soon as the screen is as
/// recorded, so a slow machine changes nothing.
struct TerminalSessionReplay {
  var world: TerminalWorld
  var input: String
  var setup: String?
  /// `service.json`.
  var service: Data?
  /// What was written down before; `nil` to record.
  var recorded: String?

  /// How long a screen may take to become as recorded.
  private static let patience = Duration.seconds(20)
  /// A recording does not know what comes: it waits until nothing came for so long.
  private static let stillness = Duration.milliseconds(500)
  /// Begins the row of a step.
  private static let mark = "── "

  func run() throws -> (output: String, exitStatus: Int32?) {
    let home = FileManager.default.temporaryDirectory.path + "/mist-terminal-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let service = try service.map { try StandInService($0) }
    defer { service?.stop() }
    let session = try start(home: home, service: service)
    var seen = SeenRows()
    var output = ""
    for step in [TypedStep("")] + input.split(separator: "\n").map({ TypedStep(String($0)) }) {
      guard !session.isOver else { break }
      output += Self.mark + (step.line.isEmpty ? "(starts)" : step.line) + "\n"
      try session.type(step.keys)
      if step.isAnswered { service?.release() }
      // Its port is another one each time.
      func changes(on screen: Screen) -> String {
        let changes = seen.changes(on: screen)
        return service.map { changes.replacingOccurrences(of: "127.0.0.1:\($0.port)", with: "mist.example") } ?? changes
      }
      let isAsRecorded = settle(session, awaiting: step.awaited) { output + changes(on: $0) }
      output += changes(on: session.screen)
      seen = SeenRows(session.screen)
      guard isAsRecorded else { break }
    }
    guard session.isOver else { return (output, nil) }
    let status = (try session.exitStatus() >> 8) & 0xFF
    return (output + Self.mark + "(left with status \(status))\n", status)
  }

  /// Starts the program in a home of its own, with the store as `setup.mist` makes it.
  private func start(home: String, service: StandInService?) throws -> TerminalSession {
    func write(_ text: String, _ name: String) throws -> String {
      try Data(text.utf8).write(to: URL(fileURLWithPath: home + "/" + name))
      return home + "/" + name
    }
    var arguments = ["--state", home + "/state", "--config", "/dev/null"]
    if let service, world.embedded == true {
      arguments += ["--set", "service=http://127.0.0.1:\(service.port)"]
    } else if let service {
      let login = "[mist.credentials]\nemail = ann@example.org\npassword = a secret\n"
      let config = try write(login, "config")
      chmod(config, 0o600)
      arguments = ["--url", "http://127.0.0.1:\(service.port)", "--config", config]
    }
    let program = TerminalSession.built("mist-shell", orNamedBy: "MIST_SHELL")
    var environment = ["HOME": home, "TZ": "UTC", "PAGER": "cat"]
    if world.colour != true { environment["NO_COLOR"] = "1" }
    if let setup {
      let preparation = try TerminalSession(
        arguments + ["-f", write(setup, "setup.mist")], program: program, environment: environment, rows: 100,
        columns: 200)
      while !preparation.isOver { preparation.pause(milliseconds: 10) }
      guard try preparation.exitStatus() == 0 else {
        throw TerminalFailure(description: "setup.mist:\n" + preparation.screen.text)
      }
    }
    return try TerminalSession(
      arguments, program: program, environment: environment, rows: world.terminal.rows, columns: world.terminal.columns)
  }

  /// Waits until the step has ended; `false` when it did not end as recorded.
  private func settle(_ session: TerminalSession, awaiting text: String?, output: (Screen) -> String) -> Bool {
    let deadline = ContinuousClock.now + Self.patience
    var last = ""
    var lastChange = ContinuousClock.now
    while ContinuousClock.now < deadline {
      if let recorded {
        if ends(output(session.screen), in: recorded, isOver: session.isOver) { return true }
        if session.isOver { return false }
      } else {
        if session.isOver { return true }
        let now = output(session.screen)
        if now != last { (last, lastChange) = (now, .now) }
        let isThere = text.map { session.screen.text.contains($0) } ?? !session.screen.lines.isEmpty
        if isThere, .now - lastChange > Self.stillness { return true }
      }
      session.pause(milliseconds: 5)
    }
    return false
  }

  /// Whether what was seen so far is what was recorded up to the end of a step.
  private func ends(_ output: String, in recorded: String, isOver: Bool) -> Bool {
    guard recorded.hasPrefix(output) else { return false }
    let rest = recorded.dropFirst(output.count)
    if rest.hasPrefix(Self.mark + "(left") { return isOver }
    return rest.isEmpty || rest.hasPrefix(Self.mark)
  }
}
