import MistModel

/// One server that is reached by SSH alone: the backend is its only machine.
struct BareMetalDriver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }

  private let host: String
  private let port: Int
  /// `nil` when nobody said: then the usual users are tried, root first.
  private let user: String?
  private let key: KeyID?
  /// Fixed when the backend is added, so that renaming the backend keeps tags and associations.
  private let machine: MachineID

  private static let abilities: Set<Ability> = [.probe, .reboot]

  static let description = ProviderDescription(
    provider: Provider(id: "bare_metal", title: "Other Server", abilities: abilities),
    parameters: [
      ProviderParameter("machine_ip", oldName: "apikey", isRequired: true),
      ProviderParameter("machine_key"),
      ProviderParameter("machine_user", oldName: "apisecret"),
      ProviderParameter("machine_port", defaultValue: "22", isPort: true),
    ],
    identity: { title, parameters in
      AccountIdentity(
        provider: "bare_metal", account: parameters["machine_ip"] ?? "", digestInput: "bare_metal" + title)
    },
    idBindsAccount: false,
    fixedParameters: { [machineParameter: machineID(title: $0).rawValue] },
    makeDriver: BareMetalDriver.init,
    mayBeAddedUnreachable: true)

  init(account: DriverAccount) throws {
    guard let host = account.parameters["machine_ip"], !host.isEmpty else {
      throw MistError(.invalid, "\(account.title) has no address", hint: "add it again with --bare-hostname")
    }
    self.account = account
    self.host = host
    port = account.parameters["machine_port"].flatMap { Int($0) } ?? 22
    user = account.parameters["machine_user"]
    key = account.parameters["machine_key"].map { KeyID($0) }
    machine = account.parameters[Self.machineParameter].map { MachineID($0) } ?? Self.machineID(title: account.title)
  }

  /// Kept beside the parameters of the wire.
  static let machineParameter = "machine_id"

  /// The original's rule: the name without dots and blanks.
  static func machineID(title: String) -> MachineID {
    let id = title.filter { $0 != "." && $0 != " " }
    return MachineID(id.isEmpty ? title : id)
  }

  func verify() async throws {
    try await account.remote.verifyLogin(to: machine, host: host, port: port, user: user, key: key)
  }

  func machines(page: PageToken?) async throws -> Page<Machine> {
    let answers = try await account.remote.answers(host: host, port: port)
    return Page([
      Machine(
        id: machine, backend: account.backend, name: account.title, state: answers ? .running : .stopped,
        publicIPs: [host], extra: extra, actions: [.reboot, .tag])
    ])
  }

  /// What the service tries first when it looks for a way in.
  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = ["ssh_port": .integer(port)]
    if let user { extra["ssh_user"] = .string(user) }
    if let key { extra["ssh_key"] = .string(key.rawValue) }
    return extra
  }

  func reboot(_ machine: MachineID) async throws {
    guard machine == self.machine else {
      throw MistError(.notFound, "no machine '\(machine)' in \(account.title)")
    }
    guard let status = try await account.remote.runAsRoot("shutdown -r now", on: machine), status != 0 else { return }
    throw MistError(
      .failed, "\(account.title) did not reboot: shutdown ended with status \(status)",
      hint: "log in with 'ssh \(account.title)' and see why")
  }
}
