import MistModel

/// A body, with what its era adds to it or has in another shape.
public struct EraBody<Body: Encodable & Sendable>: Encodable, Sendable {
  var body: Body
  var additions: [String: JSONValue] = [:]

  public func encode(to encoder: any Encoder) throws {
    try body.encode(to: encoder)
    // The same object once more: a name that is there already gets the new value.
    var members = encoder.container(keyedBy: MemberName.self)
    for (name, value) in additions { try members.encode(value, forKey: MemberName(stringValue: name)) }
  }
}

private struct MemberName: CodingKey {
  var stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) {
    self.stringValue = stringValue
  }

  init?(intValue: Int) { nil }
}

extension Era {
  /// A backend; its name is the `title` of the first two eras and the `name` of the last.
  ///
  /// - Parameter isSilent: it did not answer when it was asked last.
  public func body(of backend: Backend, account: String?, isSilent: Bool = false) -> EraBody<BackendBody> {
    var body = BackendBody(backend, account: account)
    if isSilent, backend.isEnabled { body.state = "unreachable" }
    return EraBody(body: body, additions: self == .api ? ["name": .string(backend.title)] : [:])
  }

  /// A machine; the last era has tags as objects, and says in `actions` what `can_…` says.
  ///
  /// - Parameter isMonitored: told in the last era.
  public func body(of machine: Machine, isMonitored: Bool = false) -> EraBody<MachineBody> {
    let body = MachineBody(machine)
    guard self == .api else { return EraBody(body: body) }
    let actions = MachineAction.allCases.map { ($0.rawValue, JSONValue.bool(machine.actions.contains($0))) }
    return EraBody(
      body: body,
      additions: [
        "tags": .array(machine.tags.map { .object([$0.key: .string($0.value ?? "")]) }),
        "actions": .object(Dictionary(uniqueKeysWithValues: actions)),
        "external_id": .string(machine.id.rawValue),
        "cloud": .string(machine.backend.rawValue),
        "monitoring": ["hasmonitoring": .bool(isMonitored)],
      ])
  }

  /// A key; today's clients read `default` where the others read `isDefault`.
  public func body(of key: Key) -> EraBody<KeyBody> {
    EraBody(body: KeyBody(key), additions: self == .api ? ["default": .bool(key.isDefault)] : [:])
  }

  /// A script; today's clients read `id` where the others read `script_id`.
  public func body(of script: Script) -> EraBody<ScriptBody> {
    EraBody(body: ScriptBody(script), additions: self == .api ? ["id": .string(script.id.rawValue)] : [:])
  }
}
