/// A token in `GET /api/v1/tokens`, and in the answer of `POST`.
public struct TokenBody: Codable, Sendable {
  public var id: String
  public var name: String
  /// Seconds since 1970.
  public var created: Double
  /// Seconds since 1970, up to an hour late.
  public var last_accessed_at: Double
  /// Seconds from its making; `nil` for one that lasts.
  public var ttl: Double?
  /// Whose it is.
  public var user: String
  /// Whole when it is made, later its beginning alone.
  public var token: String

  public init(
    id: String, name: String, created: Double, last_accessed_at: Double, ttl: Double?, user: String, token: String
  ) {
    self.id = id
    self.name = name
    self.created = created
    self.last_accessed_at = last_accessed_at
    self.ttl = ttl
    self.user = user
    self.token = token
  }
}
