import Foundation
import MistModel
import Testing

@testable import MistService

/// Values go into bytes and come back, with five significant digits.
@Suite struct ChunkCodecTests {
  private func roundTrip(_ columns: [[Double]], count: Int? = nil) throws -> [[Double]] {
    try ChunkCodec.encode(columns).withUnsafeBytes {
      try ChunkCodec.decode($0, columns: columns.count, count: count ?? columns[0].count)
    }
  }

  private func expectClose(_ got: [Double], _ want: [Double], _ what: String = "") {
    #expect(got.count == want.count)
    // Five digits of each, and never finer than what five digits of the greatest or a millionth are.
    let greatest = want.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    let least = min(5.01e-7, greatest * 5.01e-5)
    for (got, want) in zip(got, want) {
      #expect(got.isNaN == want.isNaN, "\(what)")
      guard !want.isNaN else { continue }
      #expect(abs(got - want) <= max(abs(want) * 5.01e-5, least), "\(what): \(want) came back as \(got)")
    }
  }

  @Test func plainValuesAndGaps() throws {
    let gap = Double.nan
    for values in [
      [], [1.5], [gap], [gap, gap, 1], [1, gap, 2, gap], [0, 0, 0], [0.1, 0.2, 0.30001], [-3, 4, -5.25],
      Array(repeating: 7, count: 100), Array(repeating: 0, count: 16) + [1], (0..<40).map { $0 == 17 ? gap : 17 },
    ] as [[Double]] {
      expectClose(try roundTrip([values])[0], values, "\(values)")
    }
  }

  @Test func valuesThatAreMissingAtTheEndAreMissing() throws {
    let back = try roundTrip([[1, 2]], count: 5)[0]
    #expect(back.prefix(2) == [1, 2] && back.dropFirst(2).allSatisfy(\.isNaN) && back.count == 5)
  }

  @Test(arguments: [1e-300, 1e-100, 1e-12, 1e-7, 0.001, 1, 12_345.678, 1e9, 1e15, 1e22, 1e99, 1e101, 1e300])
  func anySizeComesBack(size: Double) throws {
    let values = (0..<50).map { (Double($0) - 20.5) * size }
    let back = try roundTrip([values])[0]
    for (got, want) in zip(back, values) {
      #expect(abs(got - want) <= max(abs(want) * 5.01e-5, size * 30 * 5.01e-5))
    }
  }

  @Test func sizesThatDoNotGoTogetherAreKeptExactly() throws {
    let values = [1e-9, 1e200, -1e-200, 3, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e18, 0.000_001]
    #expect(try roundTrip([values])[0] == values)
    let wide = [1.2345, 1e15, 2.5]
    #expect(try roundTrip([wide])[0] == wide)
  }

  @Test func threeColumnsShareTheirGaps() throws {
    let columns = [[1, .nan, 3], [0.5, .nan, 2], [9, .nan, 1_000_000]] as [[Double]]
    let back = try roundTrip(columns)
    for (got, want) in zip(back, columns) { expectClose(got, want) }
  }

  @Test func constantSeriesAreSmall() {
    #expect(ChunkCodec.encode([Array(repeating: 0, count: 360)]).count <= 8)
    #expect(ChunkCodec.encode([Array(repeating: 2_183_400_000, count: 360)]).count <= 14)
  }

  @Test func whateverComesInComesOut() throws {
    var random = SeededNumbers(seed: 7)
    for round in 0..<2_000 {
      let count = Int.random(in: 0...400, using: &random)
      let size = pow(10, Double.random(in: -8...12, using: &random))
      var value = 0.0
      let values = (0..<count).map { _ -> Double in
        switch Int.random(in: 0...9, using: &random) {
        case 0: return .nan
        case 1...3: break
        case 4: value = (Double.random(in: -1...1, using: &random) * size).rounded()
        default: value += Double.random(in: -1...1, using: &random) * size
        }
        return value
      }
      expectClose(try roundTrip([values])[0], values, "round \(round)")
    }
  }

  /// Whatever stands in a damaged file is an error or some values, never the end of the program.
  @Test func damagedBytesAreNoCrash() throws {
    var random = SeededNumbers(seed: 11)
    let good = ChunkCodec.encode([(0..<360).map { sin(Double($0)) * 1000 }])
    for _ in 0..<20_000 {
      var bytes = good
      if Bool.random(using: &random) {
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
      } else {
        bytes = (0..<Int.random(in: 0...64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        if let first = bytes.indices.first { bytes[first] = 1 }
      }
      bytes.removeLast(Int.random(in: 0...bytes.count / 2, using: &random))
      if let columns = try? bytes.withUnsafeBytes({ try ChunkCodec.decode($0, columns: 1, count: 360) }) {
        #expect(columns[0].count == 360)
      }
    }
  }
}

/// The same numbers each time.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
