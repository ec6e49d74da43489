import MistModel

/// NephoScale, as its API was when it closed; for a cloud at an address of the operator's own that speaks like it.
struct NephoScaleDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let api: NephoScaleAPI

  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .images, .sizes, .locations, .keys,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "nephoscale", title: "NephoScale", abilities: abilities),
    parameters: [
      ProviderParameter("username", oldName: "apikey", isRequired: true),
      ProviderParameter("password", oldName: "apisecret", isRequired: true, isSecret: true),
    ],
    identity: { _, parameters in
      let user = parameters["username"] ?? ""
      return AccountIdentity(provider: "nephoscale", account: user, digestInput: "nephoscale" + user)
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: { try NephoScaleDriver(account: $0) },
    mayBeAddedUnreachable: false)

  init(account: DriverAccount) throws {
    self.account = account
    api = try NephoScaleAPI(account: account)
  }

  func verify() async throws { _ = try await api.list("/server/cloud/", of: NephoScaleMachine.self) }

  /// The API knows no pages.
  func machines(page: PageToken?) async throws -> Page<Machine> {
    Page(try await api.list("/server/cloud/", of: NephoScaleMachine.self).map { $0.machine(in: account.backend) })
  }

  /// Without a search those that the provider calls its default ones.
  func images(search: String?) async throws -> [Image] {
    let images = try await api.list("/image/server/", of: NephoScaleImage.self).filter { $0.is_active != false }
      .map(\.image)
    guard let search else { return images.filter(\.isStarred) }
    return images.found(by: search)
  }

  func sizes() async throws -> [Size] {
    try await api.list("/server/type/cloud/", of: NephoScaleSize.self).map(\.size)
  }

  func locations() async throws -> [Location] {
    try await api.list("/datacenter/zone/", of: NephoScaleZone.self).map(\.location)
  }

  // MARK: - What is done to machines that are there

  func start(_ machine: MachineID) async throws {
    try await api.send(.post, try path(of: machine) + "initiator/start/")
  }

  func stop(_ machine: MachineID) async throws { try await api.send(.post, try path(of: machine) + "initiator/stop/") }

  func reboot(_ machine: MachineID) async throws {
    try await api.send(.post, try path(of: machine) + "initiator/restart/")
  }

  func destroy(_ machine: MachineID) async throws { try await api.send(.delete, try path(of: machine)) }

  func rename(_ machine: MachineID, to name: String) async throws {
    try checkName(name)
    try await api.send(.put, try path(of: machine), [("name", name)])
  }

  private func path(of machine: MachineID) throws -> String { "/server/cloud/\(try number(of: machine))/" }
}
