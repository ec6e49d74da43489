import MistModel

/// An account as it is kept: one small file each, so that two shells never write over each other's.
struct AccountRecord: Codable, Sendable {
  var url: String
  var email: String?
  /// The text of the PEM file that was given with it.
  var authorities: String?
  var dialect: String?
  /// The token, sealed; base64.
  var session: String?
}

/// Where accounts are kept; only their owner can read them.
public protocol AccountFiles: Sendable {
  func names() -> [String]
  /// `nil` when there is none.
  func read(_ name: String) -> [UInt8]?
  func replace(_ name: String, with bytes: [UInt8]) throws
  func remove(_ name: String) throws
}

/// Seals what must not be read in a file, and opens it again.
public struct Seal: Sendable {
  /// What is sealed opens only under the same account and address: a changed file gives no token to another place.
  public typealias Work = @Sendable (_ bytes: [UInt8], _ account: String, _ url: String) async throws -> [UInt8]

  public var seal: Work
  public var open: Work

  public init(seal: @escaping Work, open: @escaping Work) {
    self.seal = seal
    self.open = open
  }
}
