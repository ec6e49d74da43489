import MistModel
import MistMonitoring

/// Does what a rule says, and tells in words what came of it.
struct RuleDeeds: Sendable {
  let machines: MachinesService
  let places: PlaceBook
  let entrances: Entrances
  let store: Store
  let now: @Sendable () -> Double

  private static let patience = Duration.seconds(60)

  func carryOut(_ rule: RuleRecord) async -> String {
    let caller = Caller.rule(rule.id ?? 0)
    do {
      switch rule.action {
      case .alert:
        return "told"
      case .reboot:
        try await machines.perform(.reboot, on: rule.machine, size: nil, newName: nil, by: caller)
        return "rebooted"
      case .destroy:
        try await machines.perform(.destroy, on: rule.machine, size: nil, newName: nil, by: caller)
        let (machine, now) = (rule.machine, now())
        try? await store.write { db in
          _ = try MonitoredRecord.end(machine, db)
          try RuleRecord.deleteAll(of: machine, at: now, db)
        }
        return "destroyed"
      case .command:
        let host = MachineHost(reference: rule.machine, places: places, entrances: entrances)
        let answer = try await host.run(rule.command ?? "", input: [], within: Self.patience)
        return "the command ended with status \(answer.status)"
      }
    } catch let error as MistError {
      return "it went wrong: \(error.summary)"
    } catch {
      return "interrupted"
    }
  }
}
