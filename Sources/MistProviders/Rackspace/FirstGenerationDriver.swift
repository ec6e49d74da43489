import MistModel

/// Rackspace's servers before OpenStack, by version 1.0 of their API; for a cloud at an address of the operator's own
/// that still speaks it.
struct FirstGenerationDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let cloud: OpenStackCloud
  /// Rackspace's region has one of them.
  private let location: Location
  /// The most that the provider lists at once.
  var pageSize = 1000

  /// No `keys`: a new machine gets its key with the order. Nothing stops a machine there.
  private static let abilities: Set<Ability> = [
    .probe, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations,
  ]

  init(account: DriverAccount, login: RackspaceLogin, location: Location) throws {
    self.account = account
    self.location = location
    let place = CloudPlace(computeName: FirstGenerationLogin.service, identity: login.address)
    cloud = try OpenStackCloud(account: account, login: FirstGenerationLogin(login: login), place: place)
  }

  func verify() async throws { _ = try await page(of: FirstGenerationServer.self, "servers", at: nil) }

  func machines(page token: PageToken?) async throws -> Page<Machine> {
    let page = try await servers(at: token)
    return Page(page.elements.map { $0.machine(in: account.backend) }, next: page.next)
  }

  func images(search: String?) async throws -> [Image] {
    let images = try await all(FirstGenerationImage.self, "images").filter(\.canBeUsed).map(\.image)
    guard let search else { return images }
    return images.found(by: search)
  }

  func sizes() async throws -> [Size] { try await all(FirstGenerationFlavor.self, "flavors").map(\.size) }

  func locations() async throws -> [Location] { [location] }

  func servers(at token: PageToken?) async throws -> Page<FirstGenerationServer> {
    try await page(of: FirstGenerationServer.self, "servers", at: token)
  }

  private func all<Element: CloudListed & Numbered>(_ type: Element.Type, _ path: String) async throws -> [Element] {
    try await everyPage(of: path, in: account.title) { try await page(of: type, path, at: $0) }
  }

  /// The provider gives no link to the next page: there is one when this one is full.
  ///
  /// - Parameter token: how many elements are before the page, and the first one of the page before.
  private func page<Element: CloudListed & Numbered>(
    of type: Element.Type, _ path: String, at token: PageToken?
  ) async throws -> Page<Element> {
    var call = OpenStackCloud.Call(.get, .compute, path, "detail")
    let place = token?.text.split(separator: "/").compactMap { Int($0) } ?? []
    let offset = place.first ?? 0
    if offset > 0 { call.query = formEncoded([("limit", String(pageSize)), ("offset", String(offset))]) }
    let elements = try await cloud.value(call, as: CloudPage<Element>.self).elements
    guard let first = elements.first?.id, elements.count >= pageSize else { return Page(elements) }
    guard place.count < 2 || place[1] != first else {
      throw MistError(.failed, "\(account.title) lists its \(path) in a circle: it gave a page twice")
    }
    return Page(elements, next: PageToken("\(offset + elements.count)/\(first)"))
  }
}

/// Something with a number of its own.
protocol Numbered {
  var id: Int { get }
}

extension FirstGenerationServer: Numbered {}
extension FirstGenerationImage: Numbered {}
extension FirstGenerationFlavor: Numbered {}
