import MistModel

extension ScriptsRoutes {
  static let operations = [
    Operation(.get, "/scripts", "All scripts, in the order they were added", answers: .json(.list(of: .script))),
    Operation(
      .post, "/scripts", "Keep a script", takes: .required(.newScript), answers: .json(.script),
      refuses: [.notSupported, .conflict]),
    Operation(.delete, "/scripts/:script", "Forget a script", answers: .done),
    Operation(
      .post, "/scripts/:script", "Start a script on a machine, as a job", takes: .required(.scriptRun),
      answers: .json(.object([.has("job_id", .text)])), refuses: [.refused, .failed, .unreachable]),
  ]
}

extension JobsRoutes {
  static let operations = [
    Operation(.get, "/jobs/:job", "A job as it is now", answers: .json(.job))
  ]
}

extension Schema {
  fileprivate static let script = named(
    "Script", .object([.has("script_id", .text), .has("name", .text), .has("description", .text)]))

  fileprivate static let newScript = object([
    .has("name", .text), .has("script", .text), .mayHave("description", .either([.text, .null])),
    .mayHave("location_type", .choice(["inline"])), .mayHave("exec_type", .choice(["executable"])),
  ])

  fileprivate static let scriptRun = object([
    .has("backend_id", .text), .has("machine_id", .text), .mayHave("params", .either([.text, .null])),
  ])

  private static let counters = object(["success", "error", "skipped", "pending"].map { .has($0, .integer) })
  /// `false` where nothing went wrong.
  private static let trouble = either([.text, .flag])

  fileprivate static let job = named(
    "Job",
    .object([
      .has("job_id", .text), .has("action", .text), .has("started_at", .number), .has("finished_at", .number),
      .has("error", trouble), .has("summary", .members(of: counters)),
      .has(
        "logs",
        .list(
          of: .object([
            .has("time", .number), .has("action", .text), .mayHave("backend_id", .text), .mayHave("machine_id", .text),
            .has("error", trouble), .mayHave("result", .anything),
          ]))),
    ]))
}
