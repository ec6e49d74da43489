import MistModel
import MistProviders
import MistWire

extension BackendsRoutes {
  static let operations = [
    Operation(
      .get, "/providers", "The providers that a backend can be added for",
      parameters: [.apiVersion], answers: .json(.providers)),
    Operation(.get, "/backends", "All backends, in the order they were added", answers: .json(.list(of: .backend))),
    Operation(
      .post, "/backends", "Add a backend after its credentials were tried", parameters: [.apiVersion],
      takes: .required(.newBackend), answers: .json(.backend),
      refuses: [.notFound, .notSupported, .conflict, .failed, .unreachable]),
    Operation(
      .put, "/backends/:backend", "Rename a backend", takes: .required(.object([.has("new_name", .text)])),
      answers: .done, refuses: [.conflict]),
    Operation(
      .post, "/backends/:backend", "Enable or disable a backend",
      takes: .required(.object([.has("new_state", .choice(["0", "1"]))])), answers: .done),
    Operation(
      .delete, "/backends/:backend", "Forget a backend and its credentials; its machines are left alone",
      answers: .done),
  ]
}

extension OffersRoutes {
  static let operations = [
    offer("images", "Images to make machines from", takes: .optional(.imageSearch), answers: .list(of: .image)),
    Operation(
      .post, "/backends/:backend/images", "The same, for clients that send no body with a GET",
      takes: .optional(.imageSearch), answers: .json(.list(of: .image)), refuses: askingAProvider),
    offer("sizes", "Sizes that machines can have", answers: .list(of: .size)),
    offer("locations", "Places where machines can be", answers: .list(of: .location)),
    offer(
      "networks", "Networks that machines can be in",
      answers: .object([.has("public", .list(of: .network)), .has("private", .list(of: .network))])),
  ]

  private static let askingAProvider: Set<Operation.Refusal> = [.refused, .notSupported, .failed, .unreachable]

  private static func offer(
    _ name: String, _ summary: String, takes body: Operation.Body? = nil, answers schema: Schema
  ) -> Operation {
    Operation(
      .get, "/backends/:backend/\(name)", summary, takes: body, answers: .json(schema), refuses: askingAProvider)
  }
}

extension Operation.Parameter {
  fileprivate static let apiVersion = Operation.Parameter(
    name: "Api-Version", place: .header, meaning: "`2` chooses the later shapes.")
}

extension Schema {
  /// Its regions each as a provider of their own without `Api-Version`.
  fileprivate static let providers = object([
    .has(
      "supported_providers",
      .list(
        of: .object([
          .has("title", .text), .has("provider", .text),
          .mayHave("regions", .list(of: .object([.has("location", .text), .has("id", .text)]))),
        ])))
  ])

  fileprivate static let backend = named(
    "Backend",
    .object([
      .has("id", .text), .has("title", .text), .has("provider", .text), .mayHave("region", .text),
      .has("enabled", .flag), .has("state", .choice(["online", "offline"])), .has("apikey", .text),
      .mayHave("tenant_name", .text), .has("poll_interval", .integer), .mayHave("notice", .text),
    ]))

  /// What each provider wants beside these is known to the catalogue.
  fileprivate static let newBackend = named(
    "NewBackend",
    .object(
      [.has("title", .text), .has("provider", .text), .mayHave("remove_on_error", .flag)]
        + parameterNames.map { .mayHave($0, .either([.text, .integer, .null])) }))

  private static var parameterNames: [String] {
    let parameters = ProviderCatalog.all.flatMap(\.parameters)
    return Set(parameters.map(\.name) + parameters.compactMap(\.oldName)).sorted()
  }

  fileprivate static let imageSearch = object([.has("search_term", .text)])

  fileprivate static let image = named(
    "Image", .object([.has("id", .text), .has("name", .text), .has("star", .flag)]))

  fileprivate static let size = named(
    "Size",
    .object([.has("id", .text), .has("name", .text), .mayHave("ram", .integer), .mayHave("disk", .integer)]))

  fileprivate static let location = named(
    "Location", .object([.has("id", .text), .has("name", .text), .has("country", .text)]))

  fileprivate static let network = named(
    "Network", .object([.has("id", .text), .has("name", .text), .has("status", .text)]))
}
