/// The bytes of a chunk: values at equal distances, some of them missing.
///
/// First where there are values (lengths of runs, present and missing in turn), then each column of them: its power of
/// ten, and blocks of sixteen integers, each packed the way that is shorter for it.
///
/// A chunk of 10 s has one column, those of longer steps have mean, least and greatest. A missing value is a NaN here,
/// in all columns at once; none is ever kept.
enum ChunkCodec {
  private static let version: UInt8 = 1
  private static let blockLength = 16
  /// In place of a power of ten: the numbers as they are.
  private static let exactly: UInt8 = 0x80
  /// Marks of a block: the bits of a change each, unless one of these.
  private static let repeated: UInt8 = 0x7F
  private static let aboveLeast: UInt8 = 0x80

  /// - Parameter columns: equally long.
  static func encode(_ columns: [[Double]]) -> [UInt8] {
    guard let first = columns.first else { return [] }
    var bytes = [version]
    var runs: [Int] = []
    var isPresent = true
    var length = 0
    for value in first {
      if value.isNaN == isPresent {
        runs.append(length)
        (isPresent, length) = (!isPresent, 0)
      }
      length += 1
    }
    if isPresent { runs.append(length) }
    BitPacking.append(varint: UInt64(runs.count), to: &bytes)
    for run in runs { BitPacking.append(varint: UInt64(run), to: &bytes) }
    for column in columns { append(column.filter { !$0.isNaN }, to: &bytes) }
    return bytes
  }

  /// - Parameter count: of the values in each column; those behind the last one kept are missing.
  static func decode(_ bytes: UnsafeRawBufferPointer, columns: Int, count: Int) throws -> [[Double]] {
    var reader = ByteReader(bytes)
    guard try reader.byte() == version else { throw ByteReader.damaged }
    var present: [Range<Int>] = []
    var position = 0
    let runs = try reader.varint()
    guard runs <= count + 2 else { throw ByteReader.damaged }
    for run in 0..<runs {
      let length = try reader.varint()
      guard length <= UInt64(count - position) else { throw ByteReader.damaged }
      let end = position + Int(length)
      if run % 2 == 0 { present.append(position..<end) }
      position = end
    }
    let kept = present.reduce(0) { $0 + $1.count }
    return try (0..<columns).map { _ in
      let values = try column(of: kept, &reader)
      guard kept < count else { return values }
      var column = [Double](repeating: .nan, count: count)
      var next = 0
      for range in present {
        for index in range {
          column[index] = values[next]
          next += 1
        }
      }
      return column
    }
  }

  // MARK: Columns

  private static func append(_ values: [Double], to bytes: inout [UInt8]) {
    guard let (exponent, integers) = DecimalScale.integers(values) else {
      bytes.append(exactly)
      for value in values { BitPacking.append(value, to: &bytes) }
      return
    }
    bytes.append(UInt8(bitPattern: Int8(exponent)))
    var previous: Int64 = 0
    var start = 0
    while start < integers.count {
      let block = integers[start..<min(start + blockLength, integers.count)]
      let same = repeats(of: previous, in: integers, from: start)
      if same > 0 {
        bytes.append(repeated)
        BitPacking.append(varint: UInt64(same), to: &bytes)
        start += same * blockLength
      } else {
        append(block, after: &previous, to: &bytes)
        start += blockLength
      }
    }
  }

  /// How many blocks from `start` on hold the value before them and no other.
  private static func repeats(of value: Int64, in integers: [Int64], from start: Int) -> Int {
    let end = integers[start...].firstIndex { $0 != value } ?? integers.count
    let isToTheEnd = end == integers.count
    return (end - start + (isToTheEnd ? blockLength - 1 : 0)) / blockLength
  }

  private static func append(_ block: ArraySlice<Int64>, after previous: inout Int64, to bytes: inout [UInt8]) {
    var (last, changes, least, greatest): (Int64, UInt64, Int64, Int64) = (previous, 0, .max, .min)
    for value in block {
      changes |= BitPacking.zigzag(value - last)
      last = value
      (least, greatest) = (min(least, value), max(greatest, value))
    }
    let (changeWidth, offsetWidth) = (BitPacking.width(changes), BitPacking.width(UInt64(greatest - least)))
    let toLeast = BitPacking.zigzag(least - previous)
    let leastBytes = max(1, (BitPacking.width(toLeast) + 6) / 7)
    if (changeWidth * block.count + 7) / 8 <= leastBytes + (offsetWidth * block.count + 7) / 8 {
      bytes.append(UInt8(changeWidth))
      var before = previous
      BitPacking.append(
        block.lazy.map { value in
          defer { before = value }
          return BitPacking.zigzag(value - before)
        }, width: changeWidth, to: &bytes)
    } else {
      bytes.append(aboveLeast | UInt8(offsetWidth))
      BitPacking.append(varint: toLeast, to: &bytes)
      BitPacking.append(block.lazy.map { UInt64($0 - least) }, width: offsetWidth, to: &bytes)
    }
    previous = last
  }

  private static func column(of count: Int, _ reader: inout ByteReader) throws -> [Double] {
    let form = try reader.byte()
    guard form != exactly else { return try (0..<count).map { _ in try reader.double() } }
    let exponent = Int(Int8(bitPattern: form))
    guard abs(exponent) <= DecimalScale.largestExponent else { throw ByteReader.damaged }
    var values: [Double] = []
    values.reserveCapacity(count)
    // What is damaged may hold any number: it must not trap.
    func value(_ integer: Int64) -> Double { DecimalScale.scaled(Double(integer), by: -exponent) }
    var previous: Int64 = 0
    while values.count < count {
      let mark = try reader.byte()
      let length = min(blockLength, count - values.count)
      if mark == repeated {
        let blocks = try reader.varint()
        let most = (count - values.count + blockLength - 1) / blockLength
        guard blocks > 0, blocks <= most else { throw ByteReader.damaged }
        let end = min(count, values.count + Int(blocks) * blockLength)
        values.append(contentsOf: repeatElement(value(previous), count: end - values.count))
      } else if mark & aboveLeast == 0 {
        try reader.packed(Int(mark), count: length) { change in
          previous &+= BitPacking.unzigzag(change)
          values.append(value(previous))
        }
      } else {
        let least = previous &+ BitPacking.unzigzag(try reader.varint())
        try reader.packed(Int(mark & ~aboveLeast), count: length) { offset in
          previous = least &+ Int64(bitPattern: offset)
          values.append(value(previous))
        }
      }
    }
    return values
  }
}
