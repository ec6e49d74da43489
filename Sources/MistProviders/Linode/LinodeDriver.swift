import MistModel

/// Linode, by its API v4: [its documentation](https://techdocs.akamai.com/linode-api/).
struct LinodeDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let api: LinodeAPI

  /// No `keys`: a new machine gets its key with the order.
  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations, .networks,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "linode", title: "Linode", abilities: abilities),
    parameters: [ProviderParameter("api_key", oldName: "apikey", isRequired: true, isSecret: true)],
    // The token is all there is to tell accounts apart: the id is a digest of it, and nothing of it is shown.
    identity: { _, parameters in
      AccountIdentity(provider: "linode", account: "", digestInput: "linode" + (parameters["api_key"] ?? ""))
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: { try LinodeDriver(account: $0) },
    mayBeAddedUnreachable: false)

  init(account: DriverAccount) throws {
    self.account = account
    api = try LinodeAPI(account: account)
  }

  /// Types and regions are told to everyone; machines only to whoever holds a token that may see them.
  func verify() async throws {
    _ = try await api.page(of: LinodeMachine.self, "/linode/instances", size: .smallest)
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    let page = try await api.page(of: LinodeMachine.self, "/linode/instances", at: page)
    return Page(page.elements.map { $0.machine(in: account.backend) }, next: page.next)
  }

  /// Without a search all but those that the provider has given up.
  func images(search: String?) async throws -> [Image] {
    let images = try await api.all(LinodeImage.self, "/images", of: "images").filter(\.canBeUsed).map(\.image)
    guard let search else { return images.filter(\.isStarred) }
    return images.found(by: search)
  }

  func sizes() async throws -> [Size] {
    try await api.all(LinodeSize.self, "/linode/types", of: "sizes", size: nil).map(\.size)
  }

  func locations() async throws -> [Location] {
    try await api.all(LinodeRegion.self, "/regions", of: "locations", size: nil).filter(\.takesMachines)
      .map(\.location)
  }

  func networks() async throws -> [Network] {
    try await api.all(LinodeNetwork.self, "/vpcs", of: "networks").map(\.network)
  }
}
