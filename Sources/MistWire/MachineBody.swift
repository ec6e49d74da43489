import MistModel

/// A machine in `GET /backends/B/machines`.
public struct MachineBody: Codable, Sendable {
  public var id: MachineID
  public var uuid: String?
  public var name: String
  public var state: String?
  public var imageId: String?
  public var size: String?
  public var public_ips: [String]?
  public var private_ips: [String]?
  public var tags: TagsBody?
  public var extra: [String: JSONValue]?
  public var can_start: Bool?
  public var can_stop: Bool?
  public var can_reboot: Bool?
  public var can_destroy: Bool?
  public var can_tag: Bool?
  public var can_rename: Bool?

  public init(_ machine: Machine, uuid: String? = nil) {
    id = machine.id
    self.uuid = uuid
    name = machine.name
    state = machine.state.rawValue
    imageId = machine.image?.rawValue
    size = machine.size?.rawValue
    public_ips = machine.publicIPs
    private_ips = machine.privateIPs
    tags = TagsBody(tags: machine.tags)
    extra = machine.extra
    can_start = machine.actions.contains(.start)
    can_stop = machine.actions.contains(.stop)
    can_reboot = machine.actions.contains(.reboot)
    can_destroy = machine.actions.contains(.destroy)
    can_tag = machine.actions.contains(.tag)
    can_rename = machine.actions.contains(.rename)
  }

  public func machine(of backend: BackendID) -> Machine {
    let allowed: [(Bool?, MachineAction)] = [
      (can_start, .start), (can_stop, .stop), (can_reboot, .reboot), (can_destroy, .destroy), (can_tag, .tag),
      (can_rename, .rename),
    ]
    return Machine(
      id: id, backend: backend, name: name, state: MachineState(rawValue: state ?? "unknown"),
      publicIPs: public_ips ?? [], privateIPs: private_ips ?? [], tags: tags?.tags ?? [],
      image: imageId.map { ImageID($0) }, size: size.map { SizeID($0) }, extra: extra ?? [:],
      actions: Set(allowed.filter { $0.0 == true }.map(\.1)))
  }
}

/// Tags as they go on the wire: strings under `/backends`. Read from the later shapes too
/// (`{"key": K, "value": V}`, `{K: V}`).
public struct TagsBody: Codable, Sendable {
  public var tags: [Tag]

  public init(tags: [Tag]) {
    self.tags = tags
  }

  public init(from decoder: any Decoder) throws {
    switch try JSONValue(from: decoder) {
    case .array(let items):
      tags = items.flatMap(Self.tags(in:))
    case .object(let members):
      tags = Self.tags(in: .object(members))
    default:
      tags = []
    }
  }

  public func encode(to encoder: any Encoder) throws {
    try tags.map(\.description).encode(to: encoder)
  }

  private static func tags(in item: JSONValue) -> [Tag] {
    switch item {
    case .string(let text):
      return [Tag(text)]
    case .object(let members):
      if let key = members["key"]?.string {
        return [Tag(key: key, value: value(members["value"]))]
      }
      return members.sorted { $0.key < $1.key }.map { Tag(key: $0.key, value: value($0.value)) }
    default:
      return []
    }
  }

  /// An empty value is none: those shapes have no other way to say so.
  private static func value(_ value: JSONValue?) -> String? {
    switch value {
    case .string(let text): text.isEmpty ? nil : text
    case .integer(let number): String(number)
    case .number(let number): String(number)
    case .bool(let flag): String(flag)
    default: nil
    }
  }
}

/// `POST /backends/B/machines/M`: `start`, `stop`, `reboot`, `destroy`; `resize` with a size.
public struct MachineActionBody: Codable, Sendable {
  public var action: String
  public var plan_id: String?
  public var new_name: String?

  public init(action: MachineAction, size: SizeID? = nil, newName: String? = nil) {
    self.action = action.rawValue
    plan_id = size?.rawValue
    new_name = newName
  }
}

/// `POST` and `DELETE /backends/B/machines/M/metadata`.
public struct TagBody: Codable, Sendable {
  public var tag: String

  public init(_ tag: Tag) {
    self.tag = tag.description
  }
}

/// `PUT` and `DELETE /backends/B/machines/M/keys/K`. The original's client wrote `ssh_user` and `ssh_port`
/// where its service read `user` and `port`; all four are read.
public struct AssociationBody: Codable, Sendable {
  public var host: String?
  public var ssh_user: String?
  public var user: String?
  public var ssh_port: Int?
  public var port: Int?

  public init(host: String?, user: String?, port: Int?) {
    self.host = host
    ssh_user = user
    self.user = user
    ssh_port = port
    self.port = port
  }
}

/// `POST …/machines/M/tags`: a list of texts or objects, or one object of keys and values.
public struct TagsRequestBody: Decodable, Sendable {
  public var tags: TagsBody
}
