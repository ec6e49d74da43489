import GRDB
import MistModel
import MistSSH

/// Keeps scripts and runs them on machines, as jobs.
struct ScriptsService: Sendable {
  let machines: MachinesService
  let logins: LoginService
  let jobs: JobsService
  let store: Store
  let world: ServiceWorld

  /// How much of a script's output a job keeps, in bytes from its end.
  private static let keptOutput = 64 << 10

  func list() async throws -> [Script] {
    try await store.read { db in
      try Row.fetchAll(db, sql: "SELECT id, name, description FROM script ORDER BY rowid").map { row in
        Script(id: ScriptID(row["id"]), name: row["name"], description: row["description"])
      }
    }
  }

  func add(name: String, description: String, text: String, by caller: Caller) async throws -> Script {
    guard name.contains(where: { !$0.isWhitespace }) else { throw MistError(.invalid, "a script needs a name") }
    guard text.contains(where: { !$0.isWhitespace }) else { throw MistError(.invalid, "script '\(name)' is empty") }
    let id = world.randomHex(bytes: 16)
    let now = world.now()
    try await store.write { db in
      guard try Row.fetchOne(db, sql: "SELECT 1 FROM script WHERE name = ?", arguments: [name]) == nil else {
        throw MistError(.conflict, "a script named '\(name)' is there already")
      }
      try db.execute(
        sql: "INSERT INTO script (id, name, description, text) VALUES (?, ?, ?, ?)",
        arguments: [id, name, description, text])
      try Journal.note(db, at: now, who: caller, "add script", name)
    }
    return Script(id: ScriptID(id), name: name, description: description)
  }

  func remove(_ id: ScriptID, by caller: Caller) async throws {
    let now = world.now()
    let removed = try await store.write { db in
      try db.execute(sql: "DELETE FROM script WHERE id = ?", arguments: [id.rawValue])
      guard db.changesCount > 0 else { return false }
      try Journal.note(db, at: now, who: caller, "remove script", id.rawValue)
      return true
    }
    guard removed else { throw MistError(.notFound, "no script '\(id)'") }
  }

  /// Starts a script on a machine.
  func run(_ id: ScriptID, _ order: ScriptOrder, by caller: Caller) async throws -> JobID {
    let reference = order.machine
    let text = try await store.read { db in
      try String.fetchOne(db, sql: "SELECT text FROM script WHERE id = ?", arguments: [id.rawValue])
    }
    guard let text else { throw MistError(.notFound, "no script '\(id)'") }
    let place = try MachinePlace(try await machines.machine(reference))
    return try await jobs.start("run_script", summary: ["script": .init(pending: 1)], by: caller) { log in
      try await log.note("script_started", machine: reference)
      do {
        let capture = try await execute(text, order, at: place)
        let status = capture.exit.status
        let result: JSONValue = [
          "exit_status": status.map(JSONValue.integer) ?? .null,
          "output": .string(String(capture.output.utf8.suffix(Self.keptOutput)) ?? capture.output),
          "errors": .string(String(capture.errors.utf8.suffix(Self.keptOutput)) ?? capture.errors),
        ]
        let error = status == 0 ? nil : "the script ended with status \(status.map(String.init) ?? "unknown")"
        try await log.note("script_finished", machine: reference, error: error, result: result)
        try await log.count("script") { $0 = error == nil ? .init(success: 1) : .init(error: 1) }
        if let error { throw MistError(.failed, "\(place.name): \(error)") }
      } catch let error as MistError {
        try await log.count("script") { $0 = .init(error: 1) }
        throw error
      }
    }
  }

  private func execute(_ text: String, _ order: ScriptOrder, at place: MachinePlace) async throws -> SSHCapture {
    let ring = try await logins.keyRing(for: [place])
    let (capture, way) = try await logins.reach(place, ring: ring) { login, _ in
      try await logins.engine.capture(
        Self.command(for: text, order, asUser: login.user), on: login, input: Array(text.utf8))
    }
    await logins.associations.remember([way].compactMap { $0 })
    return capture
  }

  /// Takes the script from its standard input, so that it never shows among the machine's process arguments.
  static func command(for text: String, _ order: ScriptOrder, asUser user: String) -> String {
    let interpreter = text.hasPrefix("#!") ? "" : "sh "
    let sudo = order.isAsRoot && user != "root" ? "sudo -n " : ""
    return """
      f=$(mktemp) && trap 'rm -f "$f"' EXIT && cat > "$f" && chmod 700 "$f" && \
      \(sudo)\(order.environmentWords)\(interpreter)"$f" \(order.parameters) < /dev/null
      """
  }
}
