import MistModel

/// A size. The provider has none of its own: a machine gets as many processors and as much memory as one says.
struct VCloudSize: Hashable, Sendable {
  let processors: Int
  /// MiB.
  let memory: Int

  /// Those that are listed. Every other one may be ordered too, by an id of this kind.
  static let usual: [VCloudSize] = [
    .init(1, 512), .init(1, 1024), .init(1, 2048), .init(2, 2048), .init(2, 4096), .init(4, 8192), .init(4, 16384),
    .init(8, 16384), .init(8, 32768),
  ]

  init(_ processors: Int, _ memory: Int) {
    (self.processors, self.memory) = (processors, memory)
  }

  /// From an id: processors, `x`, MiB of memory.
  init(_ id: SizeID) throws {
    let parts = id.rawValue.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let processors = parts[0], let memory = parts[1], (1...256).contains(processors),
      (4...16_777_216).contains(memory), memory.isMultiple(of: 4)
    else {
      throw MistError(
        .invalid, "'\(printable(id.rawValue))' is no size of a machine",
        hint: "as 2x4096: processors, 'x', MiB of memory, a multiple of 4; list-sizes shows the usual ones")
    }
    self.init(processors, memory)
  }

  var id: SizeID { SizeID("\(processors)x\(memory)") }

  var size: Size {
    let amount = memory < 1024 ? "\(memory) MB" : "\(memory / 1024) GB"
    return Size(id: id, name: "\(processors) CPU, \(amount)", memory: memory)
  }
}

/// What a machine has of one kind, as it is read from a machine or a template, and changed.
struct VCloudHardware: Sendable {
  enum Kind: Int, CaseIterable, Sendable {
    case processors = 3
    case memory = 4

    /// As it ends the address of a machine's own.
    var name: String { self == .processors ? "cpu" : "memory" }

    fileprivate func quantity(of size: VCloudSize) -> Int { self == .processors ? size.processors : size.memory }
  }

  private let kind: Kind
  private let item: XMLElement
  /// Its id among the machine's parts.
  private let instance: String

  init?(_ kind: Kind, _ item: XMLElement) {
    guard item.text("ResourceType").flatMap({ Int($0) }) == kind.rawValue, let instance = item.text("InstanceID") else {
      return nil
    }
    (self.kind, self.item, self.instance) = (kind, item, instance)
  }

  /// Of a machine in a template.
  static func all(of machine: XMLElement) -> [VCloudHardware] {
    let items = machine.items("VirtualHardwareSection").filter { $0.isNamed("Item") }
    return Kind.allCases.compactMap { kind in items.lazy.compactMap { VCloudHardware(kind, $0) }.first }
  }

  func isAlready(_ size: VCloudSize) -> Bool { item.text("VirtualQuantity") == String(kind.quantity(of: size)) }

  /// The same as a machine of that size has it.
  ///
  /// - Parameter name: the element's own.
  func changed(to size: VCloudSize, name: String) -> XMLNode {
    let quantity = kind.quantity(of: size)
    let isProcessors = kind == .processors
    // In the order of their names, as the schema wants them.
    var parts: [(String, String?)] = [
      ("rasd:AllocationUnits", item.text("AllocationUnits") ?? (isProcessors ? "hertz * 10^6" : "byte * 2^20")),
      ("rasd:Description", item.text("Description")),
      ("rasd:ElementName", isProcessors ? "\(quantity) virtual CPU(s)" : "\(quantity) MB of memory"),
      ("rasd:InstanceID", instance), ("rasd:Reservation", item.text("Reservation")),
      ("rasd:ResourceType", String(kind.rawValue)), ("rasd:VirtualQuantity", String(quantity)),
      ("rasd:Weight", item.text("Weight")),
    ]
    // All of them in one socket: a number of sockets could be left that does not divide them.
    if isProcessors, item["CoresPerSocket"] != nil { parts.append(("vmw:CoresPerSocket", String(quantity))) }
    return XMLNode(name, [:], parts.compactMap { name, text in text.map { XMLNode(name, text: $0) } })
  }
}
