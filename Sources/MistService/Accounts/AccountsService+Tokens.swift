import Foundation
import GRDB
import MistModel

/// The tokens of the logins: those that a login hands out, and those that people make for their programs.
extension AccountsService {
  /// The caller's tokens, oldest first; for the owner those of all logins.
  func tokens(of caller: Caller) async throws -> [TokenRecord] {
    let now = world.now()
    return try await store.read { db in
      let all = try TokenRecord.order(Column("createdAt"), Column("rowid")).fetchAll(db)
      return all.filter { Self.may(caller, see: $0) && $0.isValid(at: now) }
    }
  }

  /// Makes a token for a program.
  ///
  /// - Parameter lifetime: seconds; `nil` for one that lasts until it is deleted.
  func makeToken(
    named given: String, lifetime: Double?, by caller: Caller
  ) async throws -> (record: TokenRecord, text: String) {
    guard case .account(let email) = caller else {
      throw MistError(
        .refused, "the owner of the store needs no token", hint: "log in with the account that shall have it")
    }
    let record = try await store.read { db in try AccountRecord.fetchOne(db, key: email) }
    guard let record else { throw MistError(.notLoggedIn, "the login \(email) is gone") }
    return try await makeToken(named: given, lifetime: lifetime, for: record)
  }

  /// The same for somebody who gave a password in place of a token.
  func makeToken(
    named given: String, lifetime: Double?, for account: AccountRecord
  ) async throws -> (record: TokenRecord, text: String) {
    let name = try checkedName(given, what: "token name")
    if let lifetime, !(lifetime > 0 && lifetime < 1e10) {
      throw MistError(.invalid, "ttl must be a number of seconds above 0")
    }
    return try await newToken(for: account, name: name, lifetime: lifetime)
  }

  func deleteToken(_ id: String, by caller: Caller) async throws {
    let now = world.now()
    try await store.write { db in
      guard let record = try TokenRecord.filter(Column("id") == id).fetchOne(db), Self.may(caller, see: record) else {
        throw MistError(.notFound, "no token '\(id)'", about: .init(.token, id))
      }
      try record.delete(db)
      try Journal.note(db, at: now, who: caller, "delete-token", record.name ?? record.email)
    }
  }

  /// - Parameter name: `nil` for the token of a login.
  func newToken(
    for account: AccountRecord, name: String? = nil, lifetime: Double? = nil
  ) async throws -> (record: TokenRecord, text: String) {
    let text = world.randomHex(bytes: 32)
    let now = world.now()
    let record = TokenRecord(
      hash: TokenRecord.hash(of: text), email: account.email, createdAt: now, lastUsedAt: now,
      id: world.randomHex(bytes: 16), name: name, preview: String(text.prefix(4)), expiresAt: lifetime.map { now + $0 })
    try await store.write { db in
      // The password may have been changed while it was being checked.
      guard try AccountRecord.fetchOne(db, key: account.email)?.passwordHash == account.passwordHash else {
        throw MistError(.notLoggedIn, "the e-mail address or the password is wrong")
      }
      try TokenRecord.dropOld(db, email: account.email, at: now)
      try record.save(db)
      let action = name == nil ? "log-in" : "add-token"
      try Journal.note(db, at: now, who: .account(email: account.email), action, name ?? account.email)
    }
    return (record, text)
  }

  private static func may(_ caller: Caller, see token: TokenRecord) -> Bool {
    caller == .owner || caller == .account(email: token.email)
  }
}
