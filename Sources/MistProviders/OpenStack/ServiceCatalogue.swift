import MistModel

/// What logging in at a cloud gives: a token, and where the services of the cloud are.
struct CloudTicket: Sendable {
  /// Secret: who holds it is the account.
  var token: String
  /// Seconds since 1970; `nil` where the cloud does not tell.
  var expiresAt: Double?
  var catalogue: ServiceCatalogue
}

/// The services of a cloud, as its identity service told of them.
struct ServiceCatalogue: Sendable {
  struct Entry: Sendable {
    /// `compute`, `image`, `network`.
    var type: String
    var name: String
    /// `nil` for a service that is the same in all regions.
    var region: String?
    var address: String
  }

  var entries: [Entry]
}

/// A token and the addresses of the services in the region that is meant.
struct CloudAccess: SessionAccess, Codable {
  /// Secret.
  var token: String
  /// Seconds since 1970; `nil` where the cloud does not tell.
  var expiresAt: Double?
  var compute: ProviderURL
  /// `nil` where the compute service keeps the images itself.
  var images: ProviderURL?
  var networks: ProviderURL?
}

/// Which of a cloud's services an account means.
struct CloudPlace: Sendable {
  /// `nil` takes the only one.
  var region: String?
  /// Where several services are of the type `compute`.
  var computeName: String?
  /// Taken in place of the catalogue's.
  var compute: ProviderURL?
  /// Credentials were sent there: no service may be asked with less secrecy.
  var identity: ProviderURL

  /// Chooses the services.
  ///
  /// - Throws: `.invalid` that lists the regions when the one that is meant is not among them or not named,
  ///   `.untrusted` for a service without TLS where the identity service has it.
  func access(with ticket: CloudTicket, title: String) throws -> CloudAccess {
    let catalogue = ticket.catalogue
    let computing = catalogue.entries.filter {
      $0.type == "compute" && (computeName == nil || $0.name == computeName)
    }
    let region = try region(among: computing, title: title)
    let entry = computing.first { $0.region == region || region == nil }
    guard let compute = try compute ?? entry.map({ try checked($0.address, title: title) }) else {
      throw MistError(
        .invalid, "\(title): the catalogue at \(identity.place) has no service for machines",
        hint: "is it the right account and project?")
    }
    func address(of type: String, version: String) throws -> ProviderURL? {
      guard let entry = catalogue.entries.first(where: { $0.type == type && ($0.region == region || $0.region == nil) })
      else { return nil }
      return try checked(Self.address(entry.address, version: version), title: title)
    }
    return CloudAccess(
      token: ticket.token, expiresAt: ticket.expiresAt, compute: compute,
      images: try address(of: "image", version: "v2"),
      networks: try address(of: "network", version: "v2.0"))
  }

  private func region(among entries: [ServiceCatalogue.Entry], title: String) throws -> String? {
    var regions: [String] = []
    for region in entries.compactMap(\.region) where !regions.contains(region) { regions.append(region) }
    let listed = "its regions: \(regions.map { printable($0) }.joined(separator: ", "))"
    guard let region else {
      guard regions.count < 2 else {
        throw MistError(.invalid, "\(title): \(identity.place) has several regions and none was named", hint: listed)
      }
      return regions.first
    }
    // A cloud whose only service is in all regions, or one whose address was given, need not know its name.
    if regions.isEmpty { return entries.isEmpty && compute == nil ? nil : region }
    guard let known = regions.first(where: { $0.lowercased() == region.lowercased() }) else {
      throw MistError(
        .invalid, "\(title): \(identity.place) has no region '\(printable(region))'",
        hint: listed)
    }
    return known
  }

  private func checked(_ address: String, title: String) throws -> ProviderURL {
    let url = try ProviderURL(address)
    guard url.origin.hasPrefix("https://") || !identity.origin.hasPrefix("https://") else {
      throw MistError(
        .untrusted,
        "\(title): the catalogue at \(identity.place) names \(url.place), where the token would go in clear",
        hint: "add the backend with the right address of the compute service")
    }
    return url
  }

  /// An address of the catalogue with a version in its path: many leave it out, some still name the first one.
  static func address(_ address: String, version: String) -> String {
    var segments = address.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    while segments.last == "" { segments.removeLast() }
    if let last = segments.last, last.hasPrefix("v1"), isVersion(last) { segments.removeLast() }
    guard !segments.dropFirst(3).contains(where: isVersion) else { return segments.joined(separator: "/") }
    return (segments + [version]).joined(separator: "/")
  }

  private static func isVersion(_ segment: String) -> Bool {
    segment.first == "v" && segment.dropFirst().first?.isNumber == true
      && segment.dropFirst().allSatisfy { $0.isNumber || $0 == "." }
  }
}
