import CZlib
import Foundation
import MistModel
import Testing

@testable import MistMonitoring

struct PullAnswerTests {
  private func grid(from start: Int = 1000, to end: Int = 1100, shift: Int = 0) -> Grid {
    Grid(from: start, to: end, pace: 10, shift: shift)
  }

  private func read(_ csv: String) -> [MeasuredSeries] {
    var grid = grid()
    CSVReader.read(ArraySlice(csv.utf8), into: &grid)
    return grid.series
  }

  @Test func valuesOfTwoSourcesAreTwoSeries() {
    let series = read(
      """
      =load/load-2026-11-26:epoch,shortterm,midterm,longterm
      1004.512,0.500000,0.250000,0.125000
      1014.513,0.750000,0.250000,0.125000

      """)
    #expect(series.map(\.metric) == ["load.longterm", "load.midterm", "load.shortterm"])
    #expect(series.last == MeasuredSeries(metric: "load.shortterm", times: [1000, 1010], values: [0.5, 0.75]))
  }

  @Test func aLineCutInTwoIsLeftForTheNextPull() {
    let series = read("=users/users-2026-11-26:epoch,value\n1004.512,3.000000\n1014.512,4.00\n")
    #expect(series == [MeasuredSeries(metric: "users", times: [1000], values: [3])])
  }

  /// The disk had no room for the rest of a line, wherever that was, and then for the next one.
  @Test func aLineThatTheNextOneStandsBehindIsLeftOut() {
    let (line, next) = ("1004.512,0.500000,0.250000,0.125000", "1014.513,0.750000,0.250000,0.125000")
    for length in 1..<line.count {
      let series = read(
        "=load/load-2026-11-26:epoch,shortterm,midterm,longterm\n\(line.prefix(length))\(next)\n\(next)\n")
      #expect(series.last == MeasuredSeries(metric: "load.shortterm", times: [1010], values: [0.75]), "\(length)")
    }
  }

  @Test func whatIsNoNumberIsAGap() {
    let series = read(
      "=users/users-2026-11-26:epoch,value\n1004.512,nan\n1014.512,-nan\n1024.512,inf\n1034.512,-2.500000\n")
    #expect(series == [MeasuredSeries(metric: "users", times: [1030], values: [-2.5])])
  }

  @Test func ofTwoValuesInOneIntervalTheLaterStays() {
    let series = read("=users/users-2026-11-26:epoch,value\n1004.500,1.000000\n1009.900,2.000000\n")
    #expect(series == [MeasuredSeries(metric: "users", times: [1000], values: [2])])
  }

  @Test func linesWithoutAFileAndOddNamesDoNoHarm() {
    let series = read(
      """
      1004.512,1.000000
      =x
      1004.512,1.000000
      =df-a b:c,d/df_complex-free-2026-11-26:epoch,value
      1004.512,1.000000
      ==> broken <==

      """)
    #expect(series.map(\.metric) == ["df.a b:c,d.df_complex.free"])
  }

  @Test func largeNumbersKeepTheirSize() {
    let series = read(
      "=a/b-2026-11-26:epoch,value\n1004.512,18446744073709551615.000000\n1014.512,123456789012345.678901\n")
    #expect(series.first?.values == [0x1p64, 123456789012345.678901])
  }

  @Test func timesAreShiftedByWholeIntervals() {
    var grid = grid(from: 4600, to: 4700, shift: -3600)
    grid.set("a", at: 4609.9, to: 1)
    grid.set("a", at: 4610, to: 2)
    #expect(grid.series == [MeasuredSeries(metric: "a", times: [1000, 1010], values: [1, 2])])
    #expect(grid.lastTime == 1010)
  }

  @Test func whatLiesBesideTheRasterIsLeftOut() {
    var grid = grid()
    for time in [-1e300, 0, 989, 1111, 1e18, .nan, .infinity] { grid.set("a", at: time, to: 1) }
    #expect(grid.series.isEmpty)
  }

  @Test func aSmallDifferenceOfClocksIsNone() {
    // The machine showed 1005 between 1000 and 1009 of ours: both may be the same.
    #expect(PullPosition.offset(of: 1005, between: 1000, and: 1009) == 0)
    #expect(PullPosition.offset(of: 4605, between: 1000, and: 1005) == 3600)
    #expect(PullPosition.offset(of: 1000, between: 4600, and: 4605) == -3599)
  }

  @Test func theShiftStaysWhileItIsAboutRight() {
    #expect(PullPosition.shift(offset: 3604, pace: 10, before: nil) == -3600)
    #expect(PullPosition.shift(offset: 3609, pace: 10, before: -3600) == -3600)
    #expect(PullPosition.shift(offset: 0, pace: 10, before: -3600) == 0)
  }

  @Test func aCursorIsReadAsItWasWritten() {
    let position = PullPosition(time: 1_700_000_000, shift: -3600)
    #expect(PullPosition(position.cursor) == position)
    #expect(PullPosition(PullCursor("from another collector")) == nil)
    #expect(PullPosition(nil) == nil)
  }

  private let whole = """
    mist 1100 0 1000 1099 system
    [sampler]
    [csv]
    =users/users-2026-11-26:epoch,value
    1004.512,3.000000
    [end]

    """

  @Test func anAnswerIsReadPackedOrNot() throws {
    for bytes in [Array(whole.utf8), try gzip(Array(whole.utf8))] {
      let answer = try PullAnswer(bytes, from: "db1")
      #expect(answer.now == 1100 && answer.since == 1000 && answer.until == 1099)
      #expect(answer.method == .collectd)
      #expect(answer.samplerLines.isEmpty)
      #expect(String(decoding: answer.csvLines, as: UTF8.self).hasSuffix("1004.512,3.000000\n"))
    }
  }

  @Test func anAnswerThatCameInPartIsNone() throws {
    let packed = try gzip(Array(whole.utf8))
    for count in 1..<whole.utf8.count {
      #expect(throws: MistError.self) { try PullAnswer(Array(whole.utf8.prefix(count)), from: "db1") }
    }
    for count in 1..<packed.count {
      #expect(throws: MistError.self) { try PullAnswer(Array(packed.prefix(count)), from: "db1") }
    }
  }

  @Test func aBannerInPlaceOfAnAnswerIsTold() {
    let error = #expect(throws: MistError.self) {
      try PullAnswer(Array("\u{1b}[31mThis account is not available.\n".utf8), from: "db1")
    }
    #expect(
      error?.summary == "db1 answered '\u{FFFD}[31mThis account is not available.' when asked for what was measured")
  }

  @Test func anAnswerThatUnpacksWithoutEndIsRefused() throws {
    let bomb = try gzip([UInt8](repeating: 0, count: 3 << 20))
    let error = #expect(throws: MistError.self) { try Gunzip.unpack(bomb, limit: 1 << 20) }
    #expect(error?.summary == "what was measured unpacks to more than 1 MB")
  }

  /// What the machine's gzip would make of it.
  private func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let begun = deflateInit2_(
      &stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    try #require(begun == Z_OK)
    defer { deflateEnd(&stream) }
    var plain = bytes
    var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let capacity = packed.count
    try plain.withUnsafeMutableBufferPointer { input in
      try packed.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(capacity)
        try #require(deflate(&stream, Z_FINISH) == Z_STREAM_END)
      }
    }
    return Array(packed.prefix(capacity - Int(stream.avail_out)))
  }
}
