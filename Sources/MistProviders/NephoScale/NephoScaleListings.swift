import MistModel

// What the API answers, as far as it is read.

struct NephoScaleMachine: Decodable, Sendable {
  struct Thing: Decodable, Sendable {
    var id: Int
    var name: String?
  }

  struct Key: Decodable, Sendable {
    var id: Int
  }

  var id: Int
  var name: String
  var hostname: String?
  /// `on` or `off`.
  var power_status: String?
  /// `198.51.100.7, 10.132.60.1`.
  var ipaddresses: String?
  var image: Thing?
  var service_type: Thing?
  var zone: Thing?
  /// `2013-09-25 07:38:53`, of a zone that it does not name.
  var create_time: String?
  /// MiB.
  var memory: Int?

  func machine(in backend: BackendID) -> Machine {
    let addresses = (ipaddresses ?? "").split(separator: ",")
      .map { String($0.filter { !$0.isWhitespace }) }.filter { !$0.isEmpty }
    return Machine(
      id: MachineID(String(id)), backend: backend, name: name, state: state,
      publicIPs: addresses.filter { !Self.isPrivate($0) }, privateIPs: addresses.filter(Self.isPrivate),
      image: image.map { ImageID(String($0.id)) }, size: service_type.map { SizeID(String($0.id)) }, extra: extra,
      actions: actions)
  }

  private var state: MachineState {
    switch power_status {
    case "on": .running
    case "off": .stopped
    default: .unknown
    }
  }

  private var actions: Set<MachineAction> {
    switch state {
    case .running: [.stop, .reboot, .destroy, .rename, .tag]
    case .stopped: [.start, .destroy, .rename, .tag]
    default: [.start, .stop, .reboot, .destroy, .rename, .tag]
    }
  }

  private var extra: [String: JSONValue] {
    var extra: [String: JSONValue] = [:]
    for (name, value) in [("zone", zone?.name), ("hostname", hostname), ("create_time", create_time)] {
      if let value, !value.isEmpty { extra[name] = .string(value) }
    }
    extra["memory"] = memory.map { .integer($0) }
    return extra
  }

  /// By RFC 1918.
  private static func isPrivate(_ address: String) -> Bool {
    let numbers = address.split(separator: ".").compactMap { Int($0) }
    guard numbers.count == 4 else { return false }
    return switch (numbers[0], numbers[1]) {
    case (10, _), (192, 168), (172, 16...31): true
    default: false
    }
  }
}

struct NephoScaleImage: Decodable, Sendable {
  var id: Int
  var friendly_name: String
  var is_active: Bool?
  var is_default: Bool?

  var image: Image { Image(id: ImageID(String(id)), name: friendly_name, isStarred: is_default != false) }
}

struct NephoScaleSize: Decodable, Sendable {
  var id: Int
  var friendly_name: String
  /// MiB.
  var ram: Int?
  /// GB.
  var storage: Int?

  var size: Size { Size(id: SizeID(String(id)), name: friendly_name, memory: ram, disk: storage) }
}

struct NephoScaleZone: Decodable, Sendable {
  var id: Int
  var name: String

  /// All of them were in one country.
  var location: Location { Location(id: LocationID(String(id)), name: name, country: "US") }
}

struct NephoScaleKey: Decodable, Sendable {
  /// What a key opens.
  enum Group: Int {
    case server = 1
    case console = 4
  }

  var id: Int
  var key_group: Int
  /// Of a key that is no password.
  var public_key: String?
}
