/// The short names of what is looked at most.
enum MetricAlias {
  static let ids: [(name: String, id: String)] = [
    ("cpu", cpu), ("load", load), ("ram", memory), ("memory", memory), ("disk", disk), ("disk-read", diskRead),
    ("disk-write", diskWrite), ("network-rx", received), ("network-tx", sent),
  ]

  static let cpu = "cpu.total.nonidle"
  static let load = "load.shortterm"
  /// Without what the system keeps only for as long as nobody needs the room.
  static let memory = "memory.used_percent"
  static let disk = "df.root.percent_bytes.used"
  static let diskRead = "disk.total.disk_octets.read"
  static let diskWrite = "disk.total.disk_octets.write"
  static let received = "interface.total.if_octets.rx"
  static let sent = "interface.total.if_octets.tx"

  /// The id that a word means; the word itself where it is no short name.
  static func id(_ word: String) -> String {
    ids.first { $0.name == word }?.id ?? word
  }

  /// Whether a word names a metric whatever machines are called.
  static func isMetric(_ word: String) -> Bool {
    ids.contains { $0.name == word } || families.contains { word.hasPrefix($0 + ".") }
  }

  private static let families = [
    "cpu", "load", "memory", "swap", "disk", "df", "interface", "processes", "mist.python",
  ]

  /// What the main metrics are called in a short line.
  static func shortName(of id: String) -> String? {
    switch id {
    case cpu: "CPU"
    case load: "Load"
    case memory: "RAM"
    case disk: "Disk /"
    case diskRead: "Disks read"
    case diskWrite: "Disks write"
    case received: "Net rx"
    case sent: "Net tx"
    default: nil
    }
  }

  /// The main metrics, in the order they are shown.
  static let main = [cpu, load, memory, disk, diskRead, diskWrite, received, sent]
}
