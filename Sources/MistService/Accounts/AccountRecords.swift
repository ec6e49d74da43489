import Crypto
import Foundation
import GRDB
import MistModel

/// A login in the store.
struct AccountRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
  static let databaseTableName = "account"

  var email: String
  var passwordHash: Data
  var salt: Data
  /// Seconds since 1970.
  var createdAt: Double

  var hash: PasswordHash { PasswordHash(bytes: Array(passwordHash), salt: Array(salt)) }

  var account: Account {
    var plan = Self.plan
    plan["started"] = .number(createdAt)
    // The original's client shows it as a date. A service of one's own does not expire: this is the year 2100.
    plan["expiration"] = .number(4_102_444_800)
    let details: [String: JSONValue] = [
      "name": .string(email), "company_name": "", "country": "", "number_of_servers": "", "number_of_people": "",
    ]
    return Account(email: email, userDetails: details, currentPlan: plan)
  }

  /// What a service of one's own has for a plan.
  static let plan: [String: JSONValue] = ["title": "unlimited", "has_expired": false]
}

/// A token in the store, by the hash of its text: who reads the store cannot log in with it.
struct TokenRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
  static let databaseTableName = "token"

  /// Seconds after which a token that was not used is dropped.
  static let lifetime = 30.0 * 86_400
  /// Seconds `lastUsedAt` may be behind, so that not every request writes.
  static let precision = 3_600.0
  /// The original's command line logs in anew for every command: only so many tokens of one login are kept.
  static let mostPerAccount = 1_000

  var hash: Data
  var email: String
  /// Seconds since 1970.
  var createdAt: Double
  /// Seconds since 1970.
  var lastUsedAt: Double
  /// For those who list and delete tokens; it opens nothing.
  var id: String
  /// `nil` for the token of a login.
  var name: String?
  /// Its first characters.
  var preview = ""
  /// Seconds since 1970; `nil` for one that lasts.
  var expiresAt: Double?

  /// A token of a login ends when nobody uses it, one that was made by name when it was said to.
  func isValid(at now: Double) -> Bool {
    if let expiresAt { return now < expiresAt }
    return name != nil || now - lastUsedAt < Self.lifetime
  }

  static func hash(of token: String) -> Data {
    Data(SHA256.hash(data: Data(token.utf8)))
  }

  /// Makes room for one more token.
  static func dropOld(_ db: Database, email: String, at now: Double) throws {
    try db.execute(
      sql: "DELETE FROM token WHERE (name IS NULL AND lastUsedAt < ?) OR expiresAt <= ?",
      arguments: [now - lifetime, now])
    try db.execute(
      sql: """
        DELETE FROM token WHERE email = ?1 AND name IS NULL AND hash NOT IN
          (SELECT hash FROM token WHERE email = ?1 AND name IS NULL ORDER BY lastUsedAt DESC, rowid DESC LIMIT ?2)
        """, arguments: [email, mostPerAccount - 1])
  }
}
