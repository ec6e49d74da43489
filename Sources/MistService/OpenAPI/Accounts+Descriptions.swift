import MistModel
import MistWire

extension LoginRoutes {
  static let noun = "Accounts"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    ["/auth", "/api/v1/auth"].map { path in
      RouteDescription(
        .post, path, "Log in: a token for an e-mail address and a password", needsLogin: false,
        parameters: [
          .init(name: "email", place: .query, meaning: "In place of the body's."),
          .init(name: "password", place: .query, meaning: "In place of the body's."),
        ],
        takes: .optional(.login), answers: .json(.account), refuses: [.notLoggedIn, .tooMany])
    }
  }
}

extension AccountsRoutes {
  static let noun = "Accounts"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .put, "/accounts", "Make a login, or give it a new password; for the owner of the store alone",
        takes: .required(.login), answers: .done, refuses: [.refused]),
      RouteDescription(.get, "/whoami", "Who is logged in, without the token", answers: .json(.account)),
      RouteDescription(
        .get, "/check_token", "Whether the token is still good, and whose it is",
        answers: .json(.object([.has("hello", .text)]))),
      RouteDescription(.get, "/account", "Who is logged in, as scripts in a page", answers: .page),
    ]
  }
}

extension NewTokenRoutes {
  static let noun = "Accounts"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .post, "/api/v1/tokens", "Make a token, by another one or by e-mail address and password", needsLogin: false,
        takes: .optional(
          .object([
            .mayHave("name", .either([.text, .null])), .mayHave("ttl", .either([.number, .null])),
            .mayHave("email", .either([.text, .null])), .mayHave("password", .either([.text, .null])),
          ])),
        answers: .json(.token), refuses: [.notLoggedIn, .refused, .tooMany])
    ]
  }
}

extension TokensRoutes {
  static let noun = "Accounts"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/tokens", "The tokens of who is logged in, each by its beginning", answers: .json(.list(of: .token))),
      RouteDescription(
        .delete, "/tokens", "Make a token worthless",
        parameters: [.init(name: "id", place: .query, meaning: "In place of the body's.")],
        takes: .optional(.object([.has("id", .text)])), answers: .done, refuses: [.refused, .notFound]),
    ]
  }
}

extension Schema {
  fileprivate static let login = object([.has("email", .text), .has("password", .text)])

  fileprivate static let account = named(
    "Account",
    .object([
      .has("email", .text), .mayHave("mist_api_token", .text), .mayHave("token", .text),
      .has("current_plan", .members(of: .anything)), .has("user_details", .members(of: .anything)),
    ]))

  fileprivate static let token = named(
    "Token",
    .object([
      .has("id", .text), .has("name", .text), .has("created", .number), .has("last_accessed_at", .number),
      .mayHave("ttl", .number), .has("user", .text), .has("token", .text),
    ]))

  /// Every error, for a client that asks for JSON.
  static let errorBody = named(
    "Error",
    .object([
      .has("code", .text), .has("summary", .text), .mayHave("hint", .text), .mayHave("details", .list(of: .text)),
    ]))
}
