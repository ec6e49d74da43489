/// One line of the sampler: what the kernel showed at one moment.
struct SamplerTick {
  /// Seconds since 1970 by the machine's clock.
  var time: Int
  /// Seconds since the machine started. Counters begin anew with it.
  var uptime: Double
  var gauges: [String: Double] = [:]
  /// By the metric that their change in a second is.
  var counters: [String: Double] = [:]
  /// As many as a container may use.
  var processors: Double?

  /// `nil` when the line is not whole.
  init?(line: Substring) {
    guard line.hasSuffix(";."), let start = line.lastIndex(of: "@") else { return nil }
    let parts = line[line.index(after: start)...].split(separator: ";")
    let head = parts[0].split(separator: " ")
    guard head.count == 2, let time = Int(head[0]), let uptime = Double(head[1]) else { return nil }
    self.time = time
    self.uptime = uptime
    gauges["uptime"] = uptime.rounded(.down)
    var memory: [Substring: Double] = [:]
    for part in parts.dropFirst().dropLast() {
      let words = part.split(separator: " ")
      let numbers = words.dropFirst(2).map { Double($0) ?? .nan }
      switch words[0] {
      case "L": readLoad(words)
      case "C" where words.count > 2: readCore(words[1], numbers)
      case "K" where numbers.count == 2: readGroup(Double(words[1]), numbers)
      case "I" where words.count > 2: readGroupDisk(words[1], words.dropFirst(2))
      case "P" where words.count == 3: readProcesses(words[1], numbers[0])
      case "M" where words.count == 3: memory[words[1]] = numbers[0] * 1024
      case "N" where numbers.count >= 12: readInterface(words[1], numbers)
      case "D" where numbers.count >= 10: readDisk(words[1], numbers)
      case "F" where words.count >= 5: readFileSystem(part, words)
      default: break
      }
    }
    readMemory(memory)
  }

  private mutating func readLoad(_ words: [Substring]) {
    for (name, word) in zip(["shortterm", "midterm", "longterm"], words.dropFirst()) {
      gauges["load.\(name)"] = Double(word)
    }
  }

  /// In jiffies, like collectd's; the time of guests is part of the user's and is taken off.
  private mutating func readCore(_ core: Substring, _ numbers: [Double]) {
    let states = ["user", "nice", "system", "idle", "wait", "interrupt", "softirq", "steal"]
    for (state, value) in zip(states, numbers) { counters["cpu.\(core).\(state)"] = value }
    if numbers.count > 9 {
      counters["cpu.\(core).user"] = numbers[0] - numbers[8]
      counters["cpu.\(core).nice"] = numbers[1] - numbers[9]
    }
  }

  /// As one core, whose idle time is what is left of what the container may use (`SamplerRates`).
  private mutating func readGroup(_ thousandths: Double?, _ microseconds: [Double]) {
    processors = thousandths.map { $0 / 1000 }
    counters["cpu.0.user"] = microseconds[0] / 10_000
    counters["cpu.0.system"] = microseconds[1] / 10_000
  }

  /// `rbytes=1 wbytes=2 rios=3 wios=4 …`
  private mutating func readGroupDisk(_ name: Substring, _ counts: ArraySlice<Substring>) {
    let metrics = [
      "rbytes": "disk_octets.read", "wbytes": "disk_octets.write", "rios": "disk_ops.read", "wios": "disk_ops.write",
    ]
    for count in counts {
      let parts = count.split(separator: "=")
      guard parts.count == 2, let metric = metrics[String(parts[0])], let value = Double(parts[1]) else { continue }
      counters["disk.\(name).\(metric)"] = value
    }
  }

  private mutating func readProcesses(_ kind: Substring, _ value: Double) {
    if kind == "forks" {
      counters["processes.fork_rate"] = value
    } else {
      gauges["processes.ps_state.\(kind)"] = value
    }
  }

  private mutating func readMemory(_ kinds: [Substring: Double]) {
    if let total = kinds["MemTotal:"], let free = kinds["MemFree:"] {
      let parts = [
        "memory.free": free, "memory.buffered": kinds["Buffers:"] ?? 0, "memory.cached": kinds["Cached:"] ?? 0,
        "memory.slab_recl": kinds["SReclaimable:"] ?? 0, "memory.slab_unrecl": kinds["SUnreclaim:"] ?? 0,
      ]
      gauges.merge(parts) { $1 }
      gauges["memory.used"] = max(0, total - parts.values.reduce(0, +))
    }
    if let total = kinds["SwapTotal:"], let free = kinds["SwapFree:"] {
      let cached = kinds["SwapCached:"] ?? 0
      gauges["swap.free"] = free
      gauges["swap.cached"] = cached
      gauges["swap.used"] = max(0, total - free - cached)
    }
  }

  private mutating func readInterface(_ name: Substring, _ numbers: [Double]) {
    // Bytes, packets, errors, dropped, FIFO, frame, compressed, multicast: eight received, then as many sent.
    for (kind, place) in [("if_octets", 0), ("if_packets", 1), ("if_errors", 2), ("if_dropped", 3)] {
      counters["interface.\(name).\(kind).rx"] = numbers[place]
      counters["interface.\(name).\(kind).tx"] = numbers[place + 8]
    }
  }

  private mutating func readDisk(_ name: Substring, _ numbers: [Double]) {
    // Reads: done, merged, sectors of 512 bytes, milliseconds; then the same of writes; under way; milliseconds busy.
    let disk = "disk.\(name)"
    counters["\(disk).disk_ops.read"] = numbers[0]
    counters["\(disk).disk_merged.read"] = numbers[1]
    counters["\(disk).disk_octets.read"] = numbers[2] * 512
    counters["\(disk).disk_ops.write"] = numbers[4]
    counters["\(disk).disk_merged.write"] = numbers[5]
    counters["\(disk).disk_octets.write"] = numbers[6] * 512
    gauges["\(disk).pending_operations"] = numbers[8]
    counters["\(disk).disk_io_time.io_time"] = numbers[9]
  }

  private mutating func readFileSystem(_ part: Substring, _ words: [Substring]) {
    guard let size = Double(words[1]), let used = Double(words[2]), let free = Double(words[3]), size > 0 else {
      return
    }
    let mount = part.split(separator: " ", maxSplits: 4)[4]
    let name = mount == "/" ? "root" : mount.dropFirst().replacing("/", with: "-")
    let reserved = max(0, size - used - free)
    for (kind, value) in [("free", free), ("reserved", reserved), ("used", used)] {
      gauges["df.\(name).df_complex.\(kind)"] = value * 1024
      gauges["df.\(name).percent_bytes.\(kind)"] = 100 * value / size
    }
  }
}
