import MistModel

/// Azure, by its Resource Manager: [its documentation](https://learn.microsoft.com/rest/api/compute/).
///
/// A machine's id is the one that Azure itself gives it once and for all: a name may be taken again, and a resource group
/// left.
struct AzureDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }
  let api: AzureAPI
  let kept = AzureKept()
  let knownSizes: KeptOffers<Size>

  /// No `keys`: a new machine gets its key with the order.
  private static let abilities: Set<Ability> = [
    .start, .stop, .reboot, .destroy, .create, .resize, .images, .sizes, .locations, .networks,
  ]

  static let description = ProviderDescription(
    provider: Provider(id: "azure", title: "Azure", abilities: abilities),
    parameters: [
      ProviderParameter("subscription_id", oldName: "apikey", isRequired: true),
      ProviderParameter("certificate", oldName: "apisecret", isSecret: true),
      ProviderParameter("tenant_id"),
      ProviderParameter("client_id"),
      ProviderParameter("client_secret", isSecret: true),
    ],
    identity: { _, parameters in
      let subscription = parameters["subscription_id"] ?? ""
      return AccountIdentity(provider: "azure", account: subscription, digestInput: "azure" + subscription)
    },
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: { try AzureDriver(account: $0) },
    mayBeAddedUnreachable: false)

  init(account: DriverAccount) throws {
    self.account = account
    api = try AzureAPI(account: account)
    knownSizes = KeptOffers("sizes", of: account)
  }

  /// By what is read later anyway: an application without a role in the subscription is told so now.
  func verify() async throws {
    let _: AzurePage<AzureNamed> = try await api.value(Self.machinesPath, .compute)
  }

  static let machinesPath = "/providers/\(AzureID.machines)"

  /// All of them at once: their states and addresses come from listings that have pages of their own.
  func machines(page: PageToken?) async throws -> Page<Machine> {
    async let described: [AzureMachine] = api.all(Self.machinesPath, .compute, of: "machines")
    async let seen: [AzureMachine] = api.all(
      Self.machinesPath, .compute, [("statusOnly", "true")], of: "states of machines")
    async let interfaces: [AzureInterface] = api.all(
      "/providers/\(AzureID.interfaces)", .network, of: "network interfaces")
    async let addresses: [AzureAddress] = api.all("/providers/\(AzureID.addresses)", .network, of: "public addresses")

    let all = try await described
    let power = Dictionary(
      try await seen.compactMap { machine in machine.resource.map { ($0.key, machine.properties.instanceView?.power) }
      },
      uniquingKeysWith: { $1 })
    let known = AzureAddresses.all(of: try await interfaces, try await addresses)
    kept.remember(all)
    return Page(
      all.compactMap { machine in
        let key = machine.resource?.key ?? ""
        return machine.machine(
          in: account.backend, power: power[key] ?? nil, addresses: known[key] ?? AzureAddresses())
      })
  }
}
