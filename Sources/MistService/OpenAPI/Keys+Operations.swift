import MistModel

extension KeysRoutes {
  static let operations = [
    Operation(.get, "/keys", "All keys, in the order they were added", answers: .json(.list(of: .key))),
    Operation(
      .put, "/keys", "Keep a private key; the first one becomes the default", takes: .required(.newKey),
      answers: .json(.key), refuses: [.conflict]),
    Operation(
      .post, "/keys", "Make a private key without keeping it",
      takes: .optional(.object([.mayHave("type", .choice(KeyKind.allCases.map(\.rawValue)))])),
      answers: .json(.object([.has("priv", .text)]))),
    Operation(
      .put, "/keys/:key", "Rename a key", takes: .required(.object([.has("new_id", .text)])),
      answers: .json(.object([.has("new_id", .text)])), refuses: [.conflict]),
    Operation(.post, "/keys/:key", "Make a key the default one", answers: .done),
    Operation(
      .delete, "/keys/:key", "Forget a key; answers with those that are left", answers: .json(.list(of: .key))),
    Operation(.get, "/keys/:key/private", "The private half, without a passphrase", answers: .json(.text)),
    Operation(
      .get, "/keys/:key/public", "The public half, one line as in authorized_keys", answers: .json(.text)),
  ]
}

extension AssociationsRoutes {
  static let operations = [
    Operation(
      .put, "/backends/:backend/machines/:machine/keys/:key",
      "Remember that a key opens a machine; with a host it is put there first", takes: .optional(.association),
      answers: .json(.list(of: .associationItem)), refuses: [.refused, .failed, .unreachable]),
    Operation(
      .delete, "/backends/:backend/machines/:machine/keys/:key",
      "Forget that a key opens a machine; with a host it is taken off it", takes: .optional(.association),
      answers: .json(.list(of: .associationItem)), refuses: [.refused, .failed, .unreachable]),
  ]
}

extension Schema {
  fileprivate static let newKey = object([
    .has("id", .text), .has("priv", .text), .mayHave("passphrase", .either([.text, .null])),
  ])

  fileprivate static let key = named(
    "Key",
    .object([
      .has("id", .text), .has("name", .text), .has("isDefault", .flag), .has("machines", .list(of: .associationItem)),
    ]))

  /// Backend, machine, time of the last login (seconds since 1970), user, whether sudo works, port.
  fileprivate static let associationItem = named(
    "Association", .places([.text, .text, .number, .text, .flag, .integer]))

  fileprivate static let association = object([
    .mayHave("host", .either([.text, .null])), .mayHave("user", .either([.text, .null])),
    .mayHave("ssh_user", .either([.text, .null])), .mayHave("port", .either([.integer, .null])),
    .mayHave("ssh_port", .either([.integer, .null])),
  ])
}
