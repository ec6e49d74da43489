import GRDB
import MistModel

/// The service's own tags, for every machine of every provider.
struct Tags: Sendable {
  let store: Store
  let world: ServiceWorld

  func tags(of backend: BackendID) async throws -> [MachineID: [Tag]] {
    try await store.read { db in
      let statement = try db.cachedStatement(
        sql: "SELECT machine, key, value FROM tag WHERE backend = ? ORDER BY key")
      var tags: [MachineID: [Tag]] = [:]
      for row in try Row.fetchAll(statement, arguments: [backend.rawValue]) {
        tags[MachineID(row["machine"]), default: []].append(Tag(key: row["key"], value: row["value"]))
      }
      return tags
    }
  }

  /// Gives a machine tags, all or none; one with the same key gets the new value.
  func add(_ tags: [Tag], to machine: MachineReference, by caller: Caller) async throws {
    for tag in tags {
      guard !tag.key.isEmpty, !tag.description.unicodeScalars.contains(where: \.properties.isControl) else {
        throw MistError(.invalid, "'\(tag)' is no tag: it needs a name without control characters")
      }
    }
    let now = world.now()
    try await store.write { db in
      for tag in tags {
        try db.execute(
          sql: """
            INSERT INTO tag (backend, machine, key, value) VALUES (?, ?, ?, ?)
            ON CONFLICT (backend, machine, key) DO UPDATE SET value = excluded.value
            """,
          arguments: [machine.backend.rawValue, machine.machine.rawValue, tag.key, tag.value])
        try Journal.note(db, at: now, who: caller, "tag", "\(machine.backend)/\(machine.machine) \(tag)")
      }
    }
  }

  /// Takes a tag off a machine; one without a value takes off the key whatever its value.
  func remove(_ tag: Tag, from machine: MachineReference, by caller: Caller) async throws {
    let now = world.now()
    let removed = try await store.write { db in
      try db.execute(
        sql: "DELETE FROM tag WHERE backend = ? AND machine = ? AND key = ? AND (? IS NULL OR value = ?)",
        arguments: [machine.backend.rawValue, machine.machine.rawValue, tag.key, tag.value, tag.value])
      guard db.changesCount > 0 else { return false }
      try Journal.note(db, at: now, who: caller, "untag", "\(machine.backend)/\(machine.machine) \(tag)")
      return true
    }
    guard removed else {
      throw MistError(.notFound, "machine '\(machine.machine)' has no tag '\(tag)'")
    }
  }
}

extension Unicode.Scalar.Properties {
  /// C0, C1 and DEL.
  var isControl: Bool { generalCategory == .control }
}
