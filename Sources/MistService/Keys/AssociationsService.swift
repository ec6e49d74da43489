import GRDB
import MistModel
import MistSSH

/// Puts keys on machines and takes them off.
struct AssociationsService: Sendable {
  let machines: MachinesService
  let keys: KeysService
  let logins: LoginService
  let world: ServiceWorld

  /// Remembers that a key opens a machine. When it does not open it yet and another key does, it is put there first.
  ///
  /// - Parameter host: where to deploy it; `nil` only remembers it.
  func associate(
    _ key: KeyID, with reference: MachineReference, host: String?, user: String?, port: Int?, by caller: Caller
  ) async throws {
    var place = try MachinePlace(try await machines.machine(reference))
    if let port { place.port = port }
    guard let host else {
      _ = try await keys.publicKey(of: key)
      let association = KeyAssociation(machine: reference, user: user, port: place.port)
      return try await keep(.init(key: key, association: association), "associate", caller)
    }
    place.host = host
    if try await opens(key, place, user: user) == nil {
      try await deploy(key, at: place, user: user)
      guard try await opens(key, place, user: user) != nil else {
        // Nothing is left half done: what was put there and does not help is taken off again.
        try? await withdraw(key, at: place)
        throw MistError(
          .failed, "key \(key) was put on \(place.name), but \(place.address) does not accept it: taken off again",
          hint: "which AuthorizedKeysFile does its sshd read?")
      }
    }
    try await note("associate", key, reference, caller)
  }

  /// Forgets that a key opens a machine.
  ///
  /// - Parameter host: where to take it off; `nil` leaves it on the machine.
  func disassociate(_ key: KeyID, from reference: MachineReference, host: String?, by caller: Caller) async throws {
    let ways = try await logins.associations.ways(into: [reference])[reference] ?? []
    guard let own = ways.first(where: { $0.key == key }) else {
      throw MistError(.notFound, "key '\(key)' is not associated with machine '\(reference.machine)'")
    }
    if let host {
      var place = try MachinePlace(try await machines.machine(reference))
      place.host = host
      // It is in the file of the user whom it opens, not of another one whom a better way leads to.
      place.user = place.user ?? own.association.user
      if !place.isPortStated { place.port = own.association.port }
      try await withdraw(key, at: place)
    }
    let now = world.now()
    try await machines.store.write { db in
      guard try Associations.remove(key, from: reference, db) else { return }
      try Journal.note(
        db, at: now, who: caller, "disassociate", "\(key) \(reference.backend)/\(reference.machine)")
    }
  }

  /// The way in with just this key; `nil` when the machine does not accept it. Remembered when it works.
  private func opens(_ key: KeyID, _ place: MachinePlace, user: String?) async throws -> Associations.Way? {
    do {
      return try await logins.find(place, key: key, user: user).way
    } catch let error as MistError where error.code == .credentialsRejected {
      return nil
    }
  }

  private func deploy(_ key: KeyID, at place: MachinePlace, user: String?) async throws {
    let line = try await keys.publicKey(of: key)
    let login = try await logins.find(place, user: user).login
    try await check(AuthorizedKeys.adding(line), login, at: place)
  }

  private func withdraw(_ key: KeyID, at place: MachinePlace) async throws {
    let line = try await keys.publicKey(of: key)
    let ring = try await logins.keyRing(for: [place])
    _ = try await logins.reach(place, ring: ring) { login, _ in
      try await check(AuthorizedKeys.removing(line), login, at: place)
    }
  }

  private func check(_ command: String, _ login: SSHLogin, at place: MachinePlace) async throws {
    let capture = try await logins.engine.capture(command, on: login, within: .seconds(20))
    guard capture.exit.status == 0 else {
      let said = capture.errors.split(whereSeparator: \.isNewline).last.map { ": \($0)" } ?? ""
      throw MistError(.failed, "authorized_keys of \(login) could not be changed\(said)")
    }
  }

  private func keep(_ way: Associations.Way, _ action: String, _ caller: Caller) async throws {
    try await note(action, way.key, way.association.machine, caller) { db in try Associations.save(way, db) }
  }

  private func note(
    _ action: String, _ key: KeyID, _ reference: MachineReference, _ caller: Caller,
    with change: @escaping @Sendable (Database) throws -> Void = { _ in }
  ) async throws {
    let now = world.now()
    try await machines.store.write { db in
      try change(db)
      try Journal.note(db, at: now, who: caller, action, "\(key) \(reference.backend)/\(reference.machine)")
    }
  }
}
