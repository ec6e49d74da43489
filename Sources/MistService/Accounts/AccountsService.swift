import Crypto
import Foundation
import GRDB
import MistModel

/// Logins for people who use the store over HTTP, and the tokens they work with.
struct AccountsService: Sendable {
  let store: Store
  let world: ServiceWorld
  private let limiter = LoginLimiter()
  private let passwords = PasswordQueue()
  /// An e-mail nobody has costs as much time as one that somebody has.
  private let nobody: PasswordHash

  init(store: Store, world: ServiceWorld) {
    self.store = store
    self.world = world
    nobody = .none(salt: world.randomBytes(Self.saltLength))
  }

  private static let saltLength = 16

  /// Makes a login, or gives the one that is there a new password; its tokens then stop working.
  func add(email given: String, password: String, by caller: Caller) async throws {
    guard caller == .owner else {
      throw MistError(
        .refused, "only the owner of the store makes logins", hint: "do it with mist-shell where the store is")
    }
    let email = try EmailAddress(given)
    guard !password.isEmpty else { throw MistError(.invalid, "the password is empty") }
    guard password.utf8.count <= 1024 else { throw MistError(.invalid, "the password is longer than 1024 bytes") }
    let salt = world.randomBytes(Self.saltLength)
    let hash = try await passwords.run { try PasswordHash(of: password, salt: salt) }
    let now = world.now()
    try await store.write { db in
      try TokenRecord.filter(Column("email") == email.text).deleteAll(db)
      let known = try AccountRecord.fetchOne(db, key: email.text)
      try AccountRecord(
        email: email.text, passwordHash: Data(hash.bytes), salt: Data(hash.salt), createdAt: known?.createdAt ?? now
      ).save(db)
      try Journal.note(db, at: now, who: caller, known == nil ? "add-account" : "change-password", email.text)
    }
    limiter.succeeded(email: email.text)
  }

  /// Checks a password and hands out a new token.
  ///
  /// - Parameter address: where the attempt comes from, `nil` in process.
  func logIn(email given: String, password: String, from address: String?) async throws -> (Account, token: String) {
    let record = try await authenticate(email: given, password: password, from: address)
    return (record.account, try await newToken(for: record).text)
  }

  /// Whose password this is.
  func authenticate(email given: String, password: String, from address: String?) async throws -> AccountRecord {
    let refusal = MistError(.notLoggedIn, "the e-mail address or the password is wrong")
    guard let email = EmailAddress(lenient: given)?.text, password.utf8.count <= 1024 else { throw refusal }
    try limiter.admit(email: email, address: address, at: world.now())
    let record = try await store.read { db in try AccountRecord.fetchOne(db, key: email) }
    let hash = record?.hash ?? nobody
    let (limiter, world) = (limiter, world)
    let isRight = try await passwords.run {
      // Asked again now that it is our turn: many attempts at once are worth no more than one after the other.
      try limiter.admit(email: email, address: address, at: world.now())
      let isRight = try hash.isHash(of: password)
      if !isRight { limiter.failed(email: email, address: address, at: world.now()) }
      return isRight
    }
    guard let record, isRight else { throw refusal }
    limiter.succeeded(email: email)
    return record
  }

  /// Who stands behind an `Authorization` header: `mist_1 EMAIL:TOKEN`, or the token alone.
  func caller(authorization: String?) async throws -> Caller {
    guard let authorization, let (email, token) = Self.parts(of: authorization) else {
      throw MistError(.notLoggedIn, "not logged in", hint: "POST /auth with e-mail and password gives a token")
    }
    let now = world.now()
    // Found by its hash, so that how long it takes tells nothing about the tokens that are there.
    let hash = TokenRecord.hash(of: token)
    guard let record = try await store.read({ db in try TokenRecord.fetchOne(db, key: hash) }),
      email == nil || email == record.email, record.isValid(at: now)
    else {
      throw MistError(.notLoggedIn, "the token is not valid, or no longer", hint: "log in again")
    }
    if now - record.lastUsedAt > TokenRecord.precision {
      // The request goes on where this cannot be written.
      try? await store.writeCache { db in
        try db.execute(sql: "UPDATE token SET lastUsedAt = ? WHERE hash = ?", arguments: [now, hash])
      }
    }
    return .account(email: record.email)
  }

  func account(of caller: Caller) async throws -> Account {
    switch caller {
    case .owner, .rule:
      return Account(email: "", userDetails: ["name": "owner"], currentPlan: AccountRecord.plan)
    case .account(let email):
      guard let record = try await store.read({ db in try AccountRecord.fetchOne(db, key: email) }) else {
        throw MistError(.notLoggedIn, "the login \(email) is gone")
      }
      return record.account
    }
  }

  private static func parts(of authorization: String) -> (email: String?, token: String)? {
    let text = authorization.trimmingBlanks()
    guard text.lowercased().hasPrefix("mist_1 ") else { return text.isEmpty ? nil : (nil, text) }
    let pair = text.dropFirst("mist_1 ".count)
    guard let colon = pair.lastIndex(of: ":") else { return nil }
    return (pair[..<colon].trimmingBlanks().lowercased(), String(pair[pair.index(after: colon)...]))
  }
}
