import Foundation
import GRDB
import MistMonitoring

/// Puts pulled values where they belong: those of the hour that is still open into rows, those before it into chunks,
/// whenever they come.
package struct SeriesWriter {
  private let db: Database
  private let machine: Int64
  private let now: Int
  /// By metric.
  private var known: [String: KeptSeries] = [:]

  private static let noValues = [Double](repeating: .nan, count: Tier.tenSeconds.count)

  struct KeptSeries {
    var id: Int64
    var slot: Int
  }

  /// - Parameter now: decides what is too old to be kept.
  package init(_ db: Database, machine: Int64, now: Int) throws {
    self.db = db
    self.machine = machine
    self.now = now
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT id, slot, metric FROM series WHERE machine = ?"), arguments: [machine])
    while let row = try rows.next() { known[row["metric"]] = KeptSeries(id: row["id"], slot: row["slot"]) }
  }

  /// Values later than this are of a clock that was wrong.
  private var latest: Int { now + 60 }

  /// - Parameter newest: the newest time kept before.
  /// - Returns: the newest time now.
  package mutating func write(_ pulled: [MeasuredSeries], newest: Int) throws -> Int {
    let kept = try pulled.compactMap { try accepted($0) }
    let reached = kept.reduce(try reached(newest)) { max($0, $1.times.last ?? 0) }
    let openHour = Tier.tenSeconds.start(of: reached)
    var late: [Int: [Int64: [Double]]] = [:]
    var rows: [Int: HeadRow] = [:]
    for values in kept {
      for (time, value) in zip(values.times, values.values) {
        if time >= openHour {
          rows[time, default: HeadRow()][values.series.slot] = value
        } else {
          let hour = Tier.tenSeconds.start(of: time)
          late[hour, default: [:]][values.series.id, default: Self.noValues][(time - hour) / Tier.tenSeconds.step] =
            value
        }
      }
    }
    try seal(before: openHour, into: &late)
    for (hour, values) in late {
      for (series, values) in values { try merge(values, of: series, at: hour) }
    }
    for (time, row) in rows { try merge(row, at: time) }
    return reached
  }

  /// - Parameter newest: may be of a clock that was set back since; what is kept of times that have not come goes then.
  private func reached(_ newest: Int) throws -> Int {
    guard newest > latest else { return newest }
    try db.execute(sql: "DELETE FROM head WHERE machine = ? AND time > ?", arguments: [machine, latest])
    return try Int.fetchOne(db, sql: "SELECT max(time) FROM head WHERE machine = ?", arguments: [machine]) ?? 0
  }

  /// Puts the rows of hours that are over into chunks though nothing new came.
  mutating func seal(before openHour: Int) throws {
    var values: [Int: [Int64: [Double]]] = [:]
    try seal(before: openHour, into: &values)
    for (hour, values) in values {
      for (series, values) in values { try merge(values, of: series, at: hour) }
    }
  }

  private struct Accepted {
    var series: KeptSeries
    var times: [Int]
    var values: [Double]
  }

  /// What can be kept of a series, in the order of its times: no NaN, nothing of the future, nothing before all retention.
  private mutating func accepted(_ measured: MeasuredSeries) throws -> Accepted? {
    let oldest = now - Tier.hour.retention
    let step = Tier.tenSeconds.step
    let pairs = zip(measured.times, measured.values).filter { $1.isFinite && $0 > oldest && $0 <= latest }
    guard !pairs.isEmpty else { return nil }
    let sorted = pairs.map { ($0 - $0 % step, $1) }.sorted { $0.0 < $1.0 }
    return Accepted(series: try series(measured.metric), times: sorted.map(\.0), values: sorted.map(\.1))
  }

  private mutating func series(_ metric: String) throws -> KeptSeries {
    if let series = known[metric] { return series }
    let taken = Set(known.values.map(\.slot))
    let slot = (0...known.count).first { !taken.contains($0) } ?? known.count
    try db.execute(
      sql: "INSERT INTO series (machine, slot, metric) VALUES (?, ?, ?)", arguments: [machine, slot, metric])
    let series = KeptSeries(id: db.lastInsertedRowID, slot: slot)
    known[metric] = series
    return series
  }

  /// Gathers the rows of hours that are over; what came late for the same time wins.
  private func seal(before openHour: Int, into late: inout [Int: [Int64: [Double]]]) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT time, data FROM head WHERE machine = ? AND time < ?"),
      arguments: [machine, openHour])
    var hours: [Int: [(index: Int, row: HeadRow)]] = [:]
    while let row = try rows.next() {
      let time: Int = row["time"]
      let hour = Tier.tenSeconds.start(of: time)
      hours[hour, default: []].append(((time - hour) / Tier.tenSeconds.step, HeadRow(row["data"])))
    }
    guard !hours.isEmpty else { return }
    for (hour, rows) in hours {
      for series in known.values {
        var values = late[hour]?[series.id] ?? Self.noValues
        for (index, row) in rows where values[index].isNaN { values[index] = row[series.slot] }
        if values.contains(where: { !$0.isNaN }) { late[hour, default: [:]][series.id] = values }
      }
    }
    try db.execute(sql: "DELETE FROM head WHERE machine = ? AND time < ?", arguments: [machine, openHour])
  }

  private func merge(_ row: HeadRow, at time: Int) throws {
    var merged = HeadRow()
    let kept = try Data.fetchOne(
      db.cachedStatement(sql: "SELECT data FROM head WHERE machine = ? AND time = ?"), arguments: [machine, time])
    if let kept { merged = HeadRow(kept) }
    for (slot, value) in row.values.enumerated() where !value.isNaN { merged[slot] = Double(value) }
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO head (machine, time, data) VALUES (?, ?, ?)")
      .execute(arguments: [machine, time, merged.data])
  }

  /// Into the chunk of an hour that is over, and into all that is made of it.
  private func merge(_ late: [Double], of series: Int64, at hour: Int) throws {
    let kept = try columns(of: series, at: hour, in: .tenSeconds)?[0]
    let values = kept.map { zip(late, $0).map { $0.isNaN ? $1 : $0 } } ?? late
    // Of an hour whose values are no longer kept, these are only a part.
    let isPart = kept == nil && now - hour > Tier.tenSeconds.retention
    if !isPart { try put([values], of: series, at: hour, in: .tenSeconds) }
    for tier in Tier.summaries {
      let start = tier.start(of: hour)
      var summary = try columns(of: series, at: start, in: tier).map(Summary.init) ?? Summary(count: tier.count)
      summary.merge(
        Summary(of: values, each: tier.step / Tier.tenSeconds.step), at: (hour - start) / tier.step, fillsGaps: isPart)
      try put(summary.columns, of: series, at: start, in: tier)
    }
  }

  private func columns(of series: Int64, at start: Int, in tier: Tier) throws -> [[Double]]? {
    let data = try Data.fetchOne(
      db.cachedStatement(sql: "SELECT data FROM \(tier.table) WHERE id = ?"),
      arguments: [ChunkID.id(series: series, start: start)])
    return try data?.withUnsafeBytes { try ChunkCodec.decode($0, columns: tier.columns, count: tier.count) }
  }

  private func put(_ columns: [[Double]], of series: Int64, at start: Int, in tier: Tier) throws {
    try db.cachedStatement(sql: "INSERT OR REPLACE INTO \(tier.table) (id, data) VALUES (?, ?)")
      .execute(arguments: [ChunkID.id(series: series, start: start), Data(ChunkCodec.encode(columns))])
  }
}
