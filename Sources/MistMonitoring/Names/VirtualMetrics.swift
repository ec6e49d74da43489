/// What the original computed of what was measured: totals and shares of the whole machine.
enum VirtualMetrics {
  static func add(to grid: inout Grid) {
    addProcessors(to: &grid)
    addMemory(to: &grid)
    addTotals(of: "disk", to: &grid) { isWholeDisk($0) }
    addTotals(of: "interface", to: &grid) { isOutward($0) }
  }

  /// `cpu.total.STATE`: the share of all cores' time in percent.
  private static func addProcessors(to grid: inout Grid) {
    var states: [Substring: [[Double]]] = [:]
    for (metric, column) in grid.columns {
      let parts = metric.split(separator: ".")
      if parts.count == 3, parts[0] == "cpu", Int(parts[1]) != nil { states[parts[2], default: []].append(column) }
    }
    guard !states.isEmpty else { return }
    let sums = states.mapValues { sum($0, count: grid.count) }
    let whole = sum(Array(sums.values), count: grid.count)
    for (state, column) in sums { grid.set("cpu.total.\(state)", column: share(column, of: whole)) }
    if let idle = sums["idle"] {
      grid.set("cpu.total.nonidle", column: share(zip(whole, idle).map { $0 - $1 }, of: whole))
    }
  }

  /// `memory.KIND_percent`, and `memory.nonfree`, which counts what is cached as used.
  private static func addMemory(to grid: inout Grid) {
    let kinds = grid.columns.filter { $0.key.hasPrefix("memory.") }
    guard let free = kinds["memory.free"] else { return }
    let whole = sum(Array(kinds.values), count: grid.count)
    for (metric, column) in kinds { grid.set("\(metric)_percent", column: share(column, of: whole)) }
    let taken = zip(whole, free).map { $0 - $1 }
    grid.set("memory.nonfree", column: taken)
    grid.set("memory.nonfree_percent", column: share(taken, of: whole))
  }

  /// `disk.total.disk_octets.read` …: the sum over what is counted once.
  private static func addTotals(of plugin: String, to grid: inout Grid, counts: (Substring) -> Bool) {
    var kinds: [String: [[Double]]] = [:]
    for (metric, column) in grid.columns where metric.hasPrefix("\(plugin).") {
      let parts = metric.split(separator: ".")
      guard parts.count >= 4 else { continue }
      let name = parts[1..<(parts.count - 2)].joined(separator: ".")
      guard counts(Substring(name)) else { continue }
      kinds["\(plugin).total.\(parts[parts.count - 2]).\(parts[parts.count - 1])", default: []].append(column)
    }
    for (metric, columns) in kinds { grid.set(metric, column: sum(columns, count: grid.count)) }
  }

  /// Partitions, volumes and arrays lie on disks that are counted already.
  static func isWholeDisk(_ name: Substring) -> Bool {
    if name.wholeMatch(of: /(dm-|md|loop|ram|zram|sr|fd)[0-9].*/) != nil { return false }
    if name.wholeMatch(of: /(sd|vd|xvd|hd)[a-z]+[0-9]+/) != nil { return false }
    return name.wholeMatch(of: /(nvme[0-9]+n[0-9]+|mmcblk[0-9]+)p[0-9]+/) == nil
  }

  /// What passes a bridge or a virtual pair passes the real interface too, or never leaves the machine.
  static func isOutward(_ name: Substring) -> Bool {
    if ["lo", "docker0"].contains(name) { return false }
    return name.wholeMatch(of: /(veth|br-|virbr|vnet|cali|flannel|ifb|dummy|tun|tap|bond|wg).*/) == nil
  }

  /// What has no value counts as nothing, as long as one of the columns has one.
  private static func sum(_ columns: [[Double]], count: Int) -> [Double] {
    var sum = Array(repeating: Double.nan, count: count)
    for column in columns {
      for (place, value) in column.enumerated() where !value.isNaN {
        sum[place] = sum[place].isNaN ? value : sum[place] + value
      }
    }
    return sum
  }

  private static func share(_ part: [Double], of whole: [Double]) -> [Double] {
    // In this order: a hundred times all of it, divided by all of it, may be more than a hundred.
    zip(part, whole).map { $1 > 0 ? 100 * ($0 / $1) : .nan }
  }
}
