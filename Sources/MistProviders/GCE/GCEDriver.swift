import MistModel
import Synchronization

/// Google Compute Engine, by its API v1: [its documentation](https://cloud.google.com/compute/docs/reference/rest/v1).
struct GCEDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let api: GCEAPI
  let zones = KnownZones()
  let knownSizes: KeptOffers<Size>
  /// Families of images.
  let knownFamilies: KeptOffers<Image>
  /// How long an operation is left alone before it is asked after for the first time; longer each time.
  var firstPause = Duration.milliseconds(250)

  /// No `keys`: a new machine gets its key with the order.
  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .rename, .resize, .images, .sizes, .locations, .networks,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "gce", title: "Google Compute Engine", abilities: abilities),
    parameters: [
      // A JSON key file tells it too.
      ProviderParameter("email", oldName: "apikey"),
      ProviderParameter("private_key", oldName: "apisecret", isRequired: true, isSecret: true),
      ProviderParameter("project_id", oldName: "tenant_name", isRequired: true),
    ],
    // One service account may work in several projects.
    identity: { _, parameters in
      let email = GCECredentials.email(of: parameters) ?? ""
      return AccountIdentity(
        provider: "gce", account: email, digestInput: "gce" + email + (parameters["project_id"] ?? ""))
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: { try GCEDriver(account: $0) },
    mayBeAddedUnreachable: false)

  init(account: DriverAccount) throws {
    self.account = account
    api = try GCEAPI(account: account)
    knownSizes = KeptOffers("sizes", of: account)
    knownFamilies = KeptOffers("families", of: account)
  }

  func verify() async throws {
    let _: GCEMachines = try await api.get(["aggregated", "instances"], [("maxResults", "1"), ("fields", "kind")])
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    let page = try await api.page(of: GCEMachines.self, ["aggregated", "instances"], at: page)
    zones.learn(page.elements)
    // Machines that are only out of sight shall not look as if they were gone.
    if let zone = page.silentZone { throw silent(zone) }
    return Page(page.elements.map { $0.machine(in: account.backend) }, next: page.page.next)
  }

  func silent(_ zone: String) -> MistError {
    MistError(
      .unreachable, "\(account.title): Google cannot reach its zone \(printable(zone)) at present",
      hint: "machines elsewhere can be worked with; try again later")
  }

  func locations() async throws -> [Location] {
    try await openZones().map { Location(id: LocationID($0), name: $0) }
  }

  /// The names of all zones in which machines can be made.
  func openZones() async throws -> [String] {
    try await api.all(GCEZones.self, ["zones"]).filter(\.takesMachines).map(\.name)
  }

  func networks() async throws -> [Network] {
    try await api.all(GCENetworks.self, ["global", "networks"]).map {
      Network(id: NetworkID($0.name), name: $0.name)
    }
  }
}

/// Where machines are, which is part of their address. A machine never moves to another zone.
final class KnownZones: Sendable {
  private let zones = Mutex<[MachineID: String]>([:])

  subscript(machine: MachineID) -> String? {
    get { zones.withLock { $0[machine] } }
    set { zones.withLock { $0[machine] = newValue } }
  }

  func learn(_ machines: [GCEMachine]) {
    zones.withLock { zones in
      for machine in machines { zones[MachineID(machine.id)] = machine.zoneName }
    }
  }
}
