import Foundation
import GRDB
import MistModel
import MistMonitoring
import MistWire
import Testing

@testable import MistService

/// Rules on what is measured: when they hold, what is done then, and when nothing is.
@Suite struct RulesTests {
  private let cloud = StandInCloud()
  private let collectors = StandInCollectors()
  private let test: TestService
  private let machine: MachineReference
  private let now = 1_400_000_000

  private var services: Services { test.service.services }

  init() async throws {
    test = try TestService(cloud: cloud, collectors: collectors)
    machine = try await MonitoringTests.machine("db1", in: test, cloud)
    try await enable(machine)
  }

  private func enable(_ machine: MachineReference) async throws {
    await services.jobs.finish(try await services.monitoring.enable(machine, by: .owner))
  }

  private func add(_ rule: [String: JSONValue]) async throws -> JSONValue {
    let place: [String: JSONValue] = [
      "backendId": .string(machine.backend.rawValue), "machineId": .string(machine.machine.rawValue),
    ]
    return try await test.asked(.post, "/rules", .object(place.merging(rule) { $1 }))
  }

  /// The machine measures for `seconds` more, and is pulled.
  @discardableResult
  private func pass(_ seconds: Int, load: Double?) async throws -> PullOutcome {
    let start = Int(test.clock.now)
    test.clock.advance(by: Double(seconds))
    if let load { collectors.measure(machine, "load.shortterm", start..<start + seconds) { _ in load } }
    return await services.monitoring.pulls.pull(machine, unlessWithin: 0, obeysRules: true)
  }

  private func incidents() async throws -> [JSONValue] { try await test.asked(.get, "/incidents").items }

  @Test func aRuleHoldsAndEnds() async throws {
    let rule = try await add(["metric": "load", "operator": "gt", "value": 5, "action": "alert"])
    #expect(rule["id"] == "1" && rule["metric"] == "load.shortterm" && rule["max_value"] == 64)
    let alerts = services.rules.alerts.listen()
    try await pass(120, load: 3)
    #expect(try await incidents().isEmpty)
    try await pass(120, load: 7)
    let incident = try #require(try await incidents().first)
    #expect(incident["value"] == 7 && incident["finished_at"] == 0 && incident["outcome"] == "told")
    try await pass(60, load: 9)
    #expect(try await incidents().count == 1)
    #expect(try await test.asked(.get, "/rules").items[0]["firing_since"] != nil)
    try await pass(60, load: 1)
    #expect(try await incidents()[0]["finished_at"] == .integer(Int(test.clock.now)))
    var told: [Bool] = []
    for await alert in alerts {
      told.append(alert.isOver)
      if told.count == 2 { break }
    }
    #expect(told == [false, true])
  }

  @Test func allAnyAndMean() {
    func verdict(_ aggregate: RuleCondition.Aggregate, _ comparison: RuleCondition.Comparison, _ values: [Double?])
      -> Bool?
    {
      RuleCondition(metric: "m", comparison: comparison, value: 5, aggregate: aggregate, window: 60)
        .verdict(on: values)?.holds
    }
    #expect(verdict(.all, .above, [6, 7, 8]) == true && verdict(.all, .above, [6, 4, 8]) == false)
    #expect(verdict(.any, .above, [1, 6, 2]) == true && verdict(.any, .below, [7, 6, 8]) == false)
    #expect(verdict(.avg, .above, [4, 4, 10]) == true && verdict(.avg, .below, [4, 4, 10]) == false)
    #expect(verdict(.all, .below, [1, 2, 3]) == true)
    // Too few values say nothing.
    #expect(verdict(.all, .above, [6, nil, 7, nil, 8]) == nil && verdict(.all, .above, [nil]) == nil)
    #expect(verdict(.all, .above, [6, nil, 7, 7, 8]) == true)
  }

  @Test func nothingIsDoneOnAccountOfWhatComesLate() async throws {
    _ = try await add(["metric": "load", "operator": "gt", "value": 5, "action": "reboot"])
    try await pass(120, load: 1)
    // Asleep for two hours, in which it was high for a while, and low at the end.
    let start = Int(test.clock.now)
    test.clock.advance(by: 7200)
    collectors.measure(machine, "load.shortterm", start..<start + 7200) { (600..<1200).contains($0 - start) ? 9 : 1 }
    _ = await services.monitoring.pulls.pull(machine, unlessWithin: 0, obeysRules: true)
    let late = try await incidents()
    #expect(late.count == 1 && late[0]["seen_late"] == true && late[0]["value"] == 9)
    #expect(late[0]["outcome"] == "nothing was done: its values came late")
    if case .integer(let from)? = late[0]["started_at"], case .integer(let to)? = late[0]["finished_at"] {
      #expect(abs(to - from - 550) < 20)
    } else {
      Issue.record("no times: \(late)")
    }
    #expect(try await journal("reboot") == 0)
  }

  @Test func aMetricThatNeverComesIsNoReason() async throws {
    for comparison in ["gt", "lt"] {
      _ = try await add(["metric": "no.such.metric", "operator": .string(comparison), "value": 0, "action": "reboot"])
    }
    for _ in 0..<3 { try await pass(120, load: 3) }
    #expect(try await incidents().isEmpty)
    #expect(try await journal("reboot") == 0)
  }

  @Test func oldValuesAreNoReason() async throws {
    _ = try await add(["metric": "load", "operator": "gt", "value": 5, "action": "reboot"])
    let start = Int(test.clock.now)
    test.clock.advance(by: 600)
    collectors.measure(machine, "load.shortterm", start..<start + 300) { _ in 9 }
    _ = await services.monitoring.pulls.pull(machine, unlessWithin: 0, obeysRules: true)
    #expect(try await journal("reboot") == 0)
    #expect(try await test.asked(.get, "/rules").items[0]["firing_since"] == nil)
  }

  private func journal(_ action: String) async throws -> Int {
    try await services.monitoring.store.read { db in
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM journal WHERE action = ? AND who LIKE 'rule %'", arguments: [action]) ?? 0
    }
  }

  @Test func aDeedIsDoneOnceAndThenRests() async throws {
    _ = try await add(["metric": "load", "operator": "gt", "value": 5, "action": "reboot", "cool_down": 900])
    try await pass(120, load: 9)
    #expect(try await journal("reboot") == 1)
    #expect(try await incidents()[0]["outcome"] == "rebooted")
    try await pass(120, load: 1)
    try await pass(120, load: 9)
    #expect(try await journal("reboot") == 1)
    #expect(try await incidents()[0]["outcome"] == "nothing was done: less than 900 s after the last time")
    try await pass(120, load: 1)
    test.clock.advance(by: 900)
    try await pass(120, load: 9)
    #expect(try await journal("reboot") == 2)
  }

  @Test func whatDestroysMustNameItsMachine() async throws {
    var rule: [String: JSONValue] = ["metric": "load", "operator": "gt", "value": 5, "action": "destroy"]
    #expect(await mistError { _ = try await add(rule) } != nil)
    rule["confirm"] = "db2"
    #expect(await mistError { _ = try await add(rule) } != nil)
    #expect(try await test.asked(.get, "/rules") == [])
    rule["confirm"] = "db1"
    #expect(try await add(rule)["id"] == "1")
    // Nor does another rule become one by an edit.
    let plain = try await add(["metric": "load", "value": 5])
    let edit: JSONValue = ["id": plain["id"] ?? .null, "action": "destroy"]
    #expect(try await test.ask(.post, "/rules", edit).status == 403)
    // Nor is it told to destroy sooner.
    var sooner: [String: JSONValue] = ["id": "1", "value": 4]
    #expect(try await test.ask(.post, "/rules", .object(sooner)).status == 403)
    sooner["confirm"] = "db1"
    #expect(try await test.asked(.post, "/rules", .object(sooner))["value"] == 4)
    try await pass(120, load: 9)
    #expect(try await journal("destroy") == 1)
    #expect(try await test.asked(.get, "/monitoring")["machines"] == [])
    // A machine that gets the same id later is another one.
    #expect(try await test.asked(.get, "/rules") == [])
    #expect(try await incidents().allSatisfy { $0["finished_at"] != 0 })
  }

  @Test func whoDestroysAMachineDestroysItsRules() async throws {
    _ = try await add(["metric": "load", "value": 5, "action": "reboot"])
    let path = WirePath(stringLiteral: "/backends/\(machine.backend)/machines/\(machine.machine)")
    _ = try await test.asked(.post, path, ["action": "destroy"])
    #expect(try await test.asked(.get, "/rules") == [])
  }

  @Test func aRuleThatWasChangedMeanwhileDoesNothing() async throws {
    let id = try #require(try await add(["metric": "load", "value": 5, "action": "reboot"])["id"]?.string)
    let looked = try #require(try await services.rules.list().first)
    _ = try await test.asked(.post, "/rules", ["id": .string(id), "value": 50])
    let store = services.monitoring.store
    func turn(_ rule: RuleRecord) async throws -> RuleTurn? {
      try await store.write { try RuleTurn(of: rule, holds: true, value: 9, at: 5, $0) }
    }
    #expect(try await turn(looked) == nil)
    let changed = try #require(try await services.rules.list().first)
    #expect(try await turn(changed) != nil)
    // Another process that looked at the same time has not its turn too.
    #expect(try await turn(changed) == nil)
    #expect(try await incidents().count == 1)
  }

  @Test func whatAnotherProcessPullsIsHeededToo() async throws {
    _ = try await add(["metric": "load", "value": 5, "action": "reboot"])
    let start = Int(test.clock.now)
    test.clock.advance(by: 120)
    collectors.measure(machine, "load.shortterm", start..<start + 120) { _ in 9 }
    // One that only draws pulls it, again and again.
    let pulls = services.monitoring.pulls
    _ = await pulls.pull(machine, unlessWithin: 0, obeysRules: false)
    guard case .leftToOthers = await pulls.pull(machine, unlessWithin: 48, obeysRules: true) else {
      throw MistError(.failed, "pulled twice")
    }
    #expect(try await journal("reboot") == 1)
  }

  /// Two shells, or a shell and `serve`: one does what is to be done, both tell of it.
  @Test func whatAnotherProcessFoundIsTold() async throws {
    let rule = try await add(["metric": "load", "value": 5])
    let here = Alerts(since: test.clock.now)
    let later = Alerts(since: test.clock.now + 500)
    let (told, none) = (here.listen(), later.listen())
    func look() async throws {
      for rule in try await services.rules.list() {
        for alerts in [here, later] { alerts.tellNews(of: rule, at: test.clock.now) }
      }
    }
    for load in [9.0, 9, 1, 1] {
      try await pass(120, load: load)
      try await look()
    }
    var lines: [Bool] = []
    for await alert in told {
      // As the process that found it told of it.
      #expect(alert.value == (alert.isOver ? nil : 9))
      #expect(alert.rule.id.map(String.init) == rule["id"]?.string)
      lines.append(alert.isOver)
      if lines.count == 2 { break }
    }
    #expect(lines == [false, true])
    // What began before it listened is no news; its end is.
    for await alert in none {
      #expect(alert.isOver)
      break
    }
  }

  @Test func nothingIsDoneToAMachineThatWasStopped() async throws {
    _ = try await add(["metric": "nodata", "value": 0, "action": "reboot"])
    _ = try await add(["metric": "nodata", "value": 0])
    try await pass(60, load: 1)
    try await enable(try await MonitoringTests.machine("db2", in: test, cloud))
    cloud.put(
      Machine(
        id: machine.machine, backend: machine.backend, name: "db1", state: .stopped, publicIPs: ["127.0.0.1"],
        actions: [.reboot]))
    collectors.change(machine) { $0.trouble = MistError(.unreachable, "ssh: no way") }
    for _ in 0..<4 { try await pass(20, load: nil) }
    #expect(try await journal("reboot") == 0)
    #expect(try await incidents().map { $0["outcome"] } == ["told"])
  }

  @Test func incidentsGoWhenTheyAreOld() async throws {
    _ = try await add(["metric": "load", "value": 5])
    for load in [9.0, 1, 9] { try await pass(120, load: load) }
    #expect(try await incidents().count == 2)
    test.clock.advance(by: 91 * 86_400)
    await services.rules.sweep()
    // One that goes on stays.
    #expect(try await incidents().map { $0["finished_at"] } == [0])
  }

  @Test func oneThatEndsSoonDoesNothing() async throws {
    _ = try await add(["metric": "load", "operator": "gt", "value": 5, "action": "reboot"])
    let start = Int(test.clock.now)
    test.clock.advance(by: 120)
    collectors.measure(machine, "load.shortterm", start..<start + 120) { _ in 9 }
    _ = await services.monitoring.pulls.pull(machine, unlessWithin: 0, obeysRules: false)
    #expect(try await incidents().isEmpty)
  }

  @Test func silenceCountsOnlyWhenOthersAnswer() async throws {
    _ = try await add(["metric": "nodata", "operator": "gt", "value": 0, "action": "alert"])
    try await pass(60, load: 1)
    collectors.change(machine) { $0.trouble = MistError(.unreachable, "ssh: no way") }
    for _ in 0..<2 { try await pass(60, load: nil) }
    // The provider, which was asked where the machine is, shall not have answered either.
    try await services.monitoring.store.write { try $0.execute(sql: "UPDATE listing SET heardAt = 0") }
    for _ in 0..<3 { try await pass(60, load: nil) }
    #expect(try await incidents().isEmpty)
    let other = try await MonitoringTests.machine("db2", in: test, cloud)
    try await enable(other)
    try await pass(60, load: nil)
    #expect(try await incidents().count == 1)
    collectors.change(machine) { $0.trouble = nil }
    try await pass(60, load: 1)
    #expect(try await incidents()[0]["finished_at"] != 0)
  }

  /// An answer from this computer says nothing of the network, and one from the next room nothing of the internet.
  @Test func silenceCountsOnlyWhenSomethingAsFarAwayAnswers() async throws {
    func put(_ name: String, at address: String) async throws -> MachineReference {
      let reference = MachineReference(backend: machine.backend, machine: MachineID("id-\(name)"))
      cloud.put(
        Machine(id: reference.machine, backend: reference.backend, name: name, state: .running, publicIPs: [address]))
      _ = try await services.machines.list(reference.backend)
      return reference
    }
    let far = try await put("far", at: "203.0.113.7")
    try await enable(far)
    let place: [String: JSONValue] = [
      "backendId": .string(far.backend.rawValue), "machineId": .string(far.machine.rawValue), "metric": "nodata",
      "value": 0,
    ]
    _ = try await test.asked(.post, "/rules", .object(place))
    collectors.change(far) { $0.trouble = MistError(.unreachable, "ssh: no way") }
    func silence() async {
      for _ in 0..<4 {
        test.clock.advance(by: 60)
        for other in (try? await services.monitoring.monitored()) ?? [] {
          _ = await services.monitoring.pulls.pull(other, unlessWithin: 0, obeysRules: true)
        }
      }
    }
    // db1 of 127.0.0.1 answers, and so does its provider there.
    await silence()
    #expect(try await incidents().isEmpty)
    try await enable(try await put("near", at: "10.1.2.3"))
    await silence()
    #expect(try await incidents().isEmpty)
    try await enable(try await put("farther", at: "198.51.100.2"))
    await silence()
    #expect(try await incidents().count == 1)
  }

  @Test(arguments: [
    ("127.0.0.1", NetworkReach.thisComputer), ("localhost:2375", .thisComputer),
    ("unix:///run/docker.sock", .thisComputer),
    ("http://[::1]:5000/v2", .thisComputer), ("::ffff:127.0.0.1", .thisComputer), ("", .thisComputer),
    ("10.0.0.5", .localNetwork), ("https://user@192.168.1.9:8774/v3", .localNetwork), ("172.31.0.1", .localNetwork),
    ("fd00::1", .localNetwork), ("fe80::1", .localNetwork), ("nas", .localNetwork), ("kvm.lan", .localNetwork),
    ("172.32.0.1", .internet), ("203.0.113.9:22", .internet), ("2001:db8::1", .internet), ("db.example.com", .internet),
  ])
  func howFarAnAddressIs(address: String, reach: NetworkReach) {
    #expect(NetworkReach(address) == reach)
  }

  @Test func rulesOfTheLastEraAreUnderstood() throws {
    let order = try RuleOrder([
      "queries": [["target": "load.shortterm", "operator": "lt", "threshold": "2.5", "aggregation": "avg"]],
      "window": ["start": 5, "stop": 0, "period": "minutes"], "actions": [["type": "command", "command": "date"]],
    ])
    let rule = try order.rule(on: machine)
    #expect(
      rule.condition
        == RuleCondition(metric: "load.shortterm", comparison: .below, value: 2.5, aggregate: .avg, window: 300))
    #expect(rule.action == .command && rule.command == "date")
    for wrong in [
      ["metric": "x"], ["value": 1], ["metric": "x", "value": "much"], ["metric": "x", "value": 1, "operator": "eq"],
      ["metric": "x", "value": 1, "window": 5], ["metric": "x", "value": 1, "action": "fly"],
      ["metric": "x", "value": 1, "action": "command"],
    ] as [[String: JSONValue]] {
      #expect(throws: MistError.self) { try RuleOrder(wrong).rule(on: machine) }
    }
  }

  @Test func rulesAreChangedAndDeleted() async throws {
    let id = try #require(try await add(["metric": "users", "value": 3])["id"]?.string)
    let changed = try await test.asked(.post, "/rules", ["id": .string(id), "value": 4, "reminder_offset": 60])
    #expect(changed["value"] == 4 && changed["metric"] == "users" && changed["window"] == 120)
    #expect(try await test.asked(.get, "/monitoring")["rules"]?[id]?["value"] == 4)
    #expect(try await test.ask(.delete, WirePath(stringLiteral: "/rules/\(id)")).text == "OK")
    #expect(try await test.ask(.delete, WirePath(stringLiteral: "/rules/\(id)")).status == 404)
    #expect(try await test.ask(.post, "/rules", ["id": "99", "value": 4]).status == 404)
  }
}
