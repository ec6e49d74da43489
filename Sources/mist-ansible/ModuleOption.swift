import MistModel

/// One option of a module: the one declaration of what is accepted and what `ansible-doc` tells.
struct ModuleOption {
  enum Kind: String {
    case str, bool, int, path, raw
    /// Texts; one text with commas between them will do.
    case list
  }

  var name: String
  var kind: Kind
  var what: String
  var choices: [String] = []
  /// Taken when nothing is said.
  var otherwise: JSONValue?
  var isRequired = false
  var aliases: [String] = []
  /// Its value goes into no result and no message.
  var isSecret = false

  init(
    _ name: String, _ kind: Kind, _ what: String, choices: [String] = [], otherwise: JSONValue? = nil,
    isRequired: Bool = false, aliases: [String] = [], isSecret: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.what = what
    self.choices = choices
    self.otherwise = otherwise
    self.isRequired = isRequired
    self.aliases = aliases
    self.isSecret = isSecret
  }

  /// What every module that talks to a service takes.
  static let ofEveryModule: [ModuleOption] = [
    .init("mist_uri", "Address of a Mist service; that of ~/.mist, else the embedded service, if left out."),
    .init("mist_email", "Who logs in there; from ~/.mist if left out."),
    .init("mist_password", "The password; from ~/.mist if left out.", isSecret: true),
    .init("mist_token", "A token in place of e-mail and password: then no task has to log in.", isSecret: true),
    .init("mist_ca", .path, "PEM file with the authority that the service's certificate is checked against."),
    .init("mist_state", .path, "State folder of the embedded service; that of mist-shell if left out."),
    .init("mist_passphrase", "Opens the store of the embedded service where it has a passphrase.", isSecret: true),
  ]

  static let state = ModuleOption(
    "state", "Whether it shall be there; nothing is changed if left out.", choices: ["present", "absent"])
  static let backend = ModuleOption(
    "backend", "The backend: its title or id.", isRequired: true, aliases: ["cloud"])

  init(
    _ name: String, _ what: String, choices: [String] = [], otherwise: JSONValue? = nil, isRequired: Bool = false,
    aliases: [String] = [], isSecret: Bool = false
  ) {
    self.init(
      name, .str, what, choices: choices, otherwise: otherwise, isRequired: isRequired, aliases: aliases,
      isSecret: isSecret)
  }
}
