import MistModel
import MistWire

extension CreationRoutes {
  static let noun = "Machines"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .post, "/:backend/machines",
        "Make machines; what follows once they are ordered (login, script) is a job", takes: .required(.newMachine),
        answers: .json(.newMachineAnswer), refuses: .ofProvider)
    ]
  }
}

extension Schema {
  private static let optionalText = either([.text, .null])

  fileprivate static let newMachine = object([
    .has("name", .text), .has("image", .text), .mayHave("size", optionalText), .mayHave("location", optionalText),
    .mayHave("key", optionalText), .mayHave("networks", .either([.list(of: .text), .null])),
    .mayHave("associate_floating_ip", .either([.flag, .null])),
    .mayHave("script", optionalText), .mayHave("script_id", optionalText), .mayHave("script_params", optionalText),
    .mayHave("monitoring", .either([.flag, .null])), .mayHave("quantity", .either([.integer, .null])),
    .mayHave("async", .either([.flag, .null])), .mayHave("docker_command", optionalText),
    .mayHave("docker_env", .either([.members(of: .text), .null])),
  ])

  /// Of several machines the first one; of those that are ordered behind the answer none.
  fileprivate static let newMachineAnswer = named(
    "NewMachine",
    .object([
      .mayHave("id", .text), .mayHave("name", .text), .mayHave("extra", .members(of: .anything)),
      .mayHave("public_ips", .list(of: .text)), .mayHave("private_ips", .list(of: .text)),
      .mayHave("job_id", optionalText),
    ]))
}
