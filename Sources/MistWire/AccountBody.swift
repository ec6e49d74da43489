import MistModel

/// `POST /auth`.
public struct AuthBody: Codable, Sendable {
  public var email: String
  public var password: String
  public var org_id: String?

  public init(email: String, password: String) {
    self.email = email
    self.password = password
  }
}

/// The answer of `POST /auth`, and of `GET /whoami` (an addition of ours, without the tokens).
public struct AuthAnswer: Codable, Sendable {
  public var email: String?
  public var mist_api_token: String?
  public var token: String?
  public var current_plan: [String: JSONValue]?
  public var user_details: [String: JSONValue]?

  public init(account: Account, token: String? = nil) {
    email = account.email
    mist_api_token = token
    self.token = token
    current_plan = account.currentPlan
    user_details = account.userDetails
  }

  public func account(email asked: String) -> Account {
    Account(email: email ?? asked, userDetails: user_details ?? [:], currentPlan: current_plan ?? [:])
  }
}

/// `PUT /accounts` (an addition of ours, for the local owner alone): a login for `serve`.
public struct AddAccountBody: Codable, Sendable {
  public var email: String
  public var password: String

  public init(email: String, password: String) {
    self.email = email
    self.password = password
  }
}
