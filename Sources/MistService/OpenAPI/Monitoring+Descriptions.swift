import MistModel
import MistWire

extension MachineMonitoringRoutes {
  static let noun = "Monitoring"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .post, "/:backend/machines/:machine/monitoring",
        "Begin or end the monitoring of a machine; `no_ssh` ends it for one that is gone",
        takes: .required(
          .object([
            .has("action", .choice(["enable", "disable"])), .mayHave("no_ssh", .flag), .mayHave("dry", .flag),
          ])),
        answers: .json(
          .object([
            .mayHave("extra_vars", .members(of: .anything)), .mayHave("command", .text),
            .mayHave("job_id", .either([.text, .null])), .mayHave("job", .text),
            .mayHave("machine_is_gone", .flag),
          ])), refuses: .ofProvider)
    ]
  }
}

extension MetricsRoutes {
  static let noun = "Monitoring"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    let machine = "/:backend/machines/:machine"
    let metric = Schema.object([.has("metric_id", .text)])
    let plugin = Schema.object([.has("metric_id", .either([.text, .null])), .has("stdout", .text)])
    return [
      RouteDescription(
        .get, "\(machine)/stats", "What was measured on a machine, by the metric's id",
        parameters: ["start", "stop", "step", "metrics", "request_id", "extremes"].map {
          .init(name: $0, place: .query, meaning: "In place of the body's.")
        },
        takes: .optional(.members(of: .anything)), answers: .json(.members(of: .either([.series, .text]))),
        refuses: .ofProvider),
      RouteDescription(
        .get, "\(machine)/metrics", "What is or could be measured on a machine, by its id",
        answers: .json(.members(of: .offer)), refuses: .ofProvider),
      RouteDescription(
        .put, "\(machine)/metrics", "Show something more; it is measured from now on where it was not",
        takes: .required(metric), answers: .json(.object([])), refuses: .ofProvider),
      RouteDescription(
        .delete, "\(machine)/metrics", "Show something no longer", takes: .required(metric),
        answers: .json(.object([])),
        refuses: .ofProvider),
      RouteDescription(
        .post, "\(machine)/plugins/:plugin", "Measure with a program of one's own",
        takes: .required(
          .object([
            .mayHave("plugin_type", .choice(["python"])), .has("read_function", .text), .mayHave("name", .text),
            .mayHave("unit", .either([.text, .null])), .mayHave("value_type", .choice(["gauge", "derive"])),
          ])), answers: .json(plugin), refuses: .ofProvider),
      RouteDescription(
        .delete, "\(machine)/plugins/:plugin", "Take off a program that measures",
        takes: .optional(.members(of: .anything)), answers: .json(plugin), refuses: .ofProvider),
    ]
  }
}

extension MonitoringRoutes {
  static let noun = "Monitoring"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(.get, "/monitoring", "What is monitored in all", answers: .json(.monitoring)),
      RouteDescription(
        .put, "/metrics/:metric", "Name something that is measured",
        takes: .required(.object([.mayHave("name", .text), .mayHave("unit", .either([.text, .null]))])),
        answers: .json(.object([]))),
      RouteDescription(
        .delete, "/metrics/:metric", "Call something that is measured as it always was", answers: .json(.object([]))),
    ]
  }
}

extension RulesRoutes {
  static let noun = "Monitoring"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(.get, "/rules", "All rules on what is measured", answers: .json(.list(of: .rule))),
      RouteDescription(
        .post, "/rules", "Add a rule, or change the one whose id is given",
        takes: .required(.members(of: .anything)), answers: .json(.rule), refuses: Set.ofProvider.union([.notFound])),
      RouteDescription(
        .post, "/rules/:rule", "Change a rule", takes: .required(.members(of: .anything)), answers: .json(.rule),
        refuses: .ofProvider),
      RouteDescription(.delete, "/rules/:rule", "Delete a rule", answers: .done),
      RouteDescription(
        .get, "/incidents", "When the condition of a rule held, and what was done", answers: .json(.list(of: .incident))
      ),
    ]
  }
}

extension PrometheusRoutes {
  static let noun = "Monitoring"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/metrics", "The newest values of all machines, in the text format of Prometheus", answers: .plain)
    ]
  }
}

extension Schema {
  private static let numberOrNull = either([.number, .null])
  private static let textOrNull = either([.text, .null])

  private static let described: [Member] = [
    .has("id", .text), .has("name", .text), .has("unit", .text), .has("min_value", numberOrNull),
    .has("max_value", numberOrNull), .has("priority", .integer), .has("_target", .text),
  ]

  private static let points = list(of: .places([numberOrNull, .integer]))

  fileprivate static let series = named(
    "Series",
    .object(
      described + [
        .has("_requested_target", .text), .has("datapoints", points), .mayHave("minima", points),
        .mayHave("maxima", points),
      ]))

  fileprivate static let offer = named(
    "Metric", .object(described + [.mayHave("available", .flag), .mayHave("plugin", .text), .mayHave("needs", .text)]))

  fileprivate static let rule = named(
    "Rule",
    .object([
      .has("id", .text), .has("backend", .text), .has("machine", .text), .has("metric", .text),
      .has("operator", .choice(["gt", "lt"])), .has("value", .number),
      .has("aggregate", .choice(["all", "any", "avg"])), .has("window", .integer),
      .has("reminder_offset", .integer), .has("action", .choice(["alert", "reboot", "destroy", "command"])),
      .has("cool_down", .integer), .has("max_value", numberOrNull), .mayHave("command", .text),
      .mayHave("firing_since", .number),
    ]))

  fileprivate static let incident = named(
    "Incident",
    .object([
      .has("id", .text), .has("rule", .text), .has("backend", .text), .has("machine", .text), .has("metric", .text),
      .has("value", numberOrNull), .has("started_at", .number), .has("finished_at", .number),
      .has("outcome", textOrNull), .has("seen_late", .flag),
    ]))

  private static let monitored = named(
    "MonitoredMachine",
    .object([
      .has("backend", .text), .has("machine_id", .text), .has("name", textOrNull), .has("since", .number),
      .has("installation_status", .object([.has("state", .text), .has("error_msg", textOrNull)])),
      .has("job_id", textOrNull), .has("method", textOrNull), .has("newest", .either([.integer, .null])),
      .has("interval", .integer), .has("failures", .integer), .has("commands", .members(of: .text)),
    ]))

  fileprivate static let monitoring = named(
    "Monitoring",
    .object([
      .has("machines", .list(of: .list(of: .text))), .has("monitored_machines", .members(of: monitored)),
      .has("rules", .members(of: rule)), .has("alerts_email", .list(of: .text)),
      .has("custom_metrics", .members(of: .anything)), .has("builtin_metrics", .members(of: .object(described))),
      .has("current_plan", .members(of: .anything)),
    ]))
}
