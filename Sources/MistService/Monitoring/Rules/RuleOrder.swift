import MistModel

/// What `POST /rules` asks for, in the words of any era; what it leaves out stays as it is.
struct RuleOrder: Sendable {
  private let fields: Fields
  private let query: Fields
  private let action: Fields

  /// The last era's bodies have the condition in `queries`, and the deeds in `actions`.
  init(_ body: [String: JSONValue]) throws {
    fields = Fields(body)
    query = Fields(Self.first(body["queries"]))
    action = Fields(Self.first(body["actions"]))
  }

  var id: String? { get throws { try fields.text("id") } }

  /// The name of the machine, given when its rule destroys.
  var confirmation: String? { get throws { try fields.text("confirm") } }

  var machine: MachineReference? {
    get throws {
      let backend =
        try fields.text("backendId") ?? fields.text("backend_id") ?? fields.text("cloud_id") ?? fields.text("backend")
      let machine = try fields.text("machineId") ?? fields.text("machine_id") ?? fields.text("machine")
      guard let backend, let machine else { return nil }
      return MachineReference(backend: BackendID(backend), machine: MachineID(machine))
    }
  }

  /// A new rule.
  func rule(on machine: MachineReference) throws -> RuleRecord {
    guard let metric = try metric else { throw MistError.missing("metric") }
    guard try number("value", "threshold") != nil else { throw MistError.missing("value") }
    let plain = RuleRecord(
      machine: machine,
      condition: RuleCondition(
        metric: metric, comparison: .above, value: 0, aggregate: .all, window: RuleRecord.defaultWindow),
      action: .alert, coolDown: RuleRecord.defaultCoolDown)
    return try changed(plain)
  }

  func changed(_ rule: RuleRecord) throws -> RuleRecord {
    var rule = rule
    if let metric = try metric { rule.condition.metric = metric }
    if let value = try number("value", "threshold") { rule.condition.value = value }
    if let comparison = try choice("operator", of: RuleCondition.Comparison.self, [">": .above, "<": .below]) {
      rule.condition.comparison = comparison
    }
    if let aggregate = try choice("aggregate", "aggregation", of: RuleCondition.Aggregate.self, ["mean": .avg]) {
      rule.condition.aggregate = aggregate
    }
    if let window = try window { rule.condition.window = window }
    if let coolDown = try seconds("cool_down") { rule.coolDown = coolDown }
    if let action = try deed { rule.action = action }
    if let command = try fields.text("command") ?? action.text("command") { rule.command = command }
    if rule.action != .command { rule.command = nil }
    guard rule.action != .command || rule.command != nil else { throw MistError.missing("command") }
    guard (10...86_400).contains(rule.condition.window) else {
      throw MistError(.invalid, "window must be 10 s to a day, and is \(rule.condition.window) s")
    }
    return rule
  }

  // MARK: Its parts

  private static func first(_ value: JSONValue?) -> [String: JSONValue] {
    guard case .array(let items) = value, case .object(let members)? = items.first else { return [:] }
    return members
  }

  private var metric: String? {
    get throws { try fields.text("metric") ?? query.text("target") }
  }

  private func number(_ name: String, _ laterName: String) throws -> Double? {
    guard let text = try fields.text(name) ?? query.text(laterName) else { return nil }
    guard let number = Double(text), number.isFinite else { throw MistError(.invalid, "\(name) must be a number") }
    return number
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ laterName: String? = nil, of type: Choice.Type, _ others: [String: Choice]
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = try fields.text(name) ?? query.text(laterName ?? name) else { return nil }
    if let choice = Choice(rawValue: text) ?? others[text] { return choice }
    let all = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw MistError(.invalid, "'\(text)' is no \(name)", hint: "\(name) is one of \(all)")
  }

  private var deed: RuleRecord.Action? {
    get throws {
      let name = try fields.text("action") ?? (action.text("action") ?? action.text("type"))
      switch name {
      case nil: return nil
      case "notification", "alert": return .alert
      case "reboot": return .reboot
      case "destroy": return .destroy
      case "command": return .command
      case let name?:
        let all = RuleRecord.Action.allCases.map(\.rawValue).joined(separator: ", ")
        throw MistError(.invalid, "'\(name)' is no action of a rule", hint: "actions: \(all)")
      }
    }
  }

  /// The original's `reminder_offset` came on top of a minute; the last era has an object.
  private var window: Int? {
    get throws {
      if case .object(let window)? = fields.body["window"] {
        let units = ["seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400]
        guard case .integer(let start)? = window["start"],
          let unit = units[window["period"]?.string ?? "seconds"], start < 1_000_000
        else { throw MistError(.invalid, "window needs a start and a period") }
        return start * unit
      }
      if let window = try seconds("window") { return window }
      return try seconds("reminder_offset").map { $0 + RuleRecord.defaultWindow }
    }
  }

  private func seconds(_ name: String) throws -> Int? {
    guard let text = try fields.text(name) else { return nil }
    guard let seconds = Int(text), (0...31_622_400).contains(seconds) else {
      throw MistError(.invalid, "\(name) must be a number of seconds")
    }
    return seconds
  }
}
