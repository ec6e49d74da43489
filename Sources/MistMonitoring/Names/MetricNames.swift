/// Names, units and bounds of metrics by their ids, and the short words for the main ones.
public enum MetricNames {
  /// What every machine shows, with the original's names and bounds.
  public static let builtIn: [MetricDescription] = [
    MetricDescription(id: "cpu.total.nonidle", name: "CPU", unit: "%", maximum: 100, priority: 0),
    MetricDescription(id: "load.shortterm", name: "Load", maximum: 64, priority: 0),
    MetricDescription(id: "memory.nonfree_percent", name: "RAM", unit: "%", maximum: 100, priority: 0),
    MetricDescription(
      id: "disk.total.disk_octets.read", name: "Disks Read", unit: "B/s", maximum: 750_000_000, priority: 0),
    MetricDescription(
      id: "disk.total.disk_octets.write", name: "Disks Write", unit: "B/s", maximum: 750_000_000, priority: 0),
    MetricDescription(
      id: "interface.total.if_octets.rx", name: "Ifaces Rx", unit: "B/s", maximum: 1_250_000_000, priority: 0),
    MetricDescription(
      id: "interface.total.if_octets.tx", name: "Ifaces Tx", unit: "B/s", maximum: 1_250_000_000, priority: 0),
  ]

  /// Short words that stand for a built-in metric.
  public static let aliases = [
    "cpu": "cpu.total.nonidle", "load": "load.shortterm", "ram": "memory.nonfree_percent",
    "disk-read": "disk.total.disk_octets.read", "disk-write": "disk.total.disk_octets.write",
    "network-rx": "interface.total.if_octets.rx", "network-tx": "interface.total.if_octets.tx",
  ]

  /// The id that a word of a person stands for: an alias's, else the word itself.
  public static func id(for word: String) -> String {
    aliases[word] ?? word
  }

  /// What is known of any id; one that nobody knows is named by its words.
  public static func describe(_ id: String) -> MetricDescription {
    if let known = known[id] { return known }
    let parts = id.split(separator: ".").map(String.init)
    guard let plugin = parts.first else { return MetricDescription(id: id, name: id) }
    switch plugin {
    case "cpu": return processor(id, parts)
    case "memory": return memory(id, parts)
    case "disk": return transfer(id, parts, of: "Disk")
    case "interface": return transfer(id, parts, of: "Interface")
    case "df": return fileSystem(id, parts)
    case "swap": return swap(id, parts)
    case "ping": return ping(id, parts)
    default: return plain(id, parts)
    }
  }

  private static let known: [String: MetricDescription] = {
    let others = [
      MetricDescription(id: "load.midterm", name: "Load (5 mins)", maximum: 64, priority: 30),
      MetricDescription(id: "load.longterm", name: "Load (15 mins)", maximum: 64, priority: 30),
      MetricDescription(id: "memory.used_percent", name: "RAM used", unit: "%", maximum: 100, priority: 30),
      MetricDescription(id: "users", name: "Users", priority: 30),
      MetricDescription(id: "uptime", name: "Uptime", unit: "s", priority: 60),
      MetricDescription(id: "entropy", name: "Entropy", unit: "bits", priority: 60),
      MetricDescription(id: "processes.fork_rate", name: "Forks", unit: "/s", priority: 60),
    ]
    return Dictionary(uniqueKeysWithValues: (builtIn + others).map { ($0.id, $0) })
  }()

  private static func processor(_ id: String, _ parts: [String]) -> MetricDescription {
    guard parts.count == 3 else { return plain(id, parts) }
    if parts[1] == "total" {
      return MetricDescription(id: id, name: "CPU \(parts[2])", unit: "%", maximum: 100, priority: 40)
    }
    return MetricDescription(id: id, name: "CPU \(parts[1]) \(parts[2])", unit: "jiffies", maximum: 100, priority: 70)
  }

  private static func memory(_ id: String, _ parts: [String]) -> MetricDescription {
    guard parts.count == 2 else { return plain(id, parts) }
    let kind = parts[1].replacing("_percent", with: "").replacing("_", with: " ")
    return parts[1].hasSuffix("_percent")
      ? MetricDescription(id: id, name: "RAM \(kind)", unit: "%", maximum: 100, priority: 40)
      : MetricDescription(id: id, name: "RAM \(kind)", unit: "B", priority: 50)
  }

  /// `disk.vda.disk_octets.read`, `interface.eth0.if_octets.rx`: the name of the thing may have dots of its own.
  private static func transfer(_ id: String, _ parts: [String], of thing: String) -> MetricDescription {
    guard parts.count >= 4, let way = parts.last else { return plain(id, parts) }
    let kind = parts[parts.count - 2]
    let name = parts[1..<(parts.count - 2)].joined(separator: ".")
    let place = name == "total" ? "\(thing)s" : "\(thing) \(name)"
    let (what, unit) =
      switch kind {
      case "disk_octets", "if_octets": ("", "B/s")
      case "disk_ops": (" operations", "/s")
      case "disk_merged": (" merged", "/s")
      case "disk_time": (" time", "ms")
      case "disk_io_time": ("", "ms/s")
      case "if_packets": (" packets", "/s")
      case "if_errors": (" errors", "/s")
      case "if_dropped": (" dropped", "/s")
      default: (" \(kind.replacing("_", with: " "))", "")
      }
    return MetricDescription(
      id: id, name: "\(place)\(what) \(capitalised(way.replacing("_", with: " ")))", unit: unit,
      priority: unit == "B/s" ? 40 : 70)
  }

  private static func fileSystem(_ id: String, _ parts: [String]) -> MetricDescription {
    guard parts.count >= 4, let kind = parts.last else { return plain(id, parts) }
    let place = parts[1..<(parts.count - 2)].joined(separator: ".")
    let isShare = parts[parts.count - 2].hasPrefix("percent")
    return MetricDescription(
      id: id, name: "Disk space \(place) \(kind)", unit: isShare ? "%" : "B", maximum: isShare ? 100 : nil,
      priority: isShare && kind == "used" ? 30 : 60)
  }

  private static func swap(_ id: String, _ parts: [String]) -> MetricDescription {
    guard let kind = parts.last, parts.count > 1 else { return plain(id, parts) }
    if parts.contains("swap_io") { return MetricDescription(id: id, name: "Swap \(kind)", unit: "pages/s") }
    return MetricDescription(
      id: id, name: "Swap \(kind)", unit: parts.contains("percent") ? "%" : "B",
      maximum: parts.contains("percent") ? 100 : nil)
  }

  private static func ping(_ id: String, _ parts: [String]) -> MetricDescription {
    guard parts.count >= 2, let host = parts.last else { return plain(id, parts) }
    let address = host.wholeMatch(of: /[0-9]+(_[0-9]+){3}/) != nil ? host.replacing("_", with: ".") : host
    switch parts[1] {
    case "ping_droprate": return MetricDescription(id: id, name: "Ping \(address) lost", maximum: 1)
    case "ping_stddev": return MetricDescription(id: id, name: "Ping \(address) deviation", unit: "ms")
    default: return MetricDescription(id: id, name: "Ping \(address)", unit: "ms")
    }
  }

  /// Custom metrics may be negative.
  private static func plain(_ id: String, _ parts: [String]) -> MetricDescription {
    let isCustom = id.hasPrefix("mist.python.")
    let words = isCustom ? Array(parts.dropFirst(2)) : parts
    let name = capitalised(words.joined(separator: " ").replacing("_", with: " "))
    return MetricDescription(
      id: id, name: name.isEmpty ? id : name, minimum: isCustom ? nil : 0, priority: isCustom ? 30 : 100)
  }

  private static func capitalised(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
