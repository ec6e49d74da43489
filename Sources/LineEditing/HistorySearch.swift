/// A search through the lines typed before, by what they hold.
struct HistorySearch {
  private(set) var query = String.UnicodeScalarView() {
    didSet { needle = String(query).utf8.map(Self.folded) }
  }
  private var needle: [UInt8] = []
  private let entries: [String]
  private var place: Int?
  /// Whether nothing holds what is looked for.
  private(set) var hasFailed = false

  init(through entries: [String]) { self.entries = entries }

  /// The line found.
  var match: String? { place.map { entries[$0] } }

  /// Where in the line found, counted in scalars.
  var offset: Int? {
    guard let match, let start = Self.find(needle, in: match) else { return nil }
    let index = match.utf8.index(match.startIndex, offsetBy: start)
    return match.unicodeScalars.distance(from: match.startIndex, to: index)
  }

  /// Adds to what is looked for, and looks once however much it is.
  mutating func add(_ scalars: some Sequence<Unicode.Scalar>) {
    let isShown = match.map { Self.find(needle, in: $0) != nil } ?? false
    let couldNotBe = hasFailed && !query.isEmpty && !isShown
    query.append(contentsOf: scalars)
    // What holds no part of it does not hold the whole.
    if !couldNotBe { look(in: (place ?? 0)..<entries.count) }
  }

  mutating func removeLast() {
    guard query.popLast() != nil else { return }
    place = nil
    look(in: 0..<entries.count)
  }

  mutating func older() {
    look(in: min((place ?? -1) + 1, entries.count)..<entries.count)
  }

  mutating func newer() {
    let current = match
    guard let found = entries.indices.prefix(place ?? 0).last(where: { holds(entries[$0], not: current) }) else {
      return hasFailed = true
    }
    place = found
    hasFailed = false
  }

  private mutating func look(in range: Range<Int>) {
    guard !query.isEmpty else {
      place = nil
      return hasFailed = false
    }
    let current = range.lowerBound == place ? nil : match
    if let found = range.first(where: { holds(entries[$0], not: current) }) {
      place = found
      hasFailed = false
    } else {
      hasFailed = true
    }
  }

  private func holds(_ entry: String, not current: String?) -> Bool {
    entry != current && Self.find(needle, in: entry) != nil
  }

  /// The byte where a text begins in another, case folded in ASCII.
  private static func find(_ needle: [UInt8], in text: String) -> Int? {
    var text = text
    return text.withUTF8 { bytes in
      guard let first = needle.first, needle.count <= bytes.count else { return needle.isEmpty ? 0 : nil }
      for start in 0...(bytes.count - needle.count) where folded(bytes[start]) == first {
        if needle.indices.dropFirst().allSatisfy({ folded(bytes[start + $0]) == needle[$0] }) { return start }
      }
      return nil
    }
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
