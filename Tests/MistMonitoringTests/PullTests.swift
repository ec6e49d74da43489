import Foundation
import MistModel
import Testing

@testable import MistMonitoring

/// The pull as this machine's shell runs it, on files such as collectd writes.
struct PullTests {
  private let host: LocalHost
  private let machine = MachineFolder(id: "m1", title: "db1")
  /// Seconds since 1970, in the middle of an interval.
  private let now = Int(Date().timeIntervalSince1970) / 10 * 10 + 5

  init() throws {
    host = try LocalHost()
  }

  private var folder: String { "\(host.home)/.mist-monitoring/\(machine.name)" }

  private func pull(ahead seconds: Double = 0, since cursor: PullCursor? = nil) async throws -> Pulled {
    let clock: @Sendable () -> Double = { Date().timeIntervalSince1970 + seconds }
    return try await Pull(host: host, machine: machine, now: clock, pace: 10)(since: cursor)
  }

  /// Writes lines as collectd does: each to the file of its local day.
  private func write(_ path: String, header: String = "epoch,value", _ lines: [(time: Int, rest: String)]) throws {
    let days = Dictionary(grouping: lines) { line in
      let date = Date(timeIntervalSince1970: Double(line.time))
      let parts = Calendar.current.dateComponents([.year, .month, .day], from: date)
      return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }
    for (day, lines) in days {
      let file = URL(filePath: "\(folder)/collectd/csv/\(machine.name)/\(path)-\(day)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let text = header + "\n" + lines.map { "\($0.time).250,\($0.rest)\n" }.joined()
      try Data(text.utf8).write(to: file)
    }
  }

  private func times(from start: Int, to end: Int) -> [Int] { Array(stride(from: start, to: end, by: 10)) }

  @Test func aPullGoesOnWhereTheLastOneEndedAndBringsWhatWasLate() async throws {
    defer { host.remove() }
    try write("users/users", times(from: now - 300, to: now).map { ($0, "1.000000") })
    let first = try await pull()
    #expect(first.method == .rootlessCollectd)
    #expect(first.series.map(\.metric) == ["users"])
    #expect(first.series.first?.times == times(from: now - 305, to: now - 5))
    #expect(!first.hasMore)
    // A value of before the cursor comes late; of old ones none comes again.
    try write("users/users", times(from: now - 300, to: now + 1).map { ($0, $0 >= now - 20 ? "2.000000" : "1.000000") })
    let second = try await pull(since: first.cursor)
    #expect(second.series.first?.values.last == 2)
    #expect((second.series.first?.times.count ?? 0) <= 5)
    #expect((second.series.first?.times.first ?? 0) >= now - 50)
  }

  @Test func pastMidnightBothDaysAreRead() async throws {
    defer { host.remove() }
    let hours = 5 * 3600
    try write("users/users", times(from: now - 26 * 3600, to: now).map { ($0, "1.000000") })
    let cursor = PullPosition(time: now - 26 * 3600, shift: 0).cursor
    var (seen, position, pulls) = (Set<Int>(), cursor, 0)
    while pulls < 8 {
      let pulled = try await pull(since: position)
      seen.formUnion(pulled.series.first?.times ?? [])
      position = pulled.cursor
      pulls += 1
      if !pulled.hasMore { break }
    }
    #expect(pulls > 26 * 3600 / hours - 2 && pulls < 8)
    // All that was there, in pieces, without a hole.
    #expect(seen.count == 26 * 360)
  }

  @Test func hoursWithoutAValueAreSkipped() async throws {
    defer { host.remove() }
    try write("users/users", times(from: now - 100, to: now).map { ($0, "1.000000") })
    let pulled = try await pull(since: PullPosition(time: now - 48 * 3600, shift: 0).cursor)
    #expect(!pulled.hasMore)
    #expect(pulled.series.first?.times.count == 10)
  }

  @Test func aClockThatIsAnHourOffIsTakenIntoAccount() async throws {
    defer { host.remove() }
    try write("users/users", times(from: now - 300, to: now).map { ($0, "1.000000") })
    // Ours is an hour behind the machine's.
    let pulled = try await pull(ahead: -3600)
    #expect(abs(pulled.clockOffset - 3600) < 15)
    let newest = try #require(pulled.series.first?.times.last)
    #expect(abs(newest - (now - 3600)) <= 20)
    // Then it is set right: what was measured since comes.
    let second = try await pull(since: pulled.cursor)
    #expect(abs(second.clockOffset) < 15)
    #expect(abs((second.series.first?.times.last ?? 0) - now) <= 20)
  }

  @Test func fiveHundredSeriesComeInOnePull() async throws {
    defer { host.remove() }
    let lines = times(from: now - 3600, to: now).map { ($0, "\($0 % 7).000000,0.500000") }
    for number in 0..<250 {
      try write("interface-odd 'name' \(number)/if_octets", header: "epoch,rx,tx", lines)
    }
    let pulled = try await pull()
    // With two totals.
    #expect(pulled.series.count == 502)
    #expect(pulled.series.allSatisfy { $0.times.count == 360 })
    #expect(pulled.series.last?.metric == "interface.total.if_octets.tx")
    #expect(pulled.series.last?.values.last == 125)
  }

  @Test func whatIsNotFromAMachineIsNoWordForItsShell() async throws {
    defer { host.remove() }
    for word in ["", "a b", "$(reboot)", "a;b", "'"] {
      await #expect(throws: MistError.self) { _ = try await host.sh("true", [word], within: .seconds(5)) }
    }
    #expect(MachineFolder(id: "../a b/ü", title: "").name == "m_2e_2e_2fa_20b_2f_c3_bc")
    #expect(MachineFolder(id: "", title: "").name == "m")
  }
}
