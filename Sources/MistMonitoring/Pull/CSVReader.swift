/// Reads what collectd's csv plugin wrote: `=PATH:HEADER`, then lines `TIME,VALUE[,VALUE]`.
struct CSVReader {
  private var metrics: [String?] = []
  private var rows: [[(time: Double, value: Double)]] = []

  /// Reads all of it. Lines that are not whole and names that are none of collectd's are left out.
  static func read(_ text: ArraySlice<UInt8>, into grid: inout Grid) {
    var reader = CSVReader()
    for line in text.split(separator: newline) {
      if line.first == UInt8(ascii: "=") {
        reader.finish(into: &grid)
        reader.begin(Substring(decoding: line.dropFirst(), as: UTF8.self))
      } else {
        reader.add(line)
      }
    }
    reader.finish(into: &grid)
  }

  private mutating func begin(_ line: Substring) {
    // The file ends in its date: `cpu-0/cpu-idle-2026-11-26:epoch,value`.
    guard let colon = line.lastIndex(of: ":"), line[..<colon].count > 11 else { return }
    let path = line[..<colon].dropLast(11)
    let sources = line[line.index(after: colon)...].split(separator: ",").dropFirst()
    metrics = sources.map { MetricID.ofCollectd(path: path, source: $0) }
    rows = Array(repeating: [], count: metrics.count)
  }

  private mutating func add(_ line: ArraySlice<UInt8>) {
    let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == metrics.count + 1, let time = Self.number(fields[0], decimals: 3) else { return }
    var values: [Double] = []
    for field in fields.dropFirst() {
      // Whatever is no number (`nan`) is a gap.
      guard let value = field.contains(UInt8(ascii: "n")) ? .nan : Self.number(field, decimals: 6) else { return }
      values.append(value)
    }
    for (place, value) in values.enumerated() { rows[place].append((time, value)) }
  }

  private mutating func finish(into grid: inout Grid) {
    for (metric, values) in zip(metrics, rows) {
      guard let metric, !metric.isEmpty else { continue }
      grid.set(metric, values)
    }
    metrics = []
    rows = []
  }

  /// A number as collectd writes it. One without all its decimals was cut in the middle and is none.
  static func number(_ field: ArraySlice<UInt8>, decimals: Int) -> Double? {
    guard field.count > decimals, field[field.endIndex - decimals - 1] == UInt8(ascii: ".") else { return nil }
    var digits: UInt64 = 0
    let isNegative = field.first == UInt8(ascii: "-")
    for byte in field.dropFirst(isNegative ? 1 : 0) where byte != UInt8(ascii: ".") {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      let (tens, isTooLong) = digits.multipliedReportingOverflow(by: 10)
      // What has more digits than fit is read the slow way.
      if isTooLong { return Double(String(decoding: field, as: UTF8.self)) }
      digits = tens &+ UInt64(byte &- UInt8(ascii: "0"))
    }
    let value = Double(digits) / scale(decimals)
    return isNegative ? -value : value
  }

  private static func scale(_ decimals: Int) -> Double { decimals == 3 ? 1e3 : 1e6 }
}
