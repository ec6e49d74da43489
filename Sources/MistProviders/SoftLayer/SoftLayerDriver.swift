import MistModel

/// SoftLayer, today the classic infrastructure of IBM Cloud, by its REST API v3.1:
/// [its documentation](https://sldn.softlayer.com/reference/softlayerapi/).
struct SoftLayerDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let api: SoftLayerAPI
  /// How long a system may take to shut down before its machine is powered off.
  var shutdownPatience = changePatience
  private let kept = SoftLayerKeptOffers()

  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .pause, .images, .sizes, .locations, .networks, .keys,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "softlayer", title: "SoftLayer", abilities: abilities),
    parameters: [
      ProviderParameter("username", oldName: "apikey", isRequired: true),
      ProviderParameter("api_key", oldName: "apisecret", isRequired: true, isSecret: true),
    ],
    identity: { _, parameters in
      let user = parameters["username"] ?? ""
      return AccountIdentity(provider: "softlayer", account: user, digestInput: "softlayer" + user)
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: { try SoftLayerDriver(account: $0) },
    mayBeAddedUnreachable: false)

  init(account: DriverAccount) throws {
    self.account = account
    api = try SoftLayerAPI(account: account)
  }

  func verify() async throws {
    _ = try await api.page(of: SoftLayerMachine.self, mask: "mask[id,hostname]", size: 1, at: nil)
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    let page = try await api.page(of: SoftLayerMachine.self, at: page)
    return Page(page.elements.map { $0.machine(in: account.backend) }, next: page.next)
  }

  // MARK: - What machines are made from

  /// Without a search the newest of each system, and the account's own.
  func images(search: String?) async throws -> [Image] {
    async let offered = offers().images
    async let own = api.all(SoftLayerOwnImage.self)
    let images = try await offered + own.compactMap(\.image)
    guard let search else { return images.filter(\.isStarred) }
    return images.found(by: search)
  }

  func sizes() async throws -> [Size] { try await offers().sizes }

  func locations() async throws -> [Location] { try await offers().locations }

  private func offers() async throws -> SoftLayerOffers {
    try await kept.offers(at: account.now()) {
      try await api.get("/SoftLayer_Virtual_Guest/getCreateObjectOptions")
    }
  }
}
