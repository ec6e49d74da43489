import MistModel
import MistWire
import Synchronization
import Testing

@testable import MistClient

/// What is asked about monitoring, and how the answers of different services are read.
@Suite struct MonitoringTests {
  private typealias OneAnswer = RequestShapeTests.OneAnswer

  private let machine = Machine(
    id: "m 1", backend: "b", name: "web", state: .running, publicIPs: ["198.51.100.7"])

  @Test func aJobMayGoOnBehindTheAnswer() async throws {
    let service = OneAnswer(#"{"extra_vars": {}, "job_id": "job-2"}"#)
    #expect(try await MistClient(transport: service).setMonitoring(of: machine, isEnabled: true) == "job-2")
    let plain = OneAnswer("OK")
    #expect(try await MistClient(transport: plain).setMonitoring(of: machine, isEnabled: false) == nil)
  }

  @Test func chosenMetricsAreAskedForInQueryAndBody() async throws {
    let service = OneAnswer("{}")
    let series = try await MistClient(transport: service).stats(
      of: machine.reference, ["load.shortterm", "mist.python.a&b"], from: 10, to: 30)
    #expect(series.isEmpty)
    #expect(service.line.hasSuffix("?start=10&stop=30&step=10&metrics=load.shortterm&metrics=mist.python.a%26b"))
    #expect(try service.body()["metrics"] == ["load.shortterm", "mist.python.a&b"])
  }

  @Test func whatIsMonitoredIsReadFromAnyService() async throws {
    let service = OneAnswer(
      #"""
      {"machines": [["b", "m1"], ["b", "m2"]], "rules": {}, "current_plan": {}, "monitored_machines": {
        "u1": {"backend": "b", "machine_id": "m1", "method": "collectd", "newest": 1425200690, "interval": 10,
          "installation_status": {"state": "succeeded"}},
        "u2": {"installation_status": {"state": "failed", "error_msg": "no sudo"}}}}
      """#)
    let monitoring = try await MistClient(transport: service).monitoring()
    #expect(service.line == "GET /monitoring")
    let first = MonitoredMachine(
      MachineReference(backend: "b", machine: "m1"), method: "collectd", installation: "succeeded",
      newest: 1_425_200_690, interval: 10)
    #expect(monitoring.machines == [first, MonitoredMachine(MachineReference(backend: "b", machine: "m2"))])
    let old = OneAnswer(#"{"machines": [["b", "m1"]], "rules": {}, "current_plan": {}}"#)
    #expect(try await MistClient(transport: old).monitoring().machines.count == 1)
  }

  @Test func metricsThatCouldBeAddedSayWhatTheyNeed() async throws {
    let service = OneAnswer(
      #"""
      {"users": {"name": "Users", "unit": ""},
       "ping": {"name": "Ping", "available": true, "plugin": "ping", "needs": "the package liboping0"}}
      """#)
    let metrics = try await MistClient(transport: service).availableMetrics(of: machine.reference)
    #expect(metrics.map(\.addition) == [.init(plugin: "ping", needs: "the package liboping0"), nil])
  }

  @Test func aMetricIsNamed() async throws {
    let service = OneAnswer("{}")
    try await MistClient(transport: service).updateMetric("users", of: machine.reference, name: "People")
    #expect(service.line == "PUT /metrics/users")
    #expect(try service.body() == ["name": "People", "backend_id": "b", "machine_id": "m 1"])
  }

  @Test(arguments: ["mist.python.my_metric", "My Metric", "my_metric"])
  func aPluginIsRemovedByItsIDOrName(_ name: String) async throws {
    let service = OneAnswer("{}")
    try await MistClient(transport: service).removePythonPlugin(name, from: machine)
    #expect(service.line == "DELETE /backends/b/machines/m%201/plugins/my_metric")
    #expect(try service.body() == ["plugin_type": "python", "host": "198.51.100.7"])
  }

  // MARK: Rules

  private static let rule = Rule(
    id: "3", machine: MachineReference(backend: "b", machine: "m"), metric: "cpu.total.nonidle", comparison: .above,
    value: 90, aggregate: .any, window: 300, action: .command("uptime"), firingSince: 7)

  @Test func rulesAreReadFromAListAndFromAnObject() throws {
    let body = try WireJSON.bytes(RuleBody(Self.rule))
    let text = String(decoding: body, as: UTF8.self)
    for dialect in [Dialect.backends, .clouds, .cloudsV1] {
      #expect(try dialect.rules(in: Array("[\(text)]".utf8)) == [Self.rule])
      #expect(try dialect.rules(in: Array(#"{"x": \#(text)}"#.utf8)) == [Self.rule])
      #expect(try dialect.rules(in: Array("null".utf8)).isEmpty)
    }
    let old =
      #"{"7": {"machine": "m", "backend": "b", "metric": "load", "operator": "lt", "value": 5, "action": "alert"}}"#
    let read = try #require(try Dialect.backends.rules(in: Array(old.utf8)).first)
    #expect(read.id == "7" && read.comparison == .below && read.action == .alert && read.window == nil)
  }

  @Test func rulesAreReadAsTodaysServiceHasThem() throws {
    let answer = #"""
      [{"id": "r1", "queries": [{"target": "cpu.total.nonidle", "operator": "gt", "threshold": "90",
         "aggregation": "any"}], "window": {"start": 5, "stop": 0, "period": "minutes"},
        "actions": [{"type": "notification"}, {"type": "machine_action", "action": "reboot"}],
        "selectors": [{"type": "machines", "ids": ["m"]}]},
       {"id": "r2", "queries": [{"target": "log", "operator": "contains", "threshold": "x"}]}]
      """#
    let rules = try Dialect.today.rules(in: Array(answer.utf8))
    #expect(
      rules == [
        Rule(
          id: "r1", machine: MachineReference(backend: "", machine: "m"), metric: "cpu.total.nonidle",
          comparison: .above, value: 90, aggregate: .any, window: 300, action: .reboot, isMoreThanThis: true)
      ])
    // Written back as it is known here, it would no longer tell anybody.
    #expect(throws: MistError.self) { try Dialect.today.editRule(rules[0], RuleChange(value: 95), confirm: nil) }
  }

  @Test func rulesOfNoSenseAreReadWithoutHarm() throws {
    let answer = #"""
      [{"id": "r1", "queries": [{"target": "cpu", "operator": "gt", "threshold": 90}],
        "window": {"start": 9223372036854775807, "stop": -1, "period": "days"},
        "selectors": [{"type": "machines", "ids": ["m", "n"]}]}]
      """#
    let rule = try #require(try Dialect.today.rules(in: Array(answer.utf8)).first)
    #expect(rule.window == nil && rule.isMoreThanThis)
  }

  @Test func rulesAreWrittenAsEachServiceHasThem() throws {
    let change = RuleChange(
      metric: "load.shortterm", comparison: .below, value: 1.5, aggregate: .avg, window: 60, action: .destroy)
    let place = MachineReference(backend: "b", machine: "m")
    let lines = try [Dialect.backends, .cloudsV1, .today].map { dialect in
      try line(dialect, try dialect.addRule(change, on: place, confirm: "web"))
    }
    let old =
      #"{"action":"destroy","aggregate":"avg","backendId":"b","confirm":"web","machineId":"m","#
      + #""metric":"load.shortterm","operator":"lt","value":1.5,"window":60}"#
    #expect(
      lines == [
        "POST /rules \(old)", "POST /api/v1/rules \(old)",
        #"POST /api/v1/rules {"actions":[{"action":"destroy","type":"machine_action"}],"#
          + #""frequency":{"every":60,"period":"seconds"},"queries":[{"aggregation":"avg","operator":"lt","#
          + #""target":"load.shortterm","threshold":1.5}],"selectors":[{"ids":["m"],"type":"machines"}],"#
          + #""window":{"period":"seconds","start":60,"stop":0}}"#,
      ])
    let edit = try line(.backends, Dialect.backends.editRule(Self.rule, RuleChange(value: 95), confirm: nil))
    #expect(edit == #"POST /rules {"id":"3","value":95}"#)
    let whole = try line(.today, Dialect.today.editRule(Self.rule, RuleChange(value: 95), confirm: nil))
    #expect(whole.hasPrefix("POST /api/v1/rules/3 ") && whole.contains(#""threshold":95"#))
    #expect(whole.contains(#"[{"command":"uptime","type":"command"}]"#))
  }

  private func line(_ dialect: Dialect, _ call: DialectCall) throws -> String {
    let body = try #require(call.body)
    return "\(call.method.rawValue) \(dialect.path(call.path)) "
      + String(decoding: try WireJSON.bytes(body), as: UTF8.self)
  }

  @Test func todaysMetricsAreAskedForByMachine() {
    let path = Dialect.today.metricsPath(of: machine.reference)
    #expect(Dialect.today.path(path).text == "/api/v1/metrics?resource_type=machine&resource_id=m%201")
  }

  @Test func incidentsAreToldByOurOwnServiceOnly() async throws {
    let service = OneAnswer(
      #"""
      [{"id": "1", "rule": "3", "backend": "b", "machine": "m", "metric": "load.shortterm", "value": 9,
        "started_at": 10, "finished_at": 0, "outcome": "told", "seen_late": true}]
      """#)
    let incidents = try await MistClient(transport: service).incidents()
    #expect(
      incidents == [
        Incident(
          id: "1", rule: "3", machine: MachineReference(backend: "b", machine: "m"), metric: "load.shortterm",
          value: 9, startedAt: 10, outcome: "told", wasSeenLate: true)
      ])
  }

  // MARK: Several machines

  /// Answers by the machine that is asked about.
  private struct ByMachine: Transport {
    let place = "a test"
    let answers: [String: WireAnswer]

    func send(_ request: WireRequest) async throws -> WireAnswer {
      let path = request.path.text.prefix { $0 != "?" }
      return answers[String(path)] ?? WireAnswer(status: 404)
    }

    func stream(_ request: WireRequest) async throws -> WireStream { throw MistError(.notSupported, "not here") }
  }

  @Test func oneMachineThatFailsFailsNoOther() async throws {
    let stats = #"{"load.shortterm": {"name": "Load", "datapoints": [[1, 10]]}}"#
    let service = ByMachine(answers: [
      "/backends/b/machines/m1/stats": WireAnswer(status: 200, body: Array(stats.utf8)),
      "/backends/b/machines/m2/stats": WireAnswer(status: 503, body: Array("asleep".utf8)),
    ])
    let (first, second) = (
      MachineReference(backend: "b", machine: "m1"), MachineReference(backend: "b", machine: "m2")
    )
    let answers = try await MistClient(transport: service).stats(of: [first, second], from: 0, to: 20)
    #expect(try answers[first]?.get().map(\.metric.id) == ["load.shortterm"])
    #expect(answers[second] == .failure(MistError(.unreachable, "asleep")))
  }
}
