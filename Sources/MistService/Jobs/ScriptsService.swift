import GRDB
import MistModel

/// Keeps scripts and runs them on machines, as jobs.
struct ScriptsService: Sendable {
  let machines: MachinesService
  let execution: ScriptExecution
  let jobs: JobsService
  let store: Store
  let world: ServiceWorld

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

  /// The text of a script. Throws `.notFound` for an unknown one.
  func text(of id: ScriptID) async throws -> String {
    let text = try await store.read { db in
      try String.fetchOne(db, sql: "SELECT text FROM script WHERE id = ?", arguments: [id.rawValue])
    }
    guard let text else { throw MistError(.notFound, "no script '\(id)'") }
    return text
  }

  /// Starts a script on a machine.
  func run(_ id: ScriptID, _ order: ScriptOrder, by caller: Caller) async throws -> JobID {
    let text = try await text(of: id)
    let machine = try await machines.machine(order.machine)
    let entrance = try await execution.entrances.entrance(of: machine)
    return try await jobs.start("run_script", summary: ["script": .init(pending: 1)], by: caller) { log in
      let error = try await execution.run(ScriptCall(text, order), at: entrance, of: order.machine, log)
      if let error { throw MistError(.failed, "\(machine.name): \(error)") }
    }
  }
}
