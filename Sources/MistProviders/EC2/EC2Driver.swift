import MistModel
import Synchronization

/// Amazon EC2: one account in one region.
struct EC2Driver: ProviderDriver {
  let account: DriverAccount
  var abilities: Set<Ability> { Self.abilities }

  let api: EC2API
  let knownSizes: KeptOffers<Size>
  let knownSystems: KeptOffers<Image>
  let knownZones = EC2Zones()
  /// Machines on a page, 5 to 1000.
  var pageSize = 1000

  private static let abilities: Set<Ability> = [
    .images, .sizes, .locations, .networks, .keys, .create, .start, .stop, .reboot, .destroy, .rename, .resize,
  ]

  static let description = ProviderDescription(
    provider: Provider(
      id: "ec2", title: "EC2",
      regions: EC2Region.known.map { Provider.Region(id: $0.id, location: $0.location) },
      abilities: abilities),
    parameters: [
      ProviderParameter("api_key", oldName: "apikey", isRequired: true),
      ProviderParameter("api_secret", oldName: "apisecret", isRequired: true, isSecret: true),
      ProviderParameter("region", isRequired: true),
    ],
    identity: identity,
    idBindsAccount: true,
    fixedParameters: { _ in [:] },
    makeDriver: { try EC2Driver(account: $0) },
    mayBeAddedUnreachable: false)

  init(account: DriverAccount) throws {
    guard let key = account.parameters["api_key"], let secret = account.parameters["api_secret"] else {
      throw MistError(
        .invalid, "\(account.title) has no access key", hint: "add it again with --ec2-api-key and --ec2-api-secret")
    }
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw MistError(.invalid, "the access key id of \(account.title) is none: it holds blanks or odd characters")
    }
    self.account = account
    let region = try EC2Region(account.parameters["region"] ?? "")
    api = try EC2API(account: account, region: region, accessKey: key, secretKey: secret)
    knownSizes = KeptOffers("sizes", of: account)
    knownSystems = KeptOffers("systems", of: account)
  }

  /// The original showed the region's id as the provider. Regions that it did not know are shown as such.
  private static func identity(title: String, parameters: [String: String]) -> AccountIdentity {
    let key = parameters["api_key"] ?? ""
    let text = parameters["region"] ?? ""
    if let id = try? EC2Region(text).id {
      return AccountIdentity(provider: ProviderID(id), account: key, digestInput: id + key)
    }
    return AccountIdentity(provider: "ec2", region: text, account: key, digestInput: "ec2" + text + key)
  }

  func verify() async throws {
    _ = try await api.call("DescribeInstances", [("MaxResults", "5")])
  }

  // MARK: - Machines

  /// Machines that are no more stay in EC2's listing for an hour: they are left out, so that their names are free.
  func machines(page: PageToken?) async throws -> Page<Machine> {
    var parameters = [("MaxResults", String(pageSize))]
    parameters += filter(1, "instance-state-name", EC2Instance.livingStates)
    if let page { parameters.append(("NextToken", page.text)) }
    let answer = try await api.call("DescribeInstances", parameters)
    // No list at all is no empty list.
    guard answer["reservationSet"] != nil else {
      throw MistError(.failed, "\(account.title): EC2's list of machines is not understood")
    }
    let machines = try answer.items("reservationSet").flatMap { reservation in
      try reservation.items("instancesSet").map { try machine($0) }
    }
    return Page(machines, next: answer.text("nextToken").map { PageToken($0) })
  }

  func machine(_ element: XMLElement) throws -> Machine {
    guard let instance = EC2Instance(element) else {
      throw MistError(.failed, "\(account.title): EC2 lists a machine without an id")
    }
    return instance.machine(of: account.backend)
  }

  func start(_ machine: MachineID) async throws {
    try await act("StartInstances", on: machine)
    try await becomes("running", machine)
  }

  func stop(_ machine: MachineID) async throws {
    try await act("StopInstances", on: machine)
    try await becomes("stopped", machine)
  }

  func destroy(_ machine: MachineID) async throws { try await act("TerminateInstances", on: machine) }

  func reboot(_ machine: MachineID) async throws {
    // The one that, asked for twice, may be done twice.
    try await act("RebootInstances", on: machine, isRepeatable: false)
  }

  /// Waits for the state that was ordered: until then the next order is refused. What takes longer, as a system that is
  /// slow to shut down may, goes on by itself.
  private func becomes(_ wanted: String, _ machine: MachineID) async throws {
    var pauses = Pauses(upTo: .seconds(3), within: Self.changePatience)
    repeat {
      let answer = try await api.call("DescribeInstances", [("InstanceId.1", machine.rawValue)])
      let state = answer.items("reservationSet").first?.items("instancesSet").first?["instanceState"]?.text("name")
      guard let state, state != wanted, EC2Instance.livingStates.contains(state) else { return }
    } while try await pauses.next()
  }

  private func act(_ action: String, on machine: MachineID, isRepeatable: Bool = true) async throws {
    _ = try await api.call(action, [("InstanceId.1", machine.rawValue)], isRepeatable: isRepeatable)
  }

  /// The name is the machine's tag `Name`, as everywhere at EC2.
  func rename(_ machine: MachineID, to name: String) async throws {
    _ = try await api.call(
      "CreateTags", [("ResourceId.1", machine.rawValue), ("Tag.1.Key", "Name"), ("Tag.1.Value", name)])
  }

  func resize(_ machine: MachineID, to size: SizeID) async throws {
    do {
      _ = try await api.call(
        "ModifyInstanceAttribute", [("InstanceId", machine.rawValue), ("InstanceType.Value", size.rawValue)])
    } catch var error as MistError where error.code == .conflict {
      error.hint = "a machine must be stopped to get another size"
      throw error
    }
  }

  /// `Filter.N.…` of a call.
  func filter(_ number: Int, _ name: String, _ values: [String]) -> [(String, String)] {
    [("Filter.\(number).Name", name)] + listed("Filter.\(number).Value", values)
  }

  /// `NAME.1`, `NAME.2`, …
  func listed(_ name: String, _ values: [String]) -> [(String, String)] {
    zip(1..., values).map { ("\(name).\($0)", $1) }
  }
}

/// The names of the availability zones as they were seen last, in the order of their ids.
final class EC2Zones: Sendable {
  private let zones = Mutex<[String]?>(nil)

  var names: [String]? {
    get { zones.withLock { $0 } }
    set { zones.withLock { $0 = newValue } }
  }
}
