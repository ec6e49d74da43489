import MistModel

/// DigitalOcean, by its API v2: [its documentation](https://docs.digitalocean.com/reference/api/).
struct DigitalOceanDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let api: DigitalOceanAPI
  /// Images of plain distributions.
  private let knownSystems: KeptOffers<Image>
  /// How long a system may take to shut down before its machine is powered off.
  var shutdownPatience = changePatience

  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations, .networks, .keys,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "digitalocean", title: "DigitalOcean", abilities: abilities),
    parameters: [ProviderParameter("token", oldName: "apisecret", isRequired: true, isSecret: true)],
    // The token is all there is to tell accounts apart: the id is a digest of it, and nothing of it is shown.
    identity: { _, parameters in
      AccountIdentity(
        provider: "digitalocean", account: "", digestInput: "digitalocean" + (parameters["token"] ?? ""))
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: { try DigitalOceanDriver(account: $0) },
    mayBeAddedUnreachable: false)

  init(account: DriverAccount) throws {
    self.account = account
    api = try DigitalOceanAPI(account: account)
    knownSystems = KeptOffers("systems", of: account)
  }

  /// By what is read later anyway: a token that may only see its machines cannot see its account.
  func verify() async throws {
    let _: DigitalOceanMachines = try await api.get("/v2/droplets", [("page", "1"), ("per_page", "1")])
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    let page = try await api.page(of: DigitalOceanMachines.self, "/v2/droplets", at: page)
    return Page(page.elements.map { $0.machine(in: account.backend) }, next: page.next)
  }

  /// Without a search the plain distributions and the account's own images.
  func images(search: String?) async throws -> [Image] {
    guard let search else {
      async let own = images([("private", "true")])
      let plain = try await knownSystems.all { try await images([("type", "distribution")]) }
      let all = try await plain + own
      var seen: Set<ImageID> = []
      return all.filter { seen.insert($0.id).inserted }
    }
    return try await images([]).found(by: search)
  }

  private func images(_ fields: [(String, String)]) async throws -> [Image] {
    try await api.all(DigitalOceanImages.self, "/v2/images", fields).filter(\.canBeUsed).map(\.image)
  }

  func sizes() async throws -> [Size] {
    try await api.all(DigitalOceanSizes.self, "/v2/sizes").filter { $0.available != false }.map(\.size)
  }

  func locations() async throws -> [Location] {
    try await api.all(DigitalOceanRegions.self, "/v2/regions").filter { $0.available != false }.map(\.location)
  }

  func networks() async throws -> [Network] {
    try await api.all(DigitalOceanNetworks.self, "/v2/vpcs").map(\.network)
  }
}
