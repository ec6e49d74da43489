import MistModel

extension MistService {
  /// Tells of each rule that begins to hold or holds no longer, a line each, until the task is cancelled. What rules
  /// found before is not told.
  public func followAlerts(_ tell: @Sendable (String) -> Void) async {
    for await alert in services.rules.alerts.listen() {
      let machine = alert.rule.machine
      // By what was listed last: no provider is asked for a name.
      let name = (try? await services.machines.lastListed(machine.backend))?[machine.machine]?.name
      tell(alert.saying(of: name ?? machine.machine.rawValue))
    }
  }
}

extension Alert {
  /// `! db1: cpu.total.nonidle > 90 for 60 s: 97.5 (rule 3, alert)`.
  fileprivate func saying(of machine: String) -> String {
    let rule = "rule \(rule.id.map(String.init) ?? "?")"
    guard !isOver else { return "\(machine): \(self.rule.text) holds no longer (\(rule))" }
    let value = value.map { ": \($0.shortText)" } ?? ""
    return
      "! \(machine): \(self.rule.text) for \(self.rule.condition.window) s\(value) (\(rule), \(self.rule.action.rawValue))"
  }
}
