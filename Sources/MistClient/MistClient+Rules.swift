import MistModel
import MistWire

extension MistClient {
  /// All rules. `GET /rules`; at a service that has them in `GET /monitoring` only, two requests.
  public func rules() async throws -> [Rule] {
    let dialect = try await dialect()
    do {
      let answer = try await request(.get, "/rules")
      return try understood(answer) { try dialect.rules(in: $0) }.sorted { $0.id < $1.id }
    } catch let error as MistError where [.notFound, .notSupported].contains(error.code) && dialect != .today {
      let bodies = try await request(.get, "/monitoring", answer: MonitoringListing.self).rules ?? [:]
      return bodies.compactMap { $1.rule($0) }.sorted { $0.id < $1.id }
    }
  }

  /// Adds a rule. `POST /rules`.
  ///
  /// - Parameters:
  ///   - change: metric, comparison and value have to be there.
  ///   - confirm: the machine's name, of a rule that destroys.
  /// - Returns: the id of the new rule; `nil` from a service that answers without it.
  @discardableResult
  public func addRule(
    _ change: RuleChange, on machine: MachineReference, confirm: String? = nil
  ) async throws -> RuleID? {
    let answer = try await request(try await dialect().addRule(change, on: machine, confirm: confirm))
    return try? WireJSON.value(RuleAnswer.self, from: answer.body).id
  }

  /// Changes a rule. `POST /rules` with its id.
  ///
  /// - Parameter confirm: the machine's name, where it is to destroy from now on.
  public func editRule(_ rule: Rule, _ change: RuleChange, confirm: String? = nil) async throws {
    _ = try await request(try await dialect().editRule(rule, change, confirm: confirm))
  }

  /// `DELETE /rules/ID`.
  public func deleteRule(_ rule: RuleID) async throws {
    _ = try await request(.delete, "/rules/\(rule)")
  }

  /// What rules found, newest first. `GET /incidents`.
  public func incidents() async throws -> [Incident] {
    let answer = try await request(ofOurs: .get, "/incidents", what: "tell of incidents")
    return try decoded([IncidentBody].self, from: answer).map(\.incident)
  }
}
