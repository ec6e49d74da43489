import MistClient
import MistModel

/// `mist_backends`: accounts at providers, and single servers.
enum BackendsModule: AnsibleModule {
  static let name = "mist_backends"
  static let summary = "Adds, removes, lists and describes backends."
  static let options =
    [
      ModuleOption.state,
      ModuleOption(
        "title", "What it is called; one that is there already stays as it is.",
        aliases: ["backend", "cloud", "name"]),
      ModuleOption("provider", "Of which kind a new one is: see M(mist_providers)."),
    ] + BackendParameters.options
  static let returns = [
    ReturnedValue("backends", .list, "The titles of all.", when: "no title is given"),
    ReturnedValue(
      "info", .dict, "The backend: id, title, provider, region, enabled, state; the text C(Not Found) for none.",
      when: "a title is given, except with state=absent"),
  ]
  static let examples = """
    - name: Add an EC2 backend
      mist_backends:
        title: MyEC2
        provider: ec2
        region: ec2_ap_northeast
        api_key: "{{ key }}"
        api_secret: "{{ secret }}"
        state: present

    - name: Remove it
      mist_backends:
        title: MyEC2
        state: absent
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let all = try await task.backends()
    let title = try task.options.name("title")
    guard let state = task.options.text("state") else {
      guard let title else {
        return ModuleResult(changed: false, ["backends": .array(all.things.map { .string($0.title) })])
      }
      let found = try all.exact(title)
      var result = ModuleResult(changed: false, ["info": found?.described ?? "Not Found"])
      if found == nil, task.options.text("provider") != nil {
        result.warn("there is no backend \(title), and without state: present none is added")
      }
      return result
    }
    guard let title else { throw MistError(.usage, "mist_backends needs the option title with state: \(state)") }
    let found = try all.exact(title)
    return state == "absent" ? try await remove(found, task) : try await ensure(title, found, task)
  }

  private static func ensure(_ title: String, _ found: Backend?, _ task: ModuleTask) async throws -> ModuleResult {
    let provider = try task.options.name("provider")
    if let found {
      var result = ModuleResult(changed: false, ["info": found.described])
      if let provider, found.provider.rawValue != provider, !found.provider.rawValue.hasPrefix(provider + "_") {
        result.warn("backend \(title) is there already and is of \(found.provider), not \(provider); it was left alone")
      }
      return result
    }
    guard let provider else { throw MistError(.usage, "mist_backends needs the option provider for a new backend") }
    let parameters = try BackendParameters.read(task.options, for: provider)
    var result = ModuleResult(changed: true)
    var info: JSONValue = ["title": .string(title), "provider": .string(provider)]
    if !task.isCheck {
      let added = try await task.client.addBackend(
        title: title, provider: ProviderID(provider), parameters: parameters)
      if let notice = added?.notice { result.warn(notice) }
      info = try await task.backends().required(title).described
    }
    result.add(["info": info])
    if task.wantsDiff { result.difference(of: "backend \(title)", before: nil, after: info) }
    return result
  }

  private static func remove(_ found: Backend?, _ task: ModuleTask) async throws -> ModuleResult {
    guard let found else { return ModuleResult(changed: false) }
    if !task.isCheck { try await task.client.deleteBackend(found.id) }
    var result = ModuleResult(changed: true)
    if task.wantsDiff { result.difference(of: "backend \(found.title)", before: found.described, after: nil) }
    return result
  }
}

extension Backend {
  fileprivate var described: JSONValue {
    [
      "id": .string(id.rawValue), "title": .string(title), "provider": .string(provider.rawValue),
      "region": region.map { .string($0) } ?? .null, "enabled": .bool(isEnabled), "state": .string(state.rawValue),
    ]
  }
}
