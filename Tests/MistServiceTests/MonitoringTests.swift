import Foundation
import GRDB
import MistModel
import MistMonitoring
import MistWire
import Testing

@testable import MistService

/// Machines are monitored: from the first request to what the answers tell.
@Suite struct MonitoringTests {
  private let cloud = StandInCloud()
  private let collectors = StandInCollectors()
  private let test: TestService
  private let machine: MachineReference
  private let at: String
  private let now = 1_400_000_000

  private var services: Services { test.service.services }

  init() async throws {
    test = try TestService(cloud: cloud, collectors: collectors)
    machine = try await Self.machine("db1", in: test, cloud)
    at = "/backends/\(machine.backend)/machines/\(machine.machine)"
  }

  static func machine(_ name: String, in test: TestService, _ cloud: StandInCloud) async throws -> MachineReference {
    _ = try await test.ask(
      .post, "/backends",
      [
        "title": "Juno", "provider": "docker", "docker_host": "127.0.0.1", "remove_on_error": false,
      ])
    let backend = BackendID(try #require(try await test.asked(.get, "/backends").items.first?["id"]?.string))
    cloud.put(
      Machine(
        id: MachineID("id-\(name)"), backend: backend, name: name, state: .running, publicIPs: ["127.0.0.1"],
        actions: [.reboot, .destroy]))
    return MachineReference(backend: backend, machine: MachineID("id-\(name)"))
  }

  private func path(_ text: String) -> WirePath { WirePath(stringLiteral: text) }

  @discardableResult
  private func enable() async throws -> JSONValue {
    let answer = try await test.asked(.post, path(at + "/monitoring"), ["action": "enable"])
    await services.jobs.finishAll()
    return answer
  }

  private func told() async throws -> JSONValue {
    let monitored = try await test.asked(.get, "/monitoring")["monitored_machines"]
    return monitored?["\(machine.backend)/\(machine.machine)"] ?? .null
  }

  // MARK: Beginning and ending

  @Test func theSamplerIsThereAtOnceAndCollectdFollows() async throws {
    let answer = try await enable()
    #expect(collectors.calls(of: machine) == ["sampler", "install", "pull"])
    let job = try await services.jobs.job(JobID(try #require(answer["job_id"]?.string)))
    #expect(job.error == nil && job.summary == ["monitoring": .init(success: 1)])
    #expect(
      job.logs.map(\.action) == ["enable_monitoring", "monitoring_step", "monitoring_step", "monitoring_finished"])
    let told = try await told()
    #expect(told["method"] == "collectd" && told["newest"] == .integer(now - 10))
    #expect(told["installation_status"]?["state"] == "succeeded")
    let listed = try await test.asked(.get, path("/api/v1/clouds/\(machine.backend)/machines")).items[0]
    #expect(listed["monitoring"] == ["hasmonitoring": true])
  }

  @Test func anInstallationThatGoesWrongIsToldAndTheSamplerStays() async throws {
    collectors.change(machine) { $0.installTrouble = MistError(.failed, "apt: no space left") }
    let answer = try await enable()
    let job = try await services.jobs.job(JobID(try #require(answer["job_id"]?.string)))
    #expect(job.error == "apt: no space left" && job.summary["monitoring"] == .init(error: 1))
    let told = try await told()
    #expect(told["installation_status"] == ["state": "failed", "error_msg": "apt: no space left"])
    collectors.change(machine) { $0.installTrouble = nil }
    try await enable()
    #expect(try await self.told()["installation_status"]?["state"] == "succeeded")
  }

  @Test func aMachineThatIsNotReachedIsNotMonitored() async throws {
    collectors.change(machine) { $0.trouble = MistError(.unreachable, "ssh: no way") }
    #expect(try await test.ask(.post, path(at + "/monitoring"), ["action": "enable"]).status == 503)
    #expect(try await test.asked(.get, "/monitoring")["machines"] == [])
  }

  @Test func asLongAsAJobInstallsThereIsNoSecond() async throws {
    collectors.change(machine) { $0.neverInstalls = true }
    let first = try await test.asked(.post, path(at + "/monitoring"), ["action": "enable"])
    let second = try await test.asked(.post, path(at + "/monitoring"), ["action": "enable"])
    #expect(first["job_id"] == second["job_id"] && first["job_id"]?.string != nil)
    var hasty = services.monitoring
    hasty.patience = .milliseconds(50)
    let error = await mistError { try await hasty.disable(machine, touchesMachine: true, by: .owner) }
    #expect(error?.code == .conflict)
  }

  @Test func disablingLeavesNothingAndForgetsTheChoices() async throws {
    try await enable()
    _ = try await test.ask(.put, path(at + "/metrics"), ["metric_id": "users"])
    #expect(try await test.asked(.post, path(at + "/monitoring"), ["action": "disable"]) == [:])
    #expect(collectors.calls(of: machine).last == "remove")
    #expect(try await test.asked(.get, "/monitoring")["machines"] == [])
    #expect(try await services.metrics.choices(of: machine).chosen == [])
    // What was measured can still be seen.
    let stats = try await test.asked(.get, path(at + "/stats"), ["start": .integer(now - 60), "stop": .integer(now)])
    #expect(stats["load.shortterm"]?["datapoints"]?.items.contains([0.1, .integer(now - 20)]) == true)
    // Again, and for one that was never there.
    #expect(try await test.asked(.post, path(at + "/monitoring"), ["action": "disable"]) == [:])
  }

  @Test func whatIsGoneIsForgottenWithoutBeingAsked() async throws {
    try await enable()
    let before = collectors.calls(of: machine).count
    _ = try await test.ask(.post, path(at + "/monitoring"), ["action": "disable", "no_ssh": true])
    #expect(collectors.calls(of: machine).count == before)
    try await enable()
    try await addRule()
    _ = try await test.ask(.post, path(at), ["action": "destroy"])
    #expect(try await test.asked(.get, "/monitoring")["machines"] == [])
    #expect(!collectors.calls(of: machine).contains("remove"))
    #expect(try await test.asked(.get, "/rules") == [])
  }

  @Test(arguments: [false, true]) func whatItsProviderLostIsForgotten(isKnown: Bool) async throws {
    try await enable()
    try await addRule()
    let before = collectors.calls(of: machine).count
    #expect(try await told()["name"] == "db1")
    cloud.lose(machine)
    // By an earlier listing it is there: then it does not answer, and its provider is asked.
    if isKnown {
      collectors.change(machine) { $0.trouble = MistError(.unreachable, "ssh: no way") }
    } else {
      _ = try await test.ask(.get, path("/backends/\(machine.backend)/machines"))
    }
    let answer = try await test.asked(.post, path(at + "/monitoring"), ["action": "disable"])
    #expect(answer == ["machine_is_gone": true])
    #expect(collectors.calls(of: machine).count == before + (isKnown ? 1 : 0))
    #expect(try await test.asked(.get, "/monitoring")["machines"] == [])
    #expect(try await test.asked(.get, "/rules") == [])
    // One that nobody knows stays unknown.
    #expect(try await test.ask(.post, path(at + "/monitoring"), ["action": "disable"]).status == 404)
  }

  @Test func whatDoesNotAnswerAndIsThereIsNotForgotten() async throws {
    try await enable()
    collectors.change(machine) { $0.trouble = MistError(.unreachable, "ssh: no way") }
    #expect(try await test.ask(.post, path(at + "/monitoring"), ["action": "disable"]).status == 503)
    #expect(try await test.asked(.get, "/monitoring")["machines"] != [])
  }

  @Test func whatABackendHadIsNoLongerMonitoredWithoutIt() async throws {
    try await enable()
    try await addRule()
    _ = try await test.ask(.delete, path("/backends/\(machine.backend)"))
    #expect(try await services.monitoring.monitored() == [])
    // Its id binds its account: added again, it has its rules. One whose id does not loses them.
    #expect(try await test.asked(.get, "/rules") != [])
    try await services.jobs.store.write { db in
      try RuleRecord.deleteAll(of: BackendID("another"), at: 0, db)
      #expect(try RuleRecord.fetchAll(db).count == 1)
      try RuleRecord.deleteAll(of: machine.backend, at: 0, db)
      #expect(try RuleRecord.fetchAll(db).isEmpty)
    }
  }

  private func addRule() async throws {
    let rule: JSONValue = [
      "backendId": .string(machine.backend.rawValue), "machineId": .string(machine.machine.rawValue),
      "metric": "load", "operator": "gt", "value": 5, "action": "alert",
    ]
    #expect(try await test.ask(.post, "/rules", rule).status == 200)
    #expect(try await test.asked(.get, "/rules") != [])
  }

  @Test func anInstallationThatItsProcessLeftIsGoneOnWith() async throws {
    let answer = try await enable()
    let id = JobID(try #require(answer["job_id"]?.string))
    try await services.jobs.store.write { db in
      try db.execute(
        sql: "UPDATE job SET finishedAt = NULL, workerPID = 1, workerStarted = 'gone' WHERE id = ?",
        arguments: [id.rawValue])
      try db.execute(sql: "UPDATE monitored SET state = 'installing'")
    }
    _ = try await test.asked(.get, path("/jobs/\(id)"))
    await services.jobs.finishAll()
    let job = try await services.jobs.job(id)
    #expect(job.finishedAt != nil && job.logs.contains { $0.action == "job_taken_over" })
    #expect(try await told()["installation_status"]?["state"] == "succeeded")
    #expect(collectors.calls(of: machine).filter { $0 == "install" }.count == 2)
  }

  // MARK: Values

  @Test(arguments: ["/backends", "/clouds", "/api/v1/clouds"]) func statsAreAsTheOriginalGaveThem(mount: String)
    async throws
  {
    try await enable()
    let stats = "\(mount)/\(machine.backend)/machines/\(machine.machine)/stats"
    let body: JSONValue = ["v": 2, "start": .integer(now - 30), "stop": .integer(now), "step": 10]
    let answer = try await test.asked(.get, path(stats), body)
    let load = try #require(answer["load.shortterm"])
    #expect(load["name"] == "Load" && load["unit"] == "" && load["min_value"] == 0 && load["max_value"] == 64)
    #expect(load["_target"] == "load.shortterm")
    #expect(
      load["datapoints"] == [[nil, .integer(now - 30)], [0.1, .integer(now - 20)], [0.2, .integer(now - 10)]])
    #expect(answer["users"] == nil)
    let asked = try await test.asked(
      .get, path(stats + "?start=-30sec&stop=\(now)&step=10&metrics=load&metrics=users&request_id=r1"))
    #expect(asked["users"]?["datapoints"]?.items.last == [2, .integer(now - 10)])
    #expect(asked["load.shortterm"]?["_requested_target"] == "load" && asked["request_id"] == "r1")
    // What was never measured is all gaps.
    let never = try await test.asked(.get, path(stats + "?start=-30sec&step=10&metrics=no.such"))
    #expect(never["no.such"]?["datapoints"]?.items.allSatisfy { $0.items.first == .null } == true)
  }

  @Test func aStaleNarrowWindowIsAnsweredAndATooFineOneIsNot() async throws {
    try await enable()
    func status(_ query: String) async throws -> Int { try await test.ask(.get, path(at + "/stats?" + query)).status }
    #expect(try await status("start=\(now - 864_000)&stop=\(now - 863_990)&step=10") == 200)
    #expect(try await status("start=-7d&step=10") == 400)
    #expect(try await status("start=-7d&step=1m") == 200)
    #expect(try await status("start=-2y&step=1m") == 400)
    #expect(try await status("start=-2y") == 200)
    #expect(try await status("start=yesterday") == 400)
    let many = (0..<400).map { "metrics=m\($0)" }.joined(separator: "&")
    #expect(try await status("start=-2y&step=2h&\(many)") == 400)
    #expect(try await status("start=nan&step=-5") == 400)
    #expect(try await status("start=1&stop=99999999999") == 200)
    #expect(try await status("start=\(now)&stop=\(now - 5)&step=10") == 200)
  }

  @Test func whoeverLooksGetsWhatIsThereByNow() async throws {
    try await enable()
    collectors.measure(machine, "load.shortterm", now - 20..<now + 40) { Double($0 - 1_400_000_000) }
    test.clock.advance(by: 35)
    let answer = try await test.asked(.get, path(at + "/stats?start=-30sec&step=10"))
    let values = answer["load.shortterm"]?["datapoints"]?.items.map { $0.items[0] }
    #expect(values?.contains(30) == true)
    let pulls = collectors.calls(of: machine).filter { $0 == "pull" }.count
    _ = try await test.asked(.get, path(at + "/stats?start=-30sec&step=10"))
    #expect(collectors.calls(of: machine).filter { $0 == "pull" }.count == pulls)
  }

  @Test func aRenamedMachineKeepsItsValuesAndANewOneHasNone() async throws {
    try await enable()
    let other = try await Self.machine("other", in: test, cloud)
    let stats = try await test.asked(
      .get, path("/backends/\(other.backend)/machines/\(other.machine)/stats?start=-60sec"))
    #expect(stats == [:])
  }

  // MARK: Metrics

  @Test func metricsAreThoseSeenAndThoseThatCouldBeAdded() async throws {
    try await enable()
    let metrics = try await test.asked(.get, path(at + "/metrics"))
    #expect(metrics["load.shortterm"]?["name"] == "Load" && metrics["load.shortterm"]?["available"] == nil)
    #expect(metrics["tcpconns"]?["available"] == true && metrics["tcpconns"]?["plugin"] == "tcpconns")
    #expect(metrics["ping"]?["needs"]?.string?.isEmpty == false)
    #expect(metrics["users"]?["available"] == nil)
  }

  @Test func aMetricThatIsMeasuredIsChosenAndAnotherIsLoaded() async throws {
    try await enable()
    _ = try await test.asked(.put, path(at + "/metrics"), ["metric_id": "users"])
    #expect(!collectors.calls(of: machine).contains { $0.hasPrefix("load") })
    #expect(try await test.asked(.put, path(at + "/metrics"), ["metric_id": "tcpconns"]) == [:])
    #expect(collectors.calls(of: machine).contains("load tcpconns"))
    collectors.measure(machine, "tcpconns.22.tcp_connections.LISTEN", now - 10..<now + 20) { _ in 1 }
    test.clock.advance(by: 15)
    let shown = try await test.asked(.get, path(at + "/stats?start=-30sec&step=10"))
    #expect(shown["users"] != nil && shown["tcpconns.22.tcp_connections.LISTEN"] != nil)
    #expect(try await test.ask(.put, path(at + "/metrics"), ["metric_id": "no-such"]).status == 404)
    _ = try await test.asked(.delete, path(at + "/metrics"), ["metric_id": "users"])
    #expect(try await test.asked(.get, path(at + "/stats?start=-30sec&step=10"))["users"] == nil)
    _ = try await test.asked(.put, "/metrics/users", ["name": "People", "unit": "p"])
    #expect(try await test.asked(.get, path(at + "/metrics"))["users"]?["name"] == "People")
  }

  @Test func aMetricOfOnesOwn() async throws {
    try await enable()
    let body: JSONValue = [
      "plugin_type": "python", "name": "My Metric", "unit": "u", "value_type": "derive", "host": "127.0.0.1",
      "read_function": "def read():\n  return 1\n",
    ]
    let answer = try await test.asked(.post, path(at + "/plugins/my_metric"), body)
    #expect(answer == ["metric_id": "mist.python.my_metric", "stdout": ""])
    #expect(collectors.calls(of: machine).last == "deploy my_metric derive")
    let custom = try await test.asked(.get, "/monitoring")["custom_metrics"]?["mist.python.my_metric"]
    #expect(custom?["name"] == "My Metric" && custom?["unit"] == "u" && custom?["machines"]?.items.count == 1)
    let refused = try await test.ask(
      .post, path(at + "/plugins/bad"), ["plugin_type": "python", "read_function": "raise X"])
    #expect(refused.status == 400)
    for id in ["Upper", "a-b", "%2e%2e"] {
      #expect(try await test.ask(.post, path(at + "/plugins/\(id)"), body).status == 400, "\(id)")
    }
    _ = try await test.asked(.delete, path(at + "/plugins/my_metric"), ["plugin_type": "python"])
    #expect(collectors.calls(of: machine).last == "remove my_metric")
    #expect(try await test.asked(.get, "/monitoring")["custom_metrics"] == [:])
  }

  /// Ids that say less than names: each name has one of its own, and keeps it.
  @Test func everyNameHasAnIDOfItsOwn() async throws {
    try await enable()
    func add(_ sent: String, _ name: String?) async throws -> String? {
      var body: [String: JSONValue] = ["plugin_type": "python", "read_function": "def read(): return 1\n"]
      body["name"] = name.map { .string($0) }
      let answer = try await test.asked(.post, path(at + "/plugins/\(sent)"), .object(body))
      return answer["metric_id"]?.string
    }
    #expect(try await add("queue_length", "queue length") == "mist.python.queue_length")
    #expect(try await add("queue_length", "queue-length") == "mist.python.queue_length_2")
    // As the original's client sends it.
    #expect(try await add("queue_length__", "queue length %") == "mist.python.queue_length_3")
    #expect(try await add("queue_length", "queue-length") == "mist.python.queue_length_2")
    #expect(try await add("queue_length", "queue length") == "mist.python.queue_length")
    #expect(try await add("_", "%") == "mist.python.metric")
    #expect(try await add("python", "Python") == "mist.python.python_metric")
    #expect(try await add(String(repeating: "x", count: 200), "long")?.utf8.count == 72)
    #expect(collectors.calls(of: machine).contains("deploy queue_length_3 gauge"))
    _ = try await test.asked(.delete, path(at + "/plugins/queue_length_3"), ["plugin_type": "python"])
    #expect(collectors.calls(of: machine).last == "remove queue_length_3")
    #expect(try await add("queue_length__", "another") == "mist.python.queue_length_3")
  }

  // MARK: For Prometheus

  @Test func theNewestValuesAreThereForPrometheus() async throws {
    try await enable()
    let answer = try await test.ask(.get, "/metrics")
    #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    // With the id of the backend: another one may be called so too.
    let labels = #"backend="Juno",machine="db1",backend_id="\#(machine.backend)",machine_id="id-db1""#
    #expect(answer.text.contains("mist_machine_value{\(labels),metric=\"users\"} 2\n"))
    #expect(answer.text.contains("\nmist_pulls_total 1\n") && answer.text.contains("\nmist_samples_total 3\n"))
    for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: /[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.e+-]+/) != nil, "\(line)")
    }
    test.clock.advance(by: 1000)
    #expect(!(try await test.ask(.get, "/metrics")).text.contains("mist_machine_value{"))
    try await test.serving { port in
      let (status, _) = try await RawClient.answer(port: port, "GET /metrics", headers: [], body: nil)
      #expect(status == 401)
    }
  }
}
