import MistModel

extension LoginRoutes {
  static let operations = [
    Operation(
      .post, "/auth", "Log in: a token for an e-mail address and a password", needsLogin: false,
      parameters: [
        .init(name: "email", place: .query, meaning: "In place of the body's."),
        .init(name: "password", place: .query, meaning: "In place of the body's."),
      ],
      takes: .optional(.login), answers: .json(.account), refuses: [.notLoggedIn, .tooMany])
  ]
}

extension AccountsRoutes {
  static let operations = [
    Operation(
      .put, "/accounts", "Make a login, or give it a new password; for the owner of the store alone",
      takes: .required(.login), answers: .done, refuses: [.refused]),
    Operation(.get, "/whoami", "Who is logged in, without the token", answers: .json(.account)),
    Operation(
      .get, "/check_token", "Whether the token is still good, and whose it is",
      answers: .json(.object([.has("hello", .text)]))),
  ]
}

extension Schema {
  fileprivate static let login = object([.has("email", .text), .has("password", .text)])

  fileprivate static let account = named(
    "Account",
    .object([
      .has("email", .text), .mayHave("mist_api_token", .text), .mayHave("token", .text),
      .has("current_plan", .members(of: .anything)), .has("user_details", .members(of: .anything)),
    ]))

  /// Every error, for a client that asks for JSON.
  static let errorBody = named(
    "Error",
    .object([
      .has("code", .text), .has("summary", .text), .mayHave("hint", .text), .mayHave("details", .list(of: .text)),
    ]))
}
