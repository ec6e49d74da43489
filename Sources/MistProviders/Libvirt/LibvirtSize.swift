import MistModel

/// A number of CPUs and so much memory. Libvirt has no sizes of its own: these are made up, and any other may be named.
struct LibvirtSize: Hashable, Sendable {
  var cpus: Int
  /// In MiB.
  var memory: Int

  static let usual: [LibvirtSize] = [
    (1, 512), (1, 1024), (1, 2048), (2, 2048), (2, 4096), (4, 4096), (4, 8192), (8, 8192), (8, 16384), (16, 32768),
  ].map { LibvirtSize(cpus: $0.0, memory: $0.1) }

  init(cpus: Int, memory: Int) {
    self.cpus = cpus
    self.memory = memory
  }

  /// - Throws: `.invalid` for an id that is not of the form `2x4096`.
  init(_ id: SizeID) throws {
    let parts = id.rawValue.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let cpus = parts[0], let memory = parts[1], (1...512).contains(cpus),
      (16...(16 << 20)).contains(memory)
    else {
      throw MistError(
        .invalid, "'\(printable(id.rawValue))' is no size",
        hint: "2x4096 means 2 CPUs and 4096 MiB; list-sizes has the usual")
    }
    self.init(cpus: cpus, memory: memory)
  }

  var id: SizeID { SizeID("\(cpus)x\(memory)") }

  /// What a new machine's disk is grown to, in GiB; a larger image stays as large.
  var disk: Int { min(10 * cpus, 80) }

  var size: Size {
    let amount = memory % 1024 == 0 ? "\(memory / 1024) GB" : "\(memory) MB"
    return Size(id: id, name: "\(cpus) CPU\(cpus == 1 ? "" : "s"), \(amount)", memory: memory, disk: disk)
  }
}
