import MistModel

/// Containers of one Docker Engine.
struct DockerDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let engine: DockerEngine
  /// How often an engine is asked after a command that writes nothing: it may be gone without a word.
  var pulse = Duration.seconds(30)

  /// Seconds that a container gets to end by itself.
  private static let grace = 10
  /// As many as the original's search gave.
  private static let mostFound = 40

  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .pause, .images, .sizes, .networks, .execute, .logs,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "docker", title: "Docker", abilities: abilities),
    parameters: [
      ProviderParameter("docker_host", oldName: "apiurl", isRequired: true),
      ProviderParameter("docker_port", defaultValue: "4243", isPort: true),
      ProviderParameter("auth_user", oldName: "apikey"),
      ProviderParameter("auth_password", oldName: "apisecret", isSecret: true),
      ProviderParameter("key_file", isSecret: true),
      // No secrets, but of several lines.
      ProviderParameter("cert_file", isSecret: true),
      ProviderParameter("ca_cert_file", isSecret: true),
    ],
    identity: { title, parameters in
      AccountIdentity(
        provider: "docker", account: parameters["auth_user"] ?? "",
        digestInput: "docker" + title + (parameters["docker_host"] ?? ""))
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: DockerDriver.init,
    mayBeAddedUnreachable: false,
    reachesOwnHost: { DockerHost.socketPath($0["docker_host"] ?? "") != nil })

  init(account: DriverAccount) throws {
    self.account = account
    engine = try DockerEngine(account)
  }

  func verify() async throws {
    struct Version: Decodable { var ApiVersion: String }
    _ = try await engine.value(.init(.get, "version"), as: Version.self)
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    Page(try await containers(query: [("all", "1")]))
  }

  func containers(query: [(String, String)]) async throws -> [Machine] {
    let containers: [DockerAnswer.Container] = try await engine.value(.init(.get, "containers", "json", query: query))
    return containers.map { $0.machine(of: account.backend, publishedAt: engine.host.publishedAt) }
  }

  /// What the engine has; with `search` also what its index finds.
  func images(search: String?) async throws -> [Image] {
    let kept: [DockerAnswer.Image] = try await engine.value(.init(.get, "images", "json"))
    let tags = Set(kept.flatMap { $0.RepoTags ?? [] }).filter { $0 != "<none>:<none>" }.sorted()
    let images = tags.map { Image(id: ImageID($0), name: $0) }
    guard let search, search != "all" else { return images }
    let fitting = images.filter { $0.name.lowercased().contains(search.lowercased()) }
    do {
      let call = DockerEngine.Call(.get, "images", "search", query: [("term", search), ("limit", "\(Self.mostFound)")])
      let found = try await engine.value(call, as: [DockerAnswer.FoundImage].self)
      return fitting + found.map { Image(id: ImageID($0.name), name: $0.name, isStarred: false) }
    } catch let error as MistError where !fitting.isEmpty && error.code != .interrupted {
      // An index out of reach hides nothing of what is here.
      return fitting
    }
  }

  /// The original showed one for providers without sizes.
  func sizes() async throws -> [Size] { [Size(id: "default", name: "default")] }

  func networks() async throws -> [Network] {
    let networks: [DockerAnswer.Network] = try await engine.value(.init(.get, "networks"))
    return networks.sorted { $0.Name < $1.Name }.map { network in
      // The engine's own networks are meant by their names alone.
      let id = ["bridge", "host", "none"].contains(network.Name) ? network.Name : network.Id
      return Network(id: NetworkID(id), name: network.Name, status: network.Driver ?? "")
    }
  }

  /// A paused container goes on.
  func start(_ machine: MachineID) async throws {
    do {
      try await change(machine, "start", isRepeatable: true)
    } catch let error as MistError where error.code == .conflict {
      guard try await state(of: machine) == .paused else { throw error }
      try await unpause(machine)
    }
  }

  func stop(_ machine: MachineID) async throws {
    try await change(machine, "stop", query: [("t", "\(Self.grace)")], isRepeatable: true)
  }

  func reboot(_ machine: MachineID) async throws {
    try await change(machine, "restart", query: [("t", "\(Self.grace)")])
  }

  func pause(_ machine: MachineID) async throws {
    try await change(machine, "pause")
  }

  func unpause(_ machine: MachineID) async throws {
    try await change(machine, "unpause")
  }

  func rename(_ machine: MachineID, to name: String) async throws {
    try await change(machine, "rename", query: [("name", name)])
  }

  /// With the volumes that nobody gave a name.
  func destroy(_ machine: MachineID) async throws {
    var call = DockerEngine.Call(.delete, "containers", machine.rawValue, query: [("force", "true"), ("v", "true")])
    // Sent again after a lost answer it may find nothing left, which must not look like a mistake in the name.
    call.isRepeatable = false
    try await engine.send(call)
  }

  private func change(
    _ machine: MachineID, _ action: String, query: [(String, String)] = [], isRepeatable: Bool = false
  ) async throws {
    var call = DockerEngine.Call(.post, "containers", machine.rawValue, action, query: query)
    call.isRepeatable = isRepeatable
    // It is so already.
    call.accepts = [304]
    call.deadline = .seconds(Self.grace + 30)
    try await engine.send(call)
  }

  private func state(of machine: MachineID) async throws -> MachineState? {
    try await containers(query: [("all", "1"), ("filters", dockerFilter("id", machine.rawValue))]).first?.state
  }
}

/// The engine's way to ask for what has this value only: `{"label":["a=b"]}`.
func dockerFilter(_ name: String, _ value: String) -> String {
  let escaped = value.unicodeScalars.map { scalar in
    scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
      ? "\\u" + String(0x1_0000 + scalar.value, radix: 16).dropFirst() : String(scalar)
  }
  return "{\"\(name)\":[\"\(escaped.joined())\"]}"
}
