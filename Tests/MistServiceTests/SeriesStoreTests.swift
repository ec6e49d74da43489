import Foundation
import GRDB
import MistModel
import MistMonitoring
import Testing

@testable import MistService

/// What was pulled is kept, summed up and found again.
@Suite struct SeriesStoreTests {
  private let folder = newFolder()
  private let store: SeriesStore
  private let machine = MachineReference(backend: "b", machine: "m")
  /// The beginning of an hour, and of a day.
  private let day = 1_400_025_600

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = SeriesStore(folder: folder)
  }

  @discardableResult
  private func keep(_ series: [MeasuredSeries], cursor: String = "c", at now: Int) async throws -> PullRecord {
    let machine = machine
    return try await store.write { db in
      guard
        case .mine(let record) = try PullRecord.take(
          machine, for: .current, at: Double(now), seconds: 60, unlessWithin: 0, db)
      else { throw MistError(.failed, "held") }
      return try record.keep(Pulled(series: series, cursor: PullCursor(cursor), method: .sampler), at: Double(now), db)
    }
  }

  /// A value each ten seconds, made of its time.
  private func series(
    _ times: Range<Int>, of metric: String = "load", _ value: (Int) -> Double = { Double($0 % 1000) }
  ) -> MeasuredSeries {
    let times = stride(from: times.lowerBound, to: times.upperBound, by: 10).map { $0 }
    return MeasuredSeries(metric: metric, times: times, values: times.map(value))
  }

  private func values(
    _ times: Range<Int>, of metric: String = "load", step: Int = 10, now: Int? = nil
  ) async throws -> [Double?] {
    let buckets = StepBuckets(start: times.lowerBound, step: step, count: times.count / step)
    let tier = Tier.best(forStep: step, since: times.lowerBound, now: now ?? times.upperBound)
    let machine = machine
    return try await store.read { db in
      let reader = try SeriesReader(db, of: machine)
      let filled = try reader?.fill(buckets, of: [metric], from: tier)[metric]
      return (0..<buckets.count).map { filled?.mean($0) }
    }
  }

  private func count(_ table: String) async throws -> Int {
    try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") ?? 0 }
  }

  @Test func theOpenHourIsRowsAndTheOthersAreChunks() async throws {
    try await keep([series(day..<day + 1800)], at: day + 1800)
    #expect(try await count("head") == 180)
    #expect(try await count("chunk10") == 0)
    try await keep([series(day + 1800..<day + 3700)], at: day + 3700)
    #expect(try await count("head") == 10)
    #expect(try await count("chunk10") == 1)
    let got = try await values(day..<day + 3700)
    #expect(got == stride(from: day, to: day + 3700, by: 10).map { Double($0 % 1000) })
  }

  @Test func meansAreTheSameBeforeAndAfterAnHourIsOver() async throws {
    try await keep([series(day..<day + 3600)], at: day + 3600)
    let before = try await values(day..<day + 3600, step: 60)
    try await keep([series(day + 3600..<day + 3610)], at: day + 3610)
    #expect(try await count("chunk60") == 1)
    let after = try await values(day..<day + 3600, step: 60)
    #expect(before.count == 60 && before.allSatisfy { $0 != nil })
    for (before, after) in zip(before, after) { #expect(abs((before ?? 0) - (after ?? 1)) < 0.05) }
  }

  @Test func whatComesLateGoesWhereItBelongs() async throws {
    try await keep([series(day..<day + 600), series(day..<day + 7200, of: "users")], at: day + 7200)
    #expect(try await values(day + 600..<day + 1200, step: 60).allSatisfy { $0 == nil })
    try await keep([series(day + 600..<day + 7200) { _ in 5 }], at: day + 7210)
    #expect(try await values(day + 600..<day + 1200, step: 60) == Array(repeating: 5, count: 10))
    #expect(try await values(day + 600..<day + 7200) == Array(repeating: 5, count: 660))
    #expect(try await values(day..<day + 600)[3] == Double((day + 30) % 1000))
    #expect(try await values(day..<day + 100, of: "users").allSatisfy { $0 != nil })
  }

  @Test func theSameAgainChangesNothing() async throws {
    for _ in 0..<3 { try await keep([series(day..<day + 4000)], at: day + 4000) }
    #expect(try await values(day..<day + 4000) == stride(from: day, to: day + 4000, by: 10).map { Double($0 % 1000) })
    #expect(try await count("head") == 40)
    #expect(try await count("series") == 1)
  }

  @Test func gapsStayGaps() async throws {
    try await keep([series(day..<day + 100), series(day + 50..<day + 60, of: "x")], at: day + 200)
    try await keep([series(day + 7200..<day + 7210)], at: day + 7210)
    let got = try await values(day..<day + 200)
    #expect(got.prefix(10).allSatisfy { $0 != nil } && got.dropFirst(10).allSatisfy { $0 == nil })
    #expect(try await values(day..<day + 100, of: "x").compactMap { $0 }.count == 1)
  }

  @Test func whatIsNoNumberOrOfNoTimeIsNotKept() async throws {
    let wrong = MeasuredSeries(
      metric: "odd name \u{1B}[31m/-.", times: [day, day + 10, day + 20, day + 99_999, 5],
      values: [.nan, .infinity, 3, 4, 5])
    let record = try await keep([wrong, MeasuredSeries(metric: "none", times: [day], values: [.nan])], at: day + 30)
    #expect(record.newest == day + 20)
    #expect(try await values(day..<day + 30, of: wrong.metric) == [nil, nil, 3])
    #expect(try await count("series") == 1)
  }

  @Test func theGreatestIsSeenInLongSteps() async throws {
    try await keep([series(day..<day + 3600) { $0 == day + 100 ? 1000 : 1 }], at: day + 3600)
    try await keep([series(day + 3600..<day + 3610)], at: day + 3610)
    let machine = machine
    let buckets = StepBuckets(start: day, step: 3600, count: 1)
    let filled = try await store.read { db in
      try SeriesReader(db, of: machine)?
        .fill(buckets, of: ["load"], from: .hour)["load"]
    }
    #expect(filled?.greatest(0) == 1000 && filled?.least(0) == 1)
    #expect(abs((filled?.mean(0) ?? 0) - 3.775) < 0.001)
  }

  @Test func oldValuesGoAndTheirSumsStay() async throws {
    try await keep([series(day..<day + 3600)], at: day + 3600)
    try await keep([series(day + 3600..<day + 3610)], at: day + 3610)
    let later = day + 3 * 86_400
    try await store.write { try Retention.sweep(at: later, $0) }
    #expect(try await count("chunk10") == 0)
    #expect(try await count("chunk60") == 1)
    #expect(try await values(day..<day + 3600, step: 60, now: later).allSatisfy { $0 != nil })
    // A part of that hour comes late: it must not count as the whole.
    let whole = try await values(day..<day + 3600, step: 3600, now: later)
    try await keep([series(later..<later + 10), series(day..<day + 60) { _ in 0 }], at: later + 10)
    #expect(try await values(day..<day + 3600, step: 3600, now: later) == whole)
    try await store.write { try Retention.sweep(at: later + 800 * 86_400, $0) }
    #expect(try await count("chunk3600") == 0)
    #expect(try await count("series") == 0)
  }

  @Test func aClockThatWasSetBackHoldsNothingUp() async throws {
    try await keep([series(day + 7200..<day + 9000) { _ in 9 }], at: day + 9000)
    let record = try await keep([series(day..<day + 600) { _ in 1 }], at: day + 600)
    #expect(record.newest == day + 590)
    let machine = machine
    let latest = try await store.read { try SeriesReader($0, of: machine)?.latest() }
    #expect(latest?.time == day + 590 && latest?.values == ["load": 1])
    // The time that was measured too early comes after all.
    try await keep([series(day + 600..<day + 9000) { _ in 2 }], at: day + 9000)
    #expect(try await values(day + 600..<day + 9000).allSatisfy { $0 == 2 })
  }

  @Test func theLastHourOfASilentMachineIsKeptLikeTheOthers() async throws {
    try await keep([series(day..<day + 600) { _ in 3 }], at: day + 600)
    let later = day + 3 * 86_400
    try await store.write { try Retention.sweep(at: later, $0) }
    #expect(try await count("head") == 0)
    #expect(try await values(day..<day + 600, step: 60, now: later) == Array(repeating: 3, count: 10))
  }

  @Test func aForgottenMetricLeavesItsSlotClean() async throws {
    try await keep([series(day..<day + 50, of: "a"), series(day..<day + 50, of: "b")], at: day + 50)
    let machine = machine
    try await store.write { db in
      guard let record = try PullRecord.fetch(machine, db) else { return }
      try Retention.forget("a", ofMachine: record.id, db)
    }
    try await keep([series(day + 50..<day + 60, of: "c")], at: day + 60)
    #expect(try await values(day..<day + 60, of: "c").compactMap { $0 }.count == 1)
    #expect(try await values(day..<day + 50, of: "b").compactMap { $0 }.count == 5)
  }

  @Test func onlyOneProcessPullsAMachine() async throws {
    let (machine, now) = (machine, Double(day))
    func take(_ holder: WorkerProcess, at time: Double, age: Double = 0) async throws -> PullRecord.Lease {
      try await store.write { db in
        try PullRecord.take(machine, for: holder, at: time, seconds: 60, unlessWithin: age, db)
      }
    }
    guard case .mine(let record) = try await take(.current, at: now) else { throw MistError(.failed, "not mine") }
    guard case .held = try await take(.current, at: now + 59) else { throw MistError(.failed, "not held") }
    let failed = try await store.write { try record.keep(trouble: "no way in", $0) }
    #expect(failed.failures == 1 && failed.trouble == "no way in")
    guard case .fresh = try await take(.current, at: now + 5, age: 10) else { throw MistError(.failed, "not fresh") }
    // One that was left by a process that is gone is free at once.
    guard case .mine = try await take(WorkerProcess(pid: 1, started: "never"), at: now + 70) else {
      throw MistError(.failed, "not free")
    }
    guard case .mine = try await take(.current, at: now + 71) else { throw MistError(.failed, "not taken over") }
  }
}
