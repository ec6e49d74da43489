import MistModel
import MistOutput
import MistWire
import Testing

@testable import MistCommands

@Suite struct MonitoringCommandsTests {
  /// The clock of `TestShell`.
  private static let now = 1_425_200_700
  private static let mail = "/backends/b2/machines/v2"

  private static func window(_ last: Int, _ step: Int) -> String { "start=\(now - last)&stop=\(now)&step=\(step)" }

  /// A value every minute, up to ten seconds ago.
  private static func datapoints(last: Int, _ value: (Int) -> Double?) -> String {
    let points = (0..<(last / 60)).map { index in
      "[\(value(index).map { "\($0)" } ?? "null"), \(now - last + index * 60 + 50)]"
    }
    return "[\(points.joined(separator: ", "))]"
  }

  private static func stats(_ metrics: [String: (name: String, unit: String, points: String)]) -> WireAnswer {
    let members = metrics.sorted { $0.key < $1.key }.map { id, metric in
      #""\#(id)": {"name": "\#(metric.name)", "unit": "\#(metric.unit)", "datapoints": \#(metric.points)}"#
    }
    return .json("{\(members.joined(separator: ", "))}")
  }

  private static let monitoring = """
    {"machines": [["b2", "v2"]], "rules": {}, "current_plan": {}, "monitored_machines": {"u": {"backend": "b2",
     "machine_id": "v2", "method": "collectd", "newest": \(now - 4), "interval": 10,
     "installation_status": {"state": "succeeded"}}}}
    """

  private static let rules = """
    [{"id": "3", "backend": "b2", "machine": "v2", "metric": "cpu.total.nonidle", "operator": "gt", "value": 90,
      "aggregate": "all", "window": 60, "action": "alert", "firing_since": \(now - 300)}]
    """

  private static func shell(
    _ more: [String: WireAnswer] = [:], typed: [String]? = nil, files: [String: String] = [:],
    locale: String = "en_US.UTF-8"
  ) -> TestShell {
    let answers = SmallCloud.answers(and: [
      "GET /monitoring": .json(monitoring), "GET /rules": .json(rules),
    ])
    return TestShell(
      answers.merging(more) { $1 }, typed: typed, files: files, environment: ["LC_ALL": locale])
  }

  // MARK: Begin and end

  @Test func monitoringBeginsAndEnds() async throws {
    let shell = Self.shell(["POST \(Self.mail)/monitoring": .json(#"{"job_id": "j1"}"#)])
    #expect(try await shell.run("enable-monitoring mail") == "Enabled monitoring to machine mail\n")
    #expect(shell.notes == ["describe-job j1 shows how the installation goes"])
    #expect(shell.changes[0].contains(#""action":"enable""#))
    let other = Self.shell(["POST \(Self.mail)/monitoring": .json("{}")])
    #expect(try await other.run("disable-monitoring --name mail") == "Disabled monitoring to machine mail\n")
    #expect(other.changes[0].contains(#""action":"disable""#))
  }

  private static let lost = """
    {"monitored_machines": {"u": {"backend": "b2", "machine_id": "v9", "name": "old", "method": "collectd",
     "newest": \(now - 4000)}}}
    """

  @Test(arguments: ["old", "v9", "Vega/old", "--name old", "--id v9"])
  func aMachineThatIsGoneIsForgotten(which: String) async throws {
    let answers: [String: WireAnswer] = [
      "GET /monitoring": .json(Self.lost), "POST /backends/b2/machines/v9/monitoring": .json("{}"),
    ]
    let shell = Self.shell(answers)
    #expect(try await shell.run("disable-monitoring \(which)") == "Disabled monitoring to machine old\n")
    #expect(shell.notes == ["Vega lists no old any more: nothing was removed from the machine"])
    #expect(shell.changes[0].contains(#""action":"disable""#) && shell.changes[0].contains(#""no_ssh":true"#))
    // A part of its name means it not, and another backend has it not.
    for wrong in ["ol", "--backend Juno old"] {
      let other = Self.shell(answers)
      #expect(await other.error("disable-monitoring \(wrong)")?.code == .notFound)
      #expect(other.changes.isEmpty)
    }
  }

  @Test func aMachineThatIsGoneIsShown() async throws {
    let shell = Self.shell(["GET /monitoring": .json(Self.lost)])
    #expect(try await shell.run("monitor").contains("| gone | old  |"))
  }

  @Test func theMachineIsDescribedWithWhatMeasuresIt() async throws {
    let shell = Self.shell()
    let text = try await shell.run("describe-machine mail")
    #expect(text.contains("Monitoring") && text.contains("collectd") && text.contains("4 s ago"))
    let other = Self.shell()
    #expect(try await other.run("describe-machine web").contains("Monitoring") == false)
  }

  // MARK: Metrics

  @Test func metricsAreListedAsTheOriginalDid() async throws {
    let answer = WireAnswer.json(#"{"users": {"name": "Users"}, "load.shortterm": {"name": "Load"}}"#)
    let shell = Self.shell(["GET \(Self.mail)/metrics": answer])
    let text = try await shell.run("list-metrics --machine mail")
    #expect(text == "\("Load".padded(50)) load.shortterm\n\("Users".padded(50)) users\n")
    let pretty = Self.shell(["GET \(Self.mail)/metrics": answer])
    pretty.settings.format = .pretty
    #expect(try await pretty.run("list-metrics mail").contains("| Metric Name |   Metric ID    |"))
  }

  @Test func metricsThatCouldBeAddedComeLastWithWhatTheyNeed() async throws {
    let shell = Self.shell([
      "GET \(Self.mail)/metrics": .json(
        #"{"apache": {"name": "Apache", "available": true, "plugin": "apache", "needs": "libcurl"}, "users": {"name": "Users"}}"#
      )
    ])
    shell.settings.format = .csv
    let text = try await shell.run("list-metrics mail").replacing("\r\n", with: "\n")
    #expect(
      text == """
        name,id,status,plugin,needs
        Users,users,measured,,
        Apache,apache,can be added,apache,libcurl

        """)
    // People see the columns of the original, and are told what else there is.
    shell.settings.format = .plain
    _ = try await shell.run("list-metrics mail")
    #expect(shell.notes.last == "1 more can be added: add-metric mail ID (needs: | columns id,needs)")
  }

  @Test(arguments: [
    "add-metric --machine mail --metric-id users", "add-metric mail users", "add-metric users --name mail",
  ])
  func aMetricIsAddedInEveryWay(line: String) async throws {
    let shell = Self.shell(["PUT \(Self.mail)/metrics": .json("{}")])
    #expect(try await shell.run(line) == "Added Metric users to monitored machine mail\n")
    #expect(shell.changes == [#"PUT \#(Self.mail)/metrics {"metric_id":"users"}"#])
  }

  @Test func aMetricMustBeNamedOnce() async throws {
    for line in ["add-metric mail", "add-metric mail users --metric-id load", "add-metric --machine mail a b"] {
      let shell = Self.shell()
      await #expect(throws: (any Error).self, "\(line)") { try await shell.run(line) }
      #expect(shell.requests.isEmpty, "\(line)")
    }
  }

  @Test func shortNamesAreMetrics() async throws {
    let shell = Self.shell(["DELETE \(Self.mail)/metrics": .json("{}")])
    try await shell.run("remove-metric mail cpu")
    #expect(shell.changes == [#"DELETE \#(Self.mail)/metrics {"metric_id":"cpu.total.nonidle"}"#])
  }

  @Test func aFileOfOnesOwnMeasures() async throws {
    let shell = Self.shell(
      ["POST \(Self.mail)/plugins/my_custom_metric": .json(#"{"metric_id": "mist.python.my_custom_metric"}"#)],
      files: ["/home/ada/plugin.py": "def read(): return 1\n"])
    let said = try await shell.run(
      "add-custom-metric --machine mail --metric-name my_custom_metric --file-path ~/plugin.py --unit my_unit")
    #expect(said == "Added custom metric my_custom_metric\n")
    #expect(
      shell.changes[0].contains(#""read_function":"def read(): return 1\n","unit":"my_unit","value_type":"gauge""#))
    let error = await Self.shell().error("add-custom-metric mail --metric-name x --file-path nowhere.py")
    #expect(error?.code == .storage)
  }

  @Test func aRefusedFileSaysWhatItWrote() async throws {
    let refusal = MistError(
      .invalid, "the metric x was refused by mail", details: ["NameError: name 'y' is not defined"])
    let shell = Self.shell(
      ["POST \(Self.mail)/plugins/x": .failure(refusal)], files: ["x.py": "def read(): return y\n"])
    let error = await shell.error("add-custom-metric mail --metric-name x --file-path x.py")
    #expect(error?.details == ["NameError: name 'y' is not defined"])
  }

  @Test func aMetricOfOnesOwnIsRemovedWhenConfirmed() async throws {
    let answers = ["DELETE \(Self.mail)/plugins/random": WireAnswer.json("{}")]
    let refused = await Self.shell(answers).error("remove-custom-metric mail mist.python.random")
    #expect(refused?.code == .refused)
    let shell = Self.shell(answers)
    let said = try await shell.run("remove-custom-metric mail mist.python.random --yes")
    #expect(said == "Removed custom metric mist.python.random from machine mail\n")
    // By its name, which may differ from another's in what an id cannot say.
    let named = Self.shell([
      "GET \(Self.mail)/metrics": .json(
        #"{"mist.python.a_b": {"name": "a b"}, "mist.python.a_b_2": {"name": "a-b"}, "users": {"name": "c"}}"#),
      "DELETE \(Self.mail)/plugins/a_b_2": .json("{}"),
    ])
    _ = try await named.run("remove-custom-metric mail a-b --yes")
    #expect(named.changes[0].hasPrefix("DELETE \(Self.mail)/plugins/a_b_2"))
    #expect(await named.error("remove-custom-metric mail c --yes")?.code == .notFound)
  }

  // MARK: Looking

  private static let cpu = (
    name: "CPU", unit: "%", points: datapoints(last: 600) { $0 == 3 ? nil : Double($0) * 10 + 0.123456 }
  )

  @Test func statsAreARowForEachTime() async throws {
    let line = "GET \(Self.mail)/stats?\(Self.window(600, 60))&metrics=cpu.total.nonidle"
    let shell = Self.shell([line: Self.stats(["cpu.total.nonidle": Self.cpu])])
    let lines = try await shell.run("stats mail cpu --last 10m").split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines[0] == "Sun Mar  1 08:55:50 2015 0.1%")
    #expect(lines[3] == "Sun Mar  1 08:58:50 2015 None")
    #expect(lines[9] == "Sun Mar  1 09:04:50 2015 90%")
    #expect(shell.notes == ["Vega/mail: last 10 min, step 1 min, sampled 10 s ago, UTC"])
  }

  @Test func statsForProgramsAreNumbers() async throws {
    let line = "GET \(Self.mail)/stats?\(Self.window(600, 60))&metrics=cpu.total.nonidle"
    let shell = Self.shell([line: Self.stats(["cpu.total.nonidle": Self.cpu])])
    shell.settings.format = .csv
    let lines = try await shell.run("stats mail cpu --last 10m").replacing("\r\n", with: "\n").split(separator: "\n")
    #expect(lines[0] == "time,cpu.total.nonidle")
    #expect(lines[1] == "1425200150,0.123456")
    #expect(lines[4] == "1425200330,")
  }

  private static func fresh(_ format: OutputFormat = .plain) -> TestShell {
    let line = "GET \(mail)/stats?\(window(3600, 60))"
    // A value five minutes ago, none four minutes ago; of the other metric the first one three minutes ago.
    let cpu = datapoints(last: 3600) { $0 < 55 || $0 == 56 ? nil : 7 }
    let load = datapoints(last: 3600) { $0 < 57 ? nil : 1 }
    let shell = shell([line: stats(["cpu.total.nonidle": ("CPU", "%", cpu), "load.shortterm": ("Load", "", load)])])
    shell.settings.format = format
    return shell
  }

  @Test func statsBeginWithTheFirstValueAndAHoleStays() async throws {
    for (format, edges) in [(OutputFormat.plain, 4), (.pretty, 4)] {
      let shell = Self.fresh(format)
      let lines = try await shell.run("stats mail").split(separator: "\n")
      #expect(lines.count == 5 + edges, "\(lines)")
      #expect(lines[3].contains("09:00:50") && lines[3].contains("None"))
      #expect(lines[4].contains("09:01:50") && lines[4].matches(of: /None/).count == 2)
      #expect(shell.notes[0].hasSuffix("sampled 10 s ago, UTC, first value Sun Mar  1 09:00:50 2015"))
    }
    // Programs have the whole time, as it was answered.
    for (format, lines) in [(OutputFormat.csv, 61), (.json, 60)] {
      let text = try await Self.fresh(format).run("stats mail")
      let rows = format == .json ? text.matches(of: /"time"/).count : text.split(separator: "\r\n").count
      #expect(rows == lines)
    }
  }

  @Test func aMachineWithoutValuesYetTellsSinceWhenItIsMonitored() async throws {
    func shell(
      since ago: Int, _ stats: WireAnswer, trouble: String = "null", newest: Int? = nil
    ) -> TestShell {
      let monitoring = """
        {"monitored_machines": {"u": {"backend": "b2", "machine_id": "v2", "since": \(Self.now - ago),
         "newest": \(newest.map(String.init) ?? "null"),
         "installation_status": {"state": "installing", "error_msg": \(trouble)}}}}
        """
      let line = "GET \(Self.mail)/stats?\(Self.window(3600, 60))"
      return Self.shell([line: stats, "GET /monitoring": .json(monitoring)])
    }
    let soon = "no values of Vega/mail are there yet: monitored since Sun Mar  1 09:04:50 2015, for 10 s"
    let early = await shell(since: 10, .json("{}")).error("stats mail")
    #expect(early?.summary == soon && early?.hint == "the first ones come within half a minute")
    let gaps = Self.stats(["load.shortterm": ("Load", "", Self.datapoints(last: 3600) { _ in nil })])
    #expect(await shell(since: 10, gaps).error("stats mail")?.summary == soon)
    let late = await shell(since: 600, .json("{}"), trouble: #""the sampler does not start""#).error("stats mail")
    #expect(late?.hint == "describe-machine mail says what measures it")
    #expect(late?.details == ["the sampler does not start"])
    // It has been measured, but not in that time, or not that metric.
    #expect(try await shell(since: 600, gaps).run("stats mail") == "No values in that time\n")
    #expect(try await shell(since: 10, gaps, newest: Self.now - 2).run("stats mail") == "No values in that time\n")
  }

  @Test func aMetricThatIsNotThereIsSaid() async throws {
    let asked = "GET \(Self.mail)/stats?\(Self.window(3600, 60))"
    let shell = Self.shell([
      "\(asked)&metrics=usres": .json("{}"),
      "\(asked)&metrics=apache": .json("{}"),
      "GET \(Self.mail)/metrics": .json(
        #"{"users": {"name": "Users"}, "apache": {"name": "Apache", "available": true, "plugin": "apache"}}"#),
    ])
    let error = await shell.error("stats mail usres")
    #expect(error?.summary == "no metric 'usres' on Vega/mail")
    #expect(error?.hint == "did you mean users?")
    #expect(await shell.error("stats mail apache")?.hint == "it can be added: add-metric mail apache")
  }

  @Test func aMachineThatIsNotMonitoredIsSaid() async throws {
    let asked = "GET /backends/b1/machines/m3/stats?\(Self.window(3600, 60))"
    let error = await Self.shell([asked: .json("{}")]).error("stats web")
    #expect(error?.summary == "Juno/web is not monitored")
    #expect(error?.hint == "enable-monitoring web begins it")
  }

  @Test func aGraphIsDrawnWithTheValueOfItsRule() async throws {
    let line = "GET \(Self.mail)/stats?\(Self.window(3600, 10))&metrics=cpu.total.nonidle"
    let points = Self.datapoints(last: 3600) { (20..<30).contains($0) ? nil : Double($0) * 100 / 59 }
    let shell = Self.shell([line: Self.stats(["cpu.total.nonidle": ("CPU", "%", points)])])
    let text = try await shell.run("graph mail cpu --height 4")
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("mail  cpu.total.nonidle") && lines[0].hasSuffix("now 100% · avg 52% · max 100%"))
    #expect(lines[1].hasPrefix("100% ┤╌╌╌╌╌"))
    #expect(lines[4].contains("····"))
    #expect(lines.last == "last 1 h · step 10 s · sampled 10 s ago · UTC")
    #expect(lines.allSatisfy { displayWidth($0) <= 80 })
  }

  @Test func aGraphKeepsToWhatTheLocaleShows() async throws {
    let line = "GET \(Self.mail)/stats?\(Self.window(3600, 10))&metrics=cpu.total.nonidle"
    let points = Self.datapoints(last: 3600) { Double($0) }
    let shell = Self.shell([line: Self.stats(["cpu.total.nonidle": ("CPU", "%", points)])], locale: "C")
    let text = try await shell.run("graph mail cpu")
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func theMachineOfTheContextIsDrawn() async throws {
    let line = "GET \(Self.mail)/stats?\(Self.window(3600, 10))&metrics=load.shortterm"
    let shell = Self.shell([
      line: Self.stats(["load.shortterm": ("Load", "", Self.datapoints(last: 3600) { Double($0) })])
    ])
    shell.context.push(
      .machine(MachineReference(backend: "b2", machine: "v2"), name: "mail", backendTitle: "Vega"))
    #expect(try await shell.run("graph load").hasPrefix("mail  load.shortterm"))
  }

  @Test func aMachineIsShownAtAGlance() async throws {
    let asked = "GET \(Self.mail)/stats?\(Self.window(3600, 10))"
    let main =
      "&metrics=cpu.total.nonidle&metrics=load.shortterm&metrics=memory.used_percent"
      + "&metrics=df.root.percent_bytes.used&metrics=disk.total.disk_octets.read&metrics=disk.total.disk_octets.write"
      + "&metrics=interface.total.if_octets.rx&metrics=interface.total.if_octets.tx"
    let cpu = ("CPU", "%", Self.datapoints(last: 3600) { $0 < 30 ? 0 : 95 })
    let shell = Self.shell([
      asked + main: Self.stats(["cpu.total.nonidle": cpu]),
      asked: Self.stats(["cpu.total.nonidle": cpu, "users": ("Users", "", Self.datapoints(last: 3600) { _ in 2 })]),
    ])
    let text = try await shell.run("monitor mail")
    #expect(
      text == """
        mail  Vega  running                last 1 h · step 10 s · sampled 10 s ago · UTC
                      now       avg       max
          CPU         95%       48%       95%  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁████████████████████
          Users         2         2         2  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇
          ! cpu.total.nonidle > 90 for 1 min (rule 3) since 09:00: alert

        """)
  }

  @Test func allMonitoredMachinesAreShown() async throws {
    let shell = Self.shell(Self.oneMachine(600, 10))
    let text = try await shell.run("top --by load")
    #expect(text.contains("| ! | mail |") && text.contains("| 90% |"))
    let tagged = await Self.shell(Self.oneMachine(600, 10)).error("top --tag nothing")
    #expect(tagged?.summary == "no machines with tag: nothing are monitored")
    let programs = Self.shell(Self.oneMachine(3600, 60))
    programs.settings.format = .csv
    let rows = try await programs.run("monitor").split(separator: "\r\n")
    #expect(rows[0].hasPrefix("mark,name,backend,cpu,load,ram,disk,") && rows[0].hasSuffix(",sampled_at,id,state"))
    #expect(rows[1] == "!,mail,Vega,90.1235,,,,,,,,1425200690,v2,running")
  }

  @Test func meansAreOfMachinesThatWereMeasuredAllThatTime() async throws {
    func top(_ value: (Int) -> Double?) async throws -> String {
      let points = (name: "CPU", unit: "%", points: Self.datapoints(last: 3600, value))
      let shell = Self.shell(Self.oneMachine(3600, 60, points))
      shell.settings.format = .csv
      return String(try await shell.run("top --last 1h").split(separator: "\r\n")[1].split(separator: ",")[3])
    }
    #expect(try await top { $0 < 30 ? 0 : 10 } == "5")
    #expect(try await top { $0 < 6 ? nil : 4 } == "4", "a few that are missing")
    #expect(try await top { $0 < 30 ? nil : 4 } == "1425200690", "half of it is no mean: no cell but the time")
  }

  private static func oneMachine(
    _ last: Int, _ step: Int, _ cpu: (name: String, unit: String, points: String) = cpu
  ) -> [String: WireAnswer] {
    let main =
      "&metrics=cpu.total.nonidle&metrics=load.shortterm&metrics=memory.used_percent"
      + "&metrics=df.root.percent_bytes.used&metrics=disk.total.disk_octets.read&metrics=disk.total.disk_octets.write"
      + "&metrics=interface.total.if_octets.rx&metrics=interface.total.if_octets.tx"
    return ["GET \(mail)/stats?\(window(last, step))\(main)": stats(["cpu.total.nonidle": cpu])]
  }

  // MARK: Rules

  @Test func rulesAreListed() async throws {
    let shell = Self.shell()
    #expect(
      try await shell.run("list-rules")
        == "\("3".padded(10)) \("Vega/mail".padded(25)) \("cpu.total.nonidle > 90 for 1 min".padded(40)) "
        + "\("alert".padded(10)) \("firing".padded(8)) 09:00\n")
  }

  @Test func aRuleIsAdded() async throws {
    let shell = Self.shell(["POST /rules": .json(#"{"id": "4", "max_value": 100}"#)])
    #expect(try await shell.run("add-rule mail cpu --above 90 --for 5m") == "Added rule 4 on machine mail\n")
    #expect(
      shell.changes == [
        #"POST /rules {"backendId":"b2","machineId":"v2","metric":"cpu.total.nonidle","operator":"gt","value":90,"window":300}"#
      ])
  }

  @Test(arguments: [
    "add-rule mail cpu", "add-rule mail cpu --above 1 --below 2", "add-rule mail cpu --above 1 --action command",
    "add-rule mail cpu --above 1 --action reboot --command uptime", "add-rule mail cpu --above 1 --for 1s",
    "add-rule mail cpu --above nan", "edit-rule 3",
  ])
  func aRuleMustBeWhole(line: String) async throws {
    let shell = Self.shell()
    await #expect(throws: (any Error).self) { try await shell.run(line) }
    #expect(shell.changes.isEmpty)
  }

  @Test func aRuleThatDestroysIsConfirmedWithTheMachinesName() async throws {
    let answers = ["POST /rules": WireAnswer.json(#"{"id": "4"}"#)]
    let line = "add-rule mail cpu --below 1 --action destroy"
    #expect(await Self.shell(answers).error(line)?.code == .refused)
    let typed = Self.shell(answers, typed: ["mail"])
    try await typed.run(line)
    #expect(typed.questions == ["Let a rule destroy machine mail in Vega? Type its name: "])
    #expect(typed.changes[0].contains(#""confirm":"mail""#))
    // A part of a name is no machine to destroy.
    #expect(await Self.shell(answers).error("add-rule mai cpu --below 1 --action destroy --yes")?.code == .notFound)
  }

  @Test func aRuleIsChangedAndDeleted() async throws {
    let shell = Self.shell(["POST /rules": .json(#"{"id": "3"}"#), "DELETE /rules/3": .done])
    #expect(try await shell.run("edit-rule 3 --above 95") == "Changed rule 3\n")
    #expect(shell.changes == [#"POST /rules {"id":"3","operator":"gt","value":95}"#])
    #expect(await shell.error("delete-rule 3")?.code == .refused)
    #expect(await shell.error("delete-rule 9 --yes")?.hint == "rules: 3")
    try await shell.run("delete-rule 3 --yes")
    #expect(shell.changes.last == "DELETE /rules/3")
  }

  @Test func incidentsAreListed() async throws {
    let shell = Self.shell([
      "GET /incidents": .json(
        """
        [{"id": "1", "rule": "3", "backend": "b2", "machine": "v2", "metric": "cpu.total.nonidle", "value": 97.5,
          "started_at": \(Self.now - 60), "finished_at": 0, "outcome": "told", "seen_late": true}]
        """)
    ])
    shell.settings.format = .csv
    let text = try await shell.run("list-incidents").replacing("\r\n", with: "\n")
    #expect(
      text == """
        started,ended,machine,metric,value,rule,outcome
        Sun Mar  1 09:04:00 2015,goes on,Vega/mail,cpu.total.nonidle,97.5,3,"seen late, told"

        """)
  }

  @Test(arguments: [OutputFormat.plain, .pretty]) func incidentsAt80ColumnsTellWhetherTheyAreOver(
    format: OutputFormat
  ) async throws {
    let outcome = "nothing was done: less than 300 s after the last time"
    let shell = Self.shell([
      "GET /incidents": .json(
        """
        [{"id": "1", "rule": "3", "backend": "b2", "machine": "v2", "metric": "cpu.total.nonidle", "value": 97.5,
          "started_at": \(Self.now - 60), "finished_at": 0, "outcome": "told", "seen_late": false},
         {"id": "2", "rule": "3", "backend": "b2", "machine": "v2", "metric": "cpu.total.nonidle", "value": 97.5,
          "started_at": \(Self.now - 86_460), "finished_at": \(Self.now - 86_400), "outcome": "\(outcome)",
          "seen_late": false}]
        """)
    ])
    let command = try #require(try ListIncidents.parseAsRoot([]) as? ListIncidents)
    let text = render(try await command.run(in: shell), as: format, toTerminal: true, width: 80)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 80 })
    let over = try #require(lines.first { $0.contains("Feb 28 09:05") })
    #expect(over.contains("Feb 28 09:04") && over.contains("Vega/mail") && over.contains("nothing was done"))
    let running = try #require(lines.first { $0.contains("09:04") && $0 != over })
    #expect(running.contains("goes on") && running.contains("Vega/mail") && running.contains("told"))
    #expect(lines.last?.contains("left out") == true)
  }
}
