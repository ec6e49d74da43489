import MistModel

/// Any OpenStack cloud, by the address of its identity service.
enum OpenStackProvider {
  static let description = ProviderDescription(
    provider: Provider(id: "openstack", title: "OpenStack", abilities: OpenStackDriver.allAbilities),
    parameters: [
      ProviderParameter("username", oldName: "apikey", isRequired: true),
      ProviderParameter("password", oldName: "apisecret", isRequired: true, isSecret: true),
      ProviderParameter("auth_url", oldName: "apiurl", isRequired: true),
      ProviderParameter("tenant_name", isRequired: true),
      ProviderParameter("region"),
      ProviderParameter("compute_endpoint"),
    ],
    identity: { _, parameters in
      let url = KeystoneLogin.bareAddress(parameters["auth_url"] ?? "")
      return AccountIdentity(cloud: "openstack", parameters, url: url)
    },
    idBindsAccount: true, fixedParameters: { _ in [:] }, makeDriver: makeDriver, mayBeAddedUnreachable: false)

  private static let makeDriver: @Sendable (DriverAccount) throws -> any ProviderDriver = { account in
    let address = try account.endpoint ?? account.needed("auth_url")
    let login = try KeystoneLogin(
      address: ProviderURL(KeystoneLogin.bareAddress(address)), user: account.needed("username"),
      password: account.needed("password"), project: account.needed("tenant_name"))
    let place = CloudPlace(
      region: account.parameters["region"],
      compute: try account.parameters["compute_endpoint"].map { try ProviderURL($0) },
      identity: login.address)
    return try OpenStackDriver(account: account, login: login, place: place)
  }
}

extension AccountIdentity {
  /// Of a user in one project and one region of a cloud at this address.
  init(cloud provider: ProviderID, _ parameters: [String: String], url: String) {
    let user = parameters["username"] ?? ""
    let region = parameters["region"]
    self.init(
      provider: provider, region: region, account: user,
      digestInput: provider.rawValue + (region ?? "") + user + url + (parameters["tenant_name"] ?? ""))
  }
}

extension DriverAccount {
  /// Throws `.invalid` when it is not among the account's parameters.
  func needed(_ parameter: String) throws -> String {
    if let value = parameters[parameter], !value.isEmpty { return value }
    throw MistError(.invalid, "\(title) has no \(parameter)", hint: "delete the backend and add it again")
  }
}
