import MistModel
import MistWire

extension MachinesRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/:backend/machines", "The machines of a backend", answers: .json(.list(of: .machine(era))),
        refuses: .ofProvider),
      RouteDescription(
        .post, "/:backend/machines/:machine",
        "Start, stop, reboot, destroy, resize or rename a machine; with the header \(WireHeader.client) what takes long is a "
          + "job, named by the header \(WireHeader.job) of the answer",
        takes: .required(.action), answers: .json(.list(of: .machine(era))), refuses: .ofProvider),
    ]
  }
}

extension TagsRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    let tag = Schema.object([.has("tag", .text)])
    return [
      RouteDescription(
        .post, "/:backend/machines/:machine/metadata", "Give a machine a tag", takes: .required(tag),
        answers: .done, refuses: .ofProvider),
      RouteDescription(
        .delete, "/:backend/machines/:machine/metadata", "Take a tag off a machine", takes: .required(tag),
        answers: .done, refuses: .ofProvider),
      RouteDescription(
        .post, "/:backend/machines/:machine/tags", "Give a machine tags with values",
        takes: .required(.object([.has("tags", .either([.members(of: .text), .list(of: .text)]))])),
        answers: .done, refuses: .ofProvider),
      RouteDescription(
        .delete, "/:backend/machines/:machine/tags/:tag", "Take a tag off a machine; with a value only where it has it",
        parameters: [.init(name: "value", place: .query, meaning: "In place of the body's.")],
        takes: .optional(.object([.mayHave("value", .either([.text, .null]))])), answers: .done,
        refuses: .ofProvider),
    ]
  }
}

extension ProbeRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .post, "/:backend/machines/:machine/probe",
        "Look at a machine over SSH and ping; what did not answer is left out",
        parameters: [.init(name: "ssh_user", place: .query, meaning: "In place of the body's.")],
        takes: .optional(.probeRequest), answers: .json(.probe), refuses: .ofProvider)
    ]
  }
}

extension LogsRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/:backend/machines/:machine/logs", "The last lines that a machine's main program wrote",
        parameters: [.init(name: "lines", place: .query, meaning: "How many, 100 when left out.")],
        takes: .optional(.object([.mayHave("lines", .either([.integer, .text, .null]))])),
        answers: .json(
          .list(of: .named("LogLine", .object([.has("text", .text), .has("stream", .choice(["output", "errors"]))])))),
        refuses: .ofProvider)
    ]
  }
}

extension LoginsRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .post, "/:backend/machines/:machine/login", "Find a way to log in to a machine",
        answers: .json(
          .object([
            .has("host", .text), .has("port", .integer), .has("user", .text), .mayHave("key", .text),
            .has("known_hosts", .list(of: .text)),
          ])),
        refuses: .ofProvider)
    ]
  }
}

extension HostKeysRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [RouteDescription(.delete, "/host-keys/:address", "Forget the host keys of an address, HOST:PORT", answers: .done)]
  }
}

extension RunRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .post, "/run", "Run a command on machines, and answer with what happens as it happens",
        takes: .required(.run), answers: .lines(.runEvent))
    ]
  }
}

extension Schema {
  fileprivate static func machine(_ era: Era) -> Schema {
    of(
      era, "Machine",
      [
        .has("id", .text), .mayHave("uuid", .text), .has("name", .text), .has("state", .text),
        .mayHave("imageId", .text), .mayHave("size", .text), .has("public_ips", .list(of: .text)),
        .has("private_ips", .list(of: .text)),
        .has("tags", .list(of: era == .api ? .members(of: .text) : .text)),
        .has("extra", .members(of: .anything)), .has("can_start", .flag), .has("can_stop", .flag),
        .has("can_reboot", .flag), .has("can_destroy", .flag), .has("can_tag", .flag), .has("can_rename", .flag),
      ],
      later: [
        .has("actions", .members(of: .flag)), .has("external_id", .text), .has("cloud", .text),
        .has("monitoring", .object([.has("hasmonitoring", .flag)])),
      ])
  }

  fileprivate static let action = object([
    .has("action", .choice(MachineAction.allCases.filter { $0 != .tag }.map(\.rawValue))),
    .mayHave("plan_id", .either([.text, .null])), .mayHave("new_name", .either([.text, .null])),
  ])

  fileprivate static let probeRequest = object([
    .mayHave("host", .either([.text, .null])), .mayHave("key", .either([.text, .null])),
    .mayHave("ssh_user", .either([.text, .null])),
  ])

  fileprivate static let probe = named(
    "Probe",
    .object([
      .mayHave("uptime", .text), .mayHave("loadavg", .list(of: .text)), .mayHave("cores", .text),
      .mayHave("users", .text), .mayHave("pub_ips", .list(of: .text)), .mayHave("priv_ips", .list(of: .text)),
      .mayHave("timestamp", .number), .mayHave("packets_tx", .integer), .mayHave("packets_rx", .integer),
      .mayHave("packets_loss", .number), .mayHave("rtt_min", .number), .mayHave("rtt_avg", .number),
      .mayHave("rtt_max", .number), .mayHave("ssh_error", .errorBody),
    ]))

  fileprivate static let run = object([
    .has("command", .text),
    .has("machines", .list(of: .object([.has("backend_id", .text), .has("machine_id", .text)]))),
    .mayHave("forks", .either([.integer, .null])), .mayHave("timeout", .either([.number, .null])),
  ])

  fileprivate static let runEvent = named(
    "RunEvent",
    .object([
      .has("backend_id", .text), .has("machine_id", .text),
      .has("event", .choice(["started", "output", "errors", "finished"])), .mayHave("data", .text),
      .mayHave("exit_status", .integer), .mayHave("duration", .number), .mayHave("error", .errorBody),
    ]))
}
