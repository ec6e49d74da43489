import MistModel
import MistWire

extension ScriptsRoutes {
  static let noun = "Scripts and jobs"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/scripts", "All scripts, in the order they were added", answers: .json(.list(of: .script(era)))),
      RouteDescription(
        .post, "/scripts", "Keep a script", takes: .required(.newScript), answers: .json(.script(era)),
        refuses: [.notSupported, .conflict]),
      RouteDescription(
        .delete, "/scripts/:script", "Forget a script", answers: era == .api ? .json(.members(of: .anything)) : .done),
      RouteDescription(
        .post, "/scripts/:script", "Start a script on a machine, as a job", takes: .required(.order(era)),
        answers: .json(.object([.has("job_id", .text)])), refuses: .ofProvider),
    ]
  }
}

extension JobsRoutes {
  static let noun = "Scripts and jobs"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/jobs", "The jobs, the newest first, without their logs", answers: .json(.list(of: .listedJob))),
      RouteDescription(
        .get, "/jobs/:job", "A job as it is now; one that its process left is gone on with", answers: .json(.job)),
    ]
  }
}

extension Schema {
  fileprivate static func script(_ era: Era) -> Schema {
    of(
      era, "Script", [.has("script_id", .text), .has("name", .text), .has("description", .text)],
      later: [.has("id", .text)])
  }

  fileprivate static let newScript = object([
    .has("name", .text), .has("script", .text), .mayHave("description", .either([.text, .null])),
    .mayHave("location_type", .choice(["inline"])), .mayHave("exec_type", .choice(["executable"])),
  ])

  fileprivate static func order(_ era: Era) -> Schema {
    object([
      .has(era == .api ? "cloud_id" : "backend_id", .text), .has("machine_id", .text),
      .mayHave("params", .either([.text, .null])), .mayHave("env", .either([.members(of: .text), .null])),
      .mayHave("su", .either([.flag, .null])),
    ])
  }

  private static let counters = object(["success", "error", "skipped", "pending"].map { .has($0, .integer) })
  /// `false` where nothing went wrong.
  private static let trouble = either([.text, .flag])

  private static let jobMembers: [Member] = [
    .has("job_id", .text), .has("action", .text), .has("started_at", .number), .has("finished_at", .number),
    .has("error", trouble), .has("summary", .members(of: counters)),
  ]

  fileprivate static let listedJob = named("ListedJob", .object(jobMembers))

  fileprivate static let job = named(
    "Job",
    .object(
      jobMembers + [
        .has(
          "logs",
          .list(
            of: .object([
              .has("time", .number), .has("action", .text), .mayHave("backend_id", .text),
              .mayHave("machine_id", .text),
              .has("error", trouble), .mayHave("result", .anything),
            ])))
      ]))
}
