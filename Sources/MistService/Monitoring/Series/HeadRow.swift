import Foundation

/// The values of one machine at one time, by the slot of their series; a missing one is a NaN.
struct HeadRow {
  private(set) var values: [Float]

  init() {
    values = []
  }

  init(_ data: Data) {
    values = data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
      }
    }
  }

  var data: Data {
    var data = Data(capacity: values.count * 4)
    for value in values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  subscript(slot: Int) -> Double {
    get { slot < values.count ? Double(values[slot]) : .nan }
    set {
      if slot >= values.count {
        values.append(contentsOf: repeatElement(.nan, count: slot + 1 - values.count))
      }
      let greatest = Double(Float.greatestFiniteMagnitude)
      values[slot] = newValue.isNaN ? .nan : Float(min(max(newValue, -greatest), greatest))
    }
  }
}
