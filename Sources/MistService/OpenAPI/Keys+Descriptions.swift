import MistModel
import MistWire

extension KeysRoutes {
  static let noun = "Keys"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(.get, "/keys", "All keys, in the order they were added", answers: .json(.list(of: .key(era)))),
      RouteDescription(
        .put, "/keys", "Keep a private key; the first one becomes the default",
        takes: .required(
          .object([
            .has(era.keyName, .text), .has("priv", .text), .mayHave("passphrase", .either([.text, .null])),
          ])),
        answers: .json(.key(era)), refuses: [.conflict]),
      RouteDescription(
        .post, "/keys", "Make a private key without keeping it",
        takes: .optional(.object([.mayHave("type", .choice(KeyKind.allCases.map(\.rawValue)))])),
        answers: .json(.object([.has("priv", .text)]))),
      RouteDescription(
        .put, "/keys/:key", "Rename a key", takes: .required(.object([.has(era.newKeyName, .text)])),
        answers: .json(.object([.has(era.newKeyName, .text)])), refuses: [.conflict]),
      RouteDescription(.post, "/keys/:key", "Make a key the default one", answers: .done),
      RouteDescription(
        .delete, "/keys/:key", "Forget a key; answers with those that are left",
        answers: .json(.list(of: .key(era)))),
      RouteDescription(.get, "/keys/:key/private", "The private half, without a passphrase", answers: .json(.text)),
      RouteDescription(
        .get, "/keys/:key/public", "The public half, one line as in authorized_keys", answers: .json(.text)),
    ]
  }
}

extension AssociationsRoutes {
  static let noun = "Keys"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .put, "/:backend/machines/:machine/keys/:key",
        "Remember that a key opens a machine; with a host it is put there first", takes: .optional(.association),
        answers: .json(.list(of: .associationItem)), refuses: .ofProvider),
      RouteDescription(
        .delete, "/:backend/machines/:machine/keys/:key",
        "Forget that a key opens a machine; with a host it is taken off it", takes: .optional(.association),
        answers: .json(.list(of: .associationItem)), refuses: .ofProvider),
    ]
  }
}

extension Schema {
  fileprivate static func key(_ era: Era) -> Schema {
    of(
      era, "Key",
      [
        .has("id", .text), .has("name", .text), .has("isDefault", .flag),
        .has("machines", .list(of: .associationItem)),
      ], later: [.has("default", .flag)])
  }

  /// Backend, machine, time of the last login (seconds since 1970), user, whether sudo works, port.
  fileprivate static let associationItem = named(
    "Association", .places([.text, .text, .number, .text, .flag, .integer]))

  fileprivate static let association = object([
    .mayHave("host", .either([.text, .null])), .mayHave("user", .either([.text, .null])),
    .mayHave("ssh_user", .either([.text, .null])), .mayHave("port", .either([.integer, .null])),
    .mayHave("ssh_port", .either([.integer, .null])),
  ])
}
