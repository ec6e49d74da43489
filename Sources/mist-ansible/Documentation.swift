import MistModel

/// What `ansible-doc` shows of a module, from what the module declares.
enum Documentation {
  static func of(_ module: any AnsibleModule.Type) -> JSONValue {
    let options = module.options + (module.usesService ? ModuleOption.ofEveryModule : [])
    let all = Dictionary(options.map { ($0.name, described($0)) }, uniquingKeysWith: { $1 })
    let returns = Dictionary(
      (module.returns + ReturnedValue.ofEveryFailure).map { ($0.name, described($0)) }, uniquingKeysWith: { $1 })
    return [
      "DOCUMENTATION": [
        "module": .string(module.name), "short_description": .string(module.summary),
        "description": [
          .string(module.summary),
          "Runs where it can reach the service: on localhost, or with C(delegate_to: localhost).",
          "Check mode changes nothing and tells what would be changed; C(--diff) shows it.",
        ],
        "author": ["mist-shell"], "options": .object(all),
      ],
      "EXAMPLES": .string(module.examples), "RETURN": .object(returns),
    ]
  }

  private static func described(_ value: ReturnedValue) -> JSONValue {
    [
      "description": [.string(value.what)], "type": .string(value.kind.rawValue),
      "returned": .string("when " + value.when),
    ]
  }

  private static func described(_ option: ModuleOption) -> JSONValue {
    var parts: [String: JSONValue] = [
      "description": [.string(option.what)], "type": .string(option.kind.rawValue),
      "required": .bool(option.isRequired),
    ]
    if option.kind == .list { parts["elements"] = "str" }
    if !option.choices.isEmpty { parts["choices"] = .array(option.choices.map { .string($0) }) }
    if !option.aliases.isEmpty { parts["aliases"] = .array(option.aliases.map { .string($0) }) }
    if let otherwise = option.otherwise { parts["default"] = otherwise }
    return .object(parts)
  }
}
