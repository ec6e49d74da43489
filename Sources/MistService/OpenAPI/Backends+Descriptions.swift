import MistModel
import MistProviders
import MistWire

extension ProvidersRoutes {
  static let noun = "Backends"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "/providers", "The providers that a backend can be added for",
        parameters: [.init(name: "Api-Version", place: .header, meaning: "`2` gives regions below their provider.")],
        answers: .json(.providers))
    ]
  }
}

extension BackendsRoutes {
  static let noun = "Backends"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      RouteDescription(
        .get, "", "All backends, in the order they were added", answers: .json(.list(of: .backend(era)))),
      RouteDescription(
        .post, "", "Add a backend after its credentials were tried", takes: .required(.newBackend),
        answers: .json(.backend(era)), refuses: .ofProvider.union([.notFound])),
      RouteDescription(
        .put, "/:backend", "Rename a backend", takes: .required(.object([.has("new_name", .text)])),
        answers: .done, refuses: [.conflict]),
      RouteDescription(
        .post, "/:backend", "Enable or disable a backend",
        takes: .required(.object([.has("new_state", .choice(["0", "1"]))])), answers: .done),
      RouteDescription(
        .delete, "/:backend", "Forget a backend and its credentials; its machines are left alone", answers: .done),
    ]
  }
}

extension Schema {
  /// Without `Api-Version: 2` each region is a provider of its own.
  fileprivate static let providers = object([
    .has(
      "supported_providers",
      .list(
        of: .object([
          .has("title", .text), .has("provider", .text),
          .mayHave("regions", .list(of: .object([.has("location", .text), .has("id", .text)]))),
          .mayHave("abilities", .list(of: .text)),
        ])))
  ])

  fileprivate static func backend(_ era: Era) -> Schema {
    of(
      era, "Backend",
      [
        .has("id", .text), .has("title", .text), .has("provider", .text), .mayHave("region", .text),
        .has("enabled", .flag), .has("state", .choice(["online", "offline", "unreachable"])), .has("apikey", .text),
        .mayHave("tenant_name", .text), .has("poll_interval", .integer), .mayHave("notice", .text),
        .mayHave("abilities", .list(of: .text)),
      ], later: [.has("name", .text)])
  }

  /// Which of them a provider wants is its own affair.
  fileprivate static let newBackend = named(
    "NewBackend",
    .object(
      [.has("title", .text), .has("provider", .text), .mayHave("remove_on_error", .flag)]
        + parameterNames.map { .mayHave($0, .either([.text, .integer, .null])) }))

  private static var parameterNames: [String] {
    let parameters = ProviderCatalog.all.flatMap(\.parameters)
    return Set(parameters.map(\.name) + parameters.compactMap(\.oldName)).sorted()
  }

  /// A schema of the last era has members that the others lack, and a name of its own.
  static func of(_ era: Era, _ name: String, _ members: [Member], later: [Member]) -> Schema {
    era == .api ? named("API\(name)", .object(members + later)) : named(name, .object(members))
  }
}
