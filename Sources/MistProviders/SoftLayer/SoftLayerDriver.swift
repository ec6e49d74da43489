import MistModel

/// SoftLayer, today the classic infrastructure of IBM Cloud, by its REST API v3.1:
/// [its documentation](https://sldn.softlayer.com/reference/softlayerapi/).
struct SoftLayerDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let api: SoftLayerAPI
  /// How long a system may take to shut down before its machine is powered off.
  var shutdownPatience = Duration.seconds(60)
  private let kept = SoftLayerKeptOffers()

  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .pause, .images, .sizes, .locations, .keys,
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

  private static let listing = "/SoftLayer_Account/getVirtualGuests"
  /// Without an order of its own a listing could skip elements between two pages.
  private static let byID =
    #"{"virtualGuests": {"id": {"operation": "orderBy", "options": [{"name": "sort", "value": ["ASC"]}]}}}"#

  func verify() async throws {
    let _: Page<SoftLayerMachine> = try await api.page(
      of: SoftLayerMachine.self, Self.listing, [("objectMask", "mask[id,hostname]"), ("objectFilter", Self.byID)],
      size: 1, at: nil)
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    let page = try await guests(at: page)
    return Page(page.elements.map { $0.machine(in: account.backend) }, next: page.next)
  }

  func guests(at token: PageToken?) async throws -> Page<SoftLayerMachine> {
    try await api.page(
      of: SoftLayerMachine.self, Self.listing,
      [("objectMask", SoftLayerMachine.mask), ("objectFilter", Self.byID)], at: token)
  }

  // MARK: - What machines are made from

  /// Without a search the newest of each system.
  func images(search: String?) async throws -> [Image] {
    let images = try await offers().images
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
