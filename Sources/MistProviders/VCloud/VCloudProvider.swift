import MistModel

/// Clouds that run VMware Cloud Director, by their host.
enum VCloudProvider {
  static let description = ProviderDescription(
    provider: Provider(id: "vcloud", title: "VMware vCloud", abilities: VCloudDriver.abilities),
    parameters: credentials + [ProviderParameter("host", oldName: "apiurl", isRequired: true)],
    identity: { _, parameters in identity(of: "vcloud", parameters, at: parameters["host"] ?? "") },
    idBindsAccount: true, fixedParameters: { _ in [:] },
    makeDriver: { account in
      let root = try account.endpoint.map { try ProviderURL($0) } ?? address(account.needed("host"))
      return try VCloudDriver(account: account, root: root)
    },
    mayBeAddedUnreachable: false)

  static let credentials = [
    ProviderParameter("username", oldName: "apikey", isRequired: true),
    ProviderParameter("password", oldName: "apisecret", isRequired: true, isSecret: true),
    ProviderParameter("organization", isRequired: true),
  ]

  /// The original took the password into its id. An id is shown, and a password could be guessed by it.
  static func identity(
    of provider: ProviderID, _ parameters: [String: String], at host: String
  ) -> AccountIdentity {
    let user = "\(parameters["username"] ?? "")@\(parameters["organization"] ?? "")"
    return AccountIdentity(provider: provider, account: user, digestInput: provider.rawValue + user + host)
  }

  /// A host, with its port where it has one of its own, or a whole address. Nothing else says `http`.
  private static func address(_ text: String) throws -> ProviderURL {
    let url = try ProviderURL(text.contains("://") ? text : "https://" + text)
    // People copy the address of what they see in their browsers.
    let place = url.path.split(separator: "/").first ?? ""
    guard ["", "api", "cloud", "login", "provider", "tenant"].contains(place), url.query.isEmpty else {
      throw MistError(
        .invalid, "'\(printable(text))' is no host of a vCloud", hint: "its name alone: vcloud.example.org")
    }
    return try ProviderURL(url.origin)
  }
}

/// The Indonesian Cloud: a vCloud at hosts of its own.
enum IndonesianCloudProvider {
  static let description = ProviderDescription(
    provider: Provider(id: "indonesian_vcloud", title: "Indonesian Cloud", abilities: VCloudDriver.abilities),
    parameters: VCloudProvider.credentials + [ProviderParameter("indonesianRegion")],
    identity: { _, parameters in
      VCloudProvider.identity(of: "indonesian_vcloud", parameters, at: host(of: parameters))
    },
    idBindsAccount: true, fixedParameters: { _ in [:] },
    makeDriver: { account in
      try VCloudDriver(account: account, root: ProviderURL(account.endpoint ?? address(of: account)))
    },
    mayBeAddedUnreachable: false)

  private static let hosts = ["compute.idcloudonline.com", "my.idcloudonline.com"]

  private static func host(of parameters: [String: String]) -> String {
    guard let given = parameters["indonesianRegion"], !given.isEmpty else { return hosts[0] }
    return given
  }

  /// Credentials must not follow whatever is written there.
  private static func address(of account: DriverAccount) throws -> String {
    let host = host(of: account.parameters)
    if hosts.contains(host) { return "https://" + host }
    throw MistError(
      .invalid, "the Indonesian Cloud has no region '\(printable(host))'",
      hint: "its regions: \(hosts.joined(separator: ", "))")
  }
}
