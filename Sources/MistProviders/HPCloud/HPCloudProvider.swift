import MistModel

/// HP's public cloud, which was shut down in January 2016, and clouds that go on as it was: an OpenStack with an
/// identity service in each region.
enum HPCloudProvider {
  static let description = ProviderDescription(
    provider: Provider(
      id: "hpcloud", title: "HP Helion Cloud",
      regions: [
        .init(id: "region-a.geo-1", location: "US West"),
        .init(id: "region-b.geo-1", location: "US East"),
      ], abilities: OpenStackDriver.allAbilities),
    parameters: [
      ProviderParameter("username", oldName: "apikey", isRequired: true),
      ProviderParameter("password", oldName: "apisecret", isRequired: true, isSecret: true),
      ProviderParameter("tenant_name", isRequired: true),
      ProviderParameter("region", isRequired: true),
      ProviderParameter("apiurl"),
    ],
    identity: { _, parameters in
      AccountIdentity(cloud: "hpcloud", parameters, url: parameters["apiurl"] ?? "")
    },
    idBindsAccount: true, fixedParameters: { _ in [:] }, makeDriver: makeDriver, mayBeAddedUnreachable: false)

  private static let makeDriver: @Sendable (DriverAccount) throws -> any ProviderDriver = { account in
    let region = try account.needed("region")
    let login = try KeystoneLogin(
      address: identityService(of: account, region: region), user: account.needed("username"),
      password: account.needed("password"), project: account.needed("tenant_name"))
    return try OpenStackDriver(
      account: account, login: login, place: CloudPlace(region: region, identity: login.address))
  }

  private static func identityService(of account: DriverAccount, region: String) throws -> ProviderURL {
    if let given = account.endpoint ?? account.parameters["apiurl"] {
      return try ProviderURL(KeystoneLogin.bareAddress(given))
    }
    // It becomes part of a host's name: credentials must not follow whatever is written there.
    let regions = description.provider.regions.map(\.id)
    guard regions.contains(region) else {
      throw MistError(
        .invalid, "HP Helion Cloud has no region '\(printable(region))'",
        hint: "its regions: \(regions.joined(separator: ", "))")
    }
    return try ProviderURL("https://\(region).identity.hpcloudsvc.com:35357")
  }
}
