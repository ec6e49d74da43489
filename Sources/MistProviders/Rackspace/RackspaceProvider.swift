import MistModel

/// Rackspace's public cloud: an older OpenStack behind an identity service of its own, and what was there before it.
enum RackspaceProvider {
  static let description = ProviderDescription(
    provider: Provider(
      id: "rackspace", title: "Rackspace",
      regions: presentRegions + [
        .init(id: "rackspace_first_gen:us", location: "US-First Gen"),
        .init(id: "rackspace_first_gen:uk", location: "UK-First Gen"),
      ], abilities: abilities),
    parameters: [
      ProviderParameter("username", oldName: "apikey", isRequired: true),
      ProviderParameter("api_key", oldName: "apisecret", isRequired: true, isSecret: true),
      ProviderParameter("region", isRequired: true),
    ],
    identity: { _, parameters in
      let user = parameters["username"] ?? ""
      let region = RackspaceRegion(parameters["region"] ?? "")
      let provider: ProviderID = region.isFirstGeneration ? "rackspace_first_gen" : "rackspace"
      return AccountIdentity(
        provider: provider, region: region.name, account: user,
        digestInput: provider.rawValue + region.name + user)
    },
    idBindsAccount: true, fixedParameters: { _ in [:] }, makeDriver: makeDriver, mayBeAddedUnreachable: false)

  private static let presentRegions: [Provider.Region] = [
    .init(id: "dfw", location: "Dallas"),
    .init(id: "ord", location: "Chicago"),
    .init(id: "iad", location: "N. Virginia"),
    .init(id: "lon", location: "London"),
    .init(id: "syd", location: "Sydney"),
    .init(id: "hkg", location: "Hong Kong"),
  ]

  /// Machines there are made running, and are destroyed: nothing stops one meanwhile.
  private static let abilities = OpenStackDriver.allAbilities.subtracting([
    .start, .stop, .pause, .floatingIP,
  ])

  private static let makeDriver: @Sendable (DriverAccount) throws -> any ProviderDriver = { account in
    let region = RackspaceRegion(try account.needed("region"))
    let location = presentRegions.first { $0.id == region.name }?.location ?? region.name
    let login = try RackspaceLogin(
      address: identityService(of: region, endpoint: account.endpoint), user: account.needed("username"),
      apiKey: account.needed("api_key"))
    if region.isFirstGeneration {
      let name = "\(region.name.uppercased())-First Gen"
      return try FirstGenerationDriver(
        account: account, login: login, location: Location(id: LocationID(region.name), name: name))
    }
    let place = CloudPlace(region: region.name, computeName: "cloudServersOpenStack", identity: login.address)
    return try OpenStackDriver(
      account: account, abilities: abilities, login: login, place: place,
      onlyLocation: Location(id: LocationID(region.name), name: location))
  }

  private static func identityService(of region: RackspaceRegion, endpoint: String?) throws -> ProviderURL {
    if let endpoint { return try ProviderURL(KeystoneLogin.bareAddress(endpoint)) }
    let names = presentRegions.map(\.id)
    let hint = "regions of today: \(names.joined(separator: ", "))"
    guard !region.isFirstGeneration else {
      throw MistError(
        .notSupported,
        "Rackspace's first generation of servers (\(region.name)) was retired in 2015, and its machines moved",
        hint: hint + "; a cloud that speaks as it did goes into endpoints.json as \"rackspace_first_gen\"")
    }
    guard names.contains(region.name) else {
      throw MistError(.invalid, "Rackspace has no region '\(printable(region.name))'", hint: hint)
    }
    return try ProviderURL("https://\(region.name == "lon" ? "lon." : "")identity.api.rackspacecloud.com")
  }
}

/// A region as it is given: `dfw`, or `rackspace_first_gen:us`.
private struct RackspaceRegion {
  var name: String
  var isFirstGeneration: Bool

  private static let firstGeneration = "rackspace_first_gen:"

  init(_ text: String) {
    isFirstGeneration = text.hasPrefix(Self.firstGeneration)
    name = (isFirstGeneration ? String(text.dropFirst(Self.firstGeneration.count)) : text).lowercased()
  }
}
