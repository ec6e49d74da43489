import GRDB
import MistModel

/// Reads the values of one machine.
struct SeriesReader {
  private let db: Database
  private let machine: Int64

  /// `nil` for a machine of which nothing is kept.
  init?(_ db: Database, of reference: MachineReference) throws {
    let statement = try db.cachedStatement(sql: "SELECT id FROM machine WHERE backend = ? AND machine = ?")
    guard let id = try Int64.fetchOne(statement, arguments: reference.arguments) else { return nil }
    self.db = db
    machine = id
  }

  /// The ids of all metrics that were ever measured and are still kept.
  func metrics() throws -> [String] {
    try String.fetchAll(
      db.cachedStatement(sql: "SELECT metric FROM series WHERE machine = ? ORDER BY metric"), arguments: [machine])
  }

  /// The newest values, with their time; those that are missing there are left out.
  func latest() throws -> (time: Int, values: [String: Double])? {
    let statement = try db.cachedStatement(
      sql: "SELECT time, data FROM head WHERE machine = ? ORDER BY time DESC LIMIT 1")
    guard let row = try Row.fetchOne(statement, arguments: [machine]) else { return nil }
    let head = HeadRow(row["data"])
    let values = try series().compactMapValues { series in
      let value = head[series.slot]
      return value.isNaN ? nil : DecimalScale.plain(value)
    }
    return (row["time"], values)
  }

  /// Fills in the steps of each of these metrics, from values of `tier` and from those of the hour that is still open.
  ///
  /// - Returns: by metric; one of which nothing is kept is left out.
  func fill(_ buckets: StepBuckets, of metrics: [String], from tier: Tier) throws -> [String: StepBuckets] {
    let wanted = Set(metrics)
    let series = try series().filter { wanted.contains($0.key) }
    guard !series.isEmpty else { return [:] }
    let chunks = try db.cachedStatement(sql: "SELECT id, data FROM \(tier.table) WHERE id >= ? AND id < ?")
    var filled = try series.mapValues { series in
      var filled = buckets
      let range = ChunkID.range(series: series.id, buckets.start..<buckets.end, in: tier)
      let rows = try Row.fetchCursor(chunks, arguments: [range.lowerBound, range.upperBound])
      while let row = try rows.next() {
        let start = ChunkID.start(row[0])
        let columns = try row.withUnsafeData(atIndex: 1) { data in
          try data?.withUnsafeBytes { try ChunkCodec.decode($0, columns: tier.columns, count: tier.count) }
        }
        if let columns { filled.add(columns, of: tier, from: start) }
      }
      return filled
    }
    try addOpenHour(to: &filled, series, tier)
    return filled
  }

  private func series() throws -> [String: SeriesWriter.KeptSeries] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT id, slot, metric FROM series WHERE machine = ?"), arguments: [machine])
    var series: [String: SeriesWriter.KeptSeries] = [:]
    while let row = try rows.next() {
      series[row["metric"]] = SeriesWriter.KeptSeries(id: row["id"], slot: row["slot"])
    }
    return series
  }

  /// Summed up to the steps of the tier, as they will be when the hour is over.
  private func addOpenHour(
    to filled: inout [String: StepBuckets], _ series: [String: SeriesWriter.KeptSeries], _ tier: Tier
  ) throws {
    guard let buckets = filled.values.first else { return }
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT time, data FROM head WHERE machine = ? AND time >= ? AND time < ? ORDER BY time"),
      arguments: [machine, buckets.start - buckets.start % tier.step, buckets.end])
    var (start, heads): (Int, [HeadRow]) = (0, [])
    func addGathered() {
      for (metric, series) in series {
        var (sum, count, least, greatest) = (0.0, 0, Double.nan, Double.nan)
        for head in heads {
          let value = head[series.slot]
          guard !value.isNaN else { continue }
          sum += value
          count += 1
          least = Double.minimum(least, value)
          greatest = Double.maximum(greatest, value)
        }
        guard count > 0 else { continue }
        filled[metric]?.add(sum / Double(count), least: least, greatest: greatest, at: start, weight: tier.step)
      }
    }
    while let row = try rows.next() {
      let time: Int = row[0]
      if heads.isEmpty || time >= start + tier.step {
        addGathered()
        (start, heads) = (time - time % tier.step, [])
      }
      heads.append(HeadRow(row[1]))
    }
    addGathered()
  }
}

extension StepBuckets {
  /// - Parameter start: the time of the first value in the columns.
  fileprivate mutating func add(_ columns: [[Double]], of tier: Tier, from start: Int) {
    let first = max(0, (self.start - start) / tier.step)
    let last = min(columns[0].count, (end - start + tier.step - 1) / tier.step)
    guard first < last else { return }
    if columns.count == 1 {
      for index in first..<last { add(columns[0][index], at: start + index * tier.step, weight: tier.step) }
    } else {
      for index in first..<last {
        add(
          columns[0][index], least: columns[1][index], greatest: columns[2][index], at: start + index * tier.step,
          weight: tier.step)
      }
    }
  }
}
