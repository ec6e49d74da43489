import MistModel

/// `mist_providers`: what backends can be added for.
enum ProvidersModule: AnsibleModule {
  static let name = "mist_providers"
  static let summary = "Lists the providers that a backend can be added for, with their regions."
  static let options = [
    ModuleOption("provider", "Only those with this text in their id; C(all) for all.", otherwise: "all")
  ]
  static let returns = [
    ReturnedValue(
      "supported_providers", .list, "The providers: title, provider and regions of each.", when: "it worked")
  ]
  static let examples = """
    - name: List supported providers
      mist_providers:
        provider: all
      register: providers

    - name: List the regions of EC2 only
      mist_providers:
        provider: ec2
      register: providers
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let wanted = task.options.text("provider") ?? "all"
    let providers = try await task.client.providers().filter { wanted == "all" || $0.id.rawValue.contains(wanted) }
    guard !providers.isEmpty else {
      throw MistError(.notFound, "no provider '\(wanted)'", hint: "provider: all lists them")
    }
    return ModuleResult(changed: false, ["supported_providers": .array(providers.map(\.described))])
  }
}

extension Provider {
  fileprivate var described: JSONValue {
    let regions = regions.map { JSONValue.object(["id": .string($0.id), "location": .string($0.location)]) }
    return ["title": .string(title), "provider": .string(id.rawValue), "regions": .array(regions)]
  }
}
