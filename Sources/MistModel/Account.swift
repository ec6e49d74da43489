/// Who is logged in.
public struct Account: Hashable, Sendable {
  public var email: String
  /// What the service tells of the person, as it came.
  public var userDetails: [String: JSONValue]
  /// What the service tells of the plan, as it came; `started` and `expiration` are seconds since 1970.
  public var currentPlan: [String: JSONValue]

  public init(email: String, userDetails: [String: JSONValue] = [:], currentPlan: [String: JSONValue] = [:]) {
    self.email = email
    self.userDetails = userDetails
    self.currentPlan = currentPlan
  }
}
