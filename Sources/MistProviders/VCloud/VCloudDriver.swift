import MistModel

/// VMware Cloud Director, in former days vCloud Director, by its XML API:
/// [its documentation](https://developer.broadcom.com/xapis/vmware-cloud-director-api/latest/).
///
/// A machine is one VM, whatever vApp holds it, and what is done to one is done to no other. A new one gets a vApp of its
/// own. Its key comes in by guest customisation: the image needs VMware Tools (or open-vm-tools) that run scripts.
struct VCloudDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  var api: VCloudAPI
  /// How long a system may take to shut down before it is left to itself.
  var shutdownPatience = changePatience

  /// No `keys`: a new machine gets its key with the order.
  static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .resize, .pause, .images, .sizes, .locations, .networks,
  ]

  init(account: DriverAccount, root: ProviderURL) throws {
    self.account = account
    api = try VCloudAPI(account: account, root: root)
  }

  /// Machines only: those in templates are no machines.
  private static let machinesOnly = "isVAppTemplate==false"

  func verify() async throws {
    _ = try await api.page(of: "vm", filter: Self.machinesOnly, size: 1)
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    let page = try await api.page(of: "vm", filter: Self.machinesOnly, at: page)
    // Whoever filters nothing is filtered here.
    let records = try page.elements.filter { $0.attribute("isVAppTemplate") != "true" }.map { element in
      if let record = VCloudMachineRecord(element) { return record }
      throw MistError(.failed, "\(account.title): vCloud lists a machine without an id")
    }
    let addresses = try await addressesLeftOut(of: records)
    return Page(
      records.filter { !$0.isDeleted }.map { $0.machine(in: account.backend, addresses: addresses[$0.id]) },
      next: page.next)
  }

  // MARK: - What machines are made from

  /// Those in catalogs that a machine can be made from, the organization's own and others' that it may use.
  func images(search: String?) async throws -> [Image] {
    let records = try await api.all(of: "vAppTemplate", subject: "images")
    let images = records.compactMap { record -> Image? in
      let isUsable =
        record.attribute("isExpired") != "true" && record.attribute("isEnabled") != "false"
        && !["FAILED_CREATION", "UNRESOLVED"].contains(record.attribute("status"))
      guard isUsable, record.attribute("catalogName")?.isEmpty == false, let id = record.entityID else { return nil }
      return Image(id: ImageID(id), name: record.attribute("name") ?? id)
    }
    return search.map { images.found(by: $0) } ?? images
  }

  func sizes() async throws -> [Size] { VCloudSize.usual.map(\.size) }

  /// The organization's virtual data centers.
  func locations() async throws -> [Location] {
    try await api.all(of: "orgVdc", subject: "locations").compactMap { record in
      guard record.attribute("isEnabled") != "false", let id = record.entityID else { return nil }
      return Location(id: LocationID(id), name: record.attribute("name") ?? id)
    }
  }

  func networks() async throws -> [Network] {
    try await knownNetworks().map { Network(id: NetworkID($0.id), name: $0.name, status: $0.isBusy ? "busy" : "") }
  }

  func knownNetworks() async throws -> [VCloudNetwork] {
    try await api.all(of: "orgVdcNetwork", subject: "networks").compactMap { VCloudNetwork($0) }
  }
}

/// A network of a virtual data center.
struct VCloudNetwork: Sendable {
  let id: String
  let name: String
  let href: String
  let isBusy: Bool
  /// It hands out addresses from a pool, not by DHCP alone.
  let hasPool: Bool
  /// The id of its virtual data center, if it is of one alone.
  private let vdc: String?

  init?(_ record: XMLElement) {
    guard let id = record.entityID, let href = record.attribute("href"), let name = record.attribute("name") else {
      return nil
    }
    (self.id, self.name, self.href) = (id, name, href)
    isBusy = record.attribute("isBusy") == "true"
    hasPool = record.attribute("totalIpCount") != "0"
    vdc = record.attribute("isShared") == "true" ? nil : record.entityID(of: "vdc")
  }

  /// Whether machines in this virtual data center can be in it.
  func reaches(_ location: String) -> Bool { vdc.map { $0 == location } ?? true }
}
