import MistModel

/// A machine as the Mist of today lists it. Read only: nothing of ours answers so.
public struct TodaysMachineBody: Decodable, Sendable {
  /// A uuid, unique in the service.
  public var id: MachineID
  /// What the provider calls it.
  public var external_id: MachineID?
  public var name: String?
  public var hostname: String?
  public var state: String?
  public var public_ips: [String]?
  public var private_ips: [String]?
  public var tags: TagsBody?
  /// In place of the fields `can_start`, `can_stop` … of old.
  public var actions: [String: JSONValue]?
  public var extra: [String: JSONValue]?
  /// An id, or an object with one.
  public var image: JSONValue?
  public var size: JSONValue?

  public func machine(of backend: BackendID) -> Machine {
    let allowed = MachineAction.allCases.filter { actions?[$0.rawValue] == true }
    return Machine(
      id: id, backend: backend, name: name ?? hostname ?? id.rawValue,
      state: MachineState(rawValue: state ?? "unknown"), publicIPs: public_ips ?? [], privateIPs: private_ips ?? [],
      tags: tags?.tags ?? [], image: Self.id(image).map { ImageID($0) }, size: Self.id(size).map { SizeID($0) },
      extra: extra ?? [:], actions: Set(allowed))
  }

  private static func id(_ value: JSONValue?) -> String? {
    (value?["external_id"] ?? value?["id"] ?? value)?.string.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// `GET /api/v1/providers` of today.
public struct TodaysProvidersAnswer: Decodable, Sendable {
  public struct Item: Decodable, Sendable {
    public var name: String
    /// The provider's id.
    public var driver: String
    public var regions: JSONValue?
  }

  public var supported_providers: [Item]

  public var providers: [Provider] {
    supported_providers.map { item in
      Provider(id: ProviderID(item.driver), title: item.name, regions: Self.regions(item.regions))
    }
  }

  private static func regions(_ value: JSONValue?) -> [Provider.Region] {
    guard case .array(let regions)? = value else { return [] }
    return regions.compactMap { region in
      guard let id = region["id"]?.string else { return nil }
      return Provider.Region(id: id, location: region["location"]?.string ?? id)
    }
  }
}

/// `POST /api/v1/machines/M/probe` of today: what SSH told and what ping told, apart.
public struct TodaysProbeBody: Decodable, Sendable {
  public var ping: [String: JSONValue]?
  public var ssh: [String: JSONValue]?

  public var probe: Probe {
    Probe(system: system, ping: roundTrips)
  }

  private var system: Probe.System? {
    guard let ssh, let uptime = ssh["uptime"]?.words?.split(separator: " ").first else { return nil }
    return Probe.System(
      uptime: Double(uptime) ?? 0, load: ssh["loadavg"]?.list ?? [], cores: ssh["cores"]?.number.map { Int($0) } ?? 0,
      users: ssh["users"]?.number.map { Int($0) } ?? 0, publicIPs: ssh["pub_ips"]?.list ?? [],
      privateIPs: ssh["priv_ips"]?.list ?? [])
  }

  private var roundTrips: Probe.Ping? {
    guard let ping, let sent = ping["packets_tx"]?.number, let received = ping["packets_rx"]?.number else { return nil }
    var roundTrip: Probe.RoundTrip?
    if let least = ping["rtt_min"]?.number, let mean = ping["rtt_avg"]?.number, let most = ping["rtt_max"]?.number {
      roundTrip = Probe.RoundTrip(least: least, mean: mean, most: most)
    }
    return Probe.Ping(
      sent: Int(sent), received: Int(received), loss: ping["packets_loss"]?.number ?? 0, roundTrip: roundTrip)
  }
}

/// A script in `GET /api/v1/scripts` of today, and the answer of `POST`.
public struct TodaysScriptBody: Decodable, Sendable {
  public var id: ScriptID
  public var name: String
  public var description: String?

  public var script: Script {
    Script(id: id, name: name, description: description ?? "")
  }
}

/// One change in `POST /api/v1/tags` of today, which takes many.
public struct TagChangeBody: Encodable, Sendable {
  public struct Resource: Encodable, Sendable {
    public var type = "machine"
    /// The provider's id of the machine.
    public var item_id: MachineID
    public var cloud_id: BackendID
  }

  public struct Change: Encodable, Sendable {
    public var key: String
    public var value: String
    /// `+` or `-`.
    public var op: String
  }

  public var resource: Resource
  public var tags: [Change]

  public init(_ tag: Tag, isAdded: Bool, machine: MachineReference) {
    resource = Resource(item_id: machine.machine, cloud_id: machine.backend)
    tags = [Change(key: tag.key, value: tag.value ?? "", op: isAdded ? "+" : "-")]
  }
}

/// The answer of `GET /check_token` and of today's `GET /api/v1/ping`: who has the token.
public struct HelloAnswer: Decodable, Sendable {
  public var hello: String
}

extension JSONValue {
  /// Numbers come as such or as text.
  fileprivate var number: Double? {
    let number: Double? =
      switch self {
      case .integer(let value): Double(value)
      case .number(let value): value
      case .string(let text): Double(text)
      default: nil
      }
    // What no machine could tell must not reach a conversion to whole numbers.
    return number.flatMap { abs($0) < 1e15 ? $0 : nil }
  }

  fileprivate var words: String? {
    string ?? number.map { "\($0)" }
  }

  fileprivate var list: [String]? {
    guard case .array(let items) = self else { return nil }
    return items.compactMap(\.words)
  }
}
