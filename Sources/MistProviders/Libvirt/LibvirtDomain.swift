import MistModel

/// One domain, read from libvirt's own description of it.
struct LibvirtDomain: Sendable {
  var id: String
  var name: String
  var state: MachineState
  var cpus: Int
  /// In MiB.
  var memory: Int
  /// Of its network cards, in small letters.
  var hardwareAddresses: [String]
  /// The files of its disks.
  var disks: [String]
  /// What we noted when we made it; `nil` for what others made.
  var note: Note?

  /// Kept in the domain's metadata.
  struct Note: Sendable {
    var image: String?
    /// The files that we made for it, and that go when it goes.
    var disks: [String]

    static let namespace = "https://mist.io/libvirt/machine/1"
  }

  /// - Parameters:
  ///   - state: as `virsh domstate` says.
  ///   - description: as `virsh dumpxml` writes it.
  /// - Returns: `nil` when that is no domain.
  init?(state: String, description: some Sequence<UInt8>) {
    guard let root = try? XMLDocument(Array(description)).root, root.isNamed("domain"), let name = root.text("name"),
      let id = root.text("uuid"), Self.isID(id)
    else { return nil }
    self.id = id
    self.name = name
    self.state = Self.state(state)
    cpus = root["vcpu"].flatMap { $0.attribute("current") ?? $0.text }.flatMap { Int($0) } ?? 0
    memory = root["memory"].map(Self.mebibytes) ?? 0
    let devices = root["devices"].map { Array($0.children) } ?? []
    hardwareAddresses = devices.filter { $0.isNamed("interface") }
      .compactMap { $0["mac"]?.attribute("address")?.lowercased() }
    disks = devices.filter { $0.isNamed("disk") }
      .compactMap { $0["source"].flatMap { $0.attribute("file") ?? $0.attribute("dev") } }
    note = root["metadata"]?["machine"].map { machine in
      Note(image: machine.text("image"), disks: machine.children.filter { $0.isNamed("disk") }.map(\.text))
    }
  }

  /// The files that may go with it: ours by its note, and still its own.
  var ownDisks: [String] { (note?.disks ?? []).filter(disks.contains) }

  var size: SizeID { LibvirtSize(cpus: cpus, memory: memory).id }

  func machine(of backend: BackendID, addresses: [String]) -> Machine {
    Machine(
      id: MachineID(id), backend: backend, name: name, state: state,
      publicIPs: addresses.filter { !isInnerAddress($0) }, privateIPs: addresses.filter(isInnerAddress),
      image: note?.image.map { ImageID($0) }, size: size,
      extra: [
        "cpus": .integer(cpus), "memory": .integer(memory), "mac": .array(hardwareAddresses.map { .string($0) }),
      ], actions: actions)
  }

  private var actions: Set<MachineAction> {
    switch state {
    case .running, .paused: [.stop, .reboot, .destroy, .tag]
    case .suspended: [.start, .stop, .destroy, .tag]
    case .stopped, .error: [.start, .destroy, .rename, .resize, .tag]
    default: [.stop, .destroy, .tag]
    }
  }

  /// What is switched off may be started; the original called it terminated, which elsewhere means that it is gone.
  private static func state(_ word: String) -> MachineState {
    switch word {
    case "running", "idle": .running
    case "paused": .paused
    case "in shutdown": .pending
    case "shut off": .stopped
    case "crashed": .error
    case "pmsuspended": .suspended
    default: .unknown
    }
  }

  private static func mebibytes(_ element: XMLElement) -> Int {
    guard let number = Int(element.text), number >= 0 else { return 0 }
    switch element.attribute("unit") {
    case "b", "bytes": return number >> 20
    case "MiB", "M": return number
    case "GiB", "G": return number < 1 << 40 ? number << 10 : 0
    default: return number >> 10
    }
  }

  /// Whether a text is an id as libvirt writes it, and so fit for a command as it is.
  static func isID(_ text: String) -> Bool {
    let lengths = text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
    return lengths == [8, 4, 4, 4, 12] && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || isHexadecimal($0) }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
