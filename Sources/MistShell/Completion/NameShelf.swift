/// Names of one kind in one backend, packed: ten thousand take about a megabyte, and looking through them allocates
/// nothing.
struct NameShelf: Sendable {
  struct Entry: Hashable, Sendable {
    var id: String
    var name: String
    /// What is said about it.
    var columns: [String] = []
    var marks: NameMarks = []
  }

  /// What a search found: the first ones, and what is to be told of all.
  struct Found: Sendable {
    var positions: [Int] = []
    var total = 0
    var common = CommonStart()
  }

  /// When it was taken, in seconds since 1970.
  let takenAt: Double
  /// A request since then changed what it would hold.
  var isOutdated = false
  /// One line an entry: its marks in four hexadecimal digits, id, name and columns with tabs between them.
  let records: [UInt8]
  /// Where each record begins, and where the last one ends.
  private let starts: [UInt32]
  /// The folded names, without anything between them.
  private let keys: [UInt8]
  private let keyStarts: [UInt32]
  /// Which letters each key has.
  private let letters: [UInt64]
  private(set) var marks: [NameMarks]

  var count: Int { marks.count }

  /// Entries in any order; they are kept in that of their names.
  init(_ entries: some Sequence<Entry>, takenAt: Double) {
    let entries = Array(entries)
    var keys: [UInt8] = []
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(entries.count)
    for entry in entries {
      let start = keys.count
      keys += folded(entry.name)
      ranges.append(start..<keys.count)
    }
    let order = keys.withUnsafeBufferPointer { keys in
      entries.indices.sorted { naturalOrder(keys.part(ranges[$0]), keys.part(ranges[$1])) < 0 }
    }
    var records: [UInt8] = []
    for position in order { CatalogueText.append(entries[position], to: &records) }
    // What was written by ourselves is read back whole.
    self = NameShelf(records: records, takenAt: takenAt) ?? NameShelf(emptyAt: takenAt)
  }

  private init(emptyAt takenAt: Double) {
    self.takenAt = takenAt
    (records, starts, keys, keyStarts, letters, marks) = ([], [0], [], [0], [], [])
  }

  /// - Returns: `nil` for bytes that are no records.
  init?(records: [UInt8], takenAt: Double) {
    guard records.count < Int(UInt32.max) >> 1, records.last ?? Ascii.newline == Ascii.newline else { return nil }
    var starts: [UInt32] = [0]
    var keys: [UInt8] = []
    var keyStarts: [UInt32] = [0]
    var marks: [NameMarks] = []
    keys.reserveCapacity(records.count / 3)
    let isWhole = records.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        var end = start
        while bytes[end] != Ascii.newline { end += 1 }
        let record = bytes.part(start..<end)
        guard let mark = CatalogueText.marks(record), let name = CatalogueText.name(in: record) else { return false }
        CatalogueText.appendFolded(name, to: &keys)
        marks.append(mark)
        start = end + 1
        starts.append(UInt32(start))
        keyStarts.append(UInt32(keys.count))
      }
      return true
    }
    guard isWhole else { return nil }
    self.takenAt = takenAt
    self.records = records
    self.starts = starts
    self.keys = keys
    self.keyStarts = keyStarts
    self.marks = marks
    letters = keys.withUnsafeBufferPointer { keys in
      marks.indices.map { letterSet(keys.part(Int(keyStarts[$0])..<Int(keyStarts[$0 + 1]))) }
    }
  }

  /// The entry at a position.
  subscript(position: Int) -> Entry {
    let fields = CatalogueText.fields(records, record(position))
    return Entry(
      id: fields.count > 1 ? fields[1] : "", name: fields.count > 2 ? fields[2] : "",
      columns: Array(fields.dropFirst(3)), marks: marks[position])
  }

  /// What the entry is sorted by.
  func foldedName(_ position: Int) -> [UInt8] { Array(keys[key(position)]) }

  var entries: some Sequence<Entry> { (0..<count).lazy.map { self[$0] } }

  /// The same with these too, as far as they are not there.
  func adding(_ more: [Entry]) -> NameShelf {
    guard !more.isEmpty else { return self }
    let known = Set(entries.map(\.id))
    var shelf = NameShelf(Array(entries) + more.filter { !known.contains($0.id) }, takenAt: takenAt)
    shelf.isOutdated = isOutdated
    return shelf
  }

  private func record(_ position: Int) -> Range<Int> {
    Int(starts[position])..<Int(starts[position + 1]) - 1
  }

  private func key(_ position: Int) -> Range<Int> {
    Int(keyStarts[position])..<Int(keyStarts[position + 1])
  }

  /// - Parameter ids: which entries get the mark; `nil` for all.
  mutating func setMark(_ mark: NameMarks, ids: Set<String>?) {
    records.withUnsafeBufferPointer { bytes in
      for position in 0..<count {
        let isSet = ids.map { $0.contains(CatalogueText.unescaped(ArraySlice(bytes.part(id(position, in: bytes))))) }
        if isSet ?? true { marks[position].insert(mark) } else { marks[position].remove(mark) }
      }
    }
  }
}

// MARK: - Searching

extension NameShelf {
  /// The entries whose name, or id, fits a folded pattern, in the order of their names.
  ///
  /// - Parameters:
  ///   - needed: marks that an entry must have.
  ///   - most: how many positions are wanted; the rest is counted.
  func find(
    _ pattern: [UInt8], _ level: MatchLevel, byID: Bool = false, needed: NameMarks = [], most: Int
  ) -> Found {
    var found = Found()
    var first = 0..<0
    var common = 0
    (byID ? records : keys).withUnsafeBufferPointer { bytes in
      pattern.withUnsafeBufferPointer { pattern in
        let wanted = byID ? 0 : letterSet(pattern)
        for position in 0..<count
        where letters[position] & wanted == wanted && marks[position].rawValue & needed.rawValue == needed.rawValue {
          let range = byID ? id(position, in: bytes) : key(position)
          guard fits(bytes.part(range), pattern, level) else { continue }
          found.total += 1
          if found.positions.count < most { found.positions.append(position) }
          if found.total == 1 {
            first = range
            common = range.count
          }
          common = min(common, range.count)
          var same = 0
          while same < common, bytes[first.lowerBound + same] == bytes[range.lowerBound + same] { same += 1 }
          common = same
        }
      }
    }
    if let position = found.positions.first {
      found.common.add(start(of: position, byID: byID, byteCount: common))
    }
    return found
  }

  /// How many entries are called exactly so, case included.
  ///
  /// - Parameter key: the name as `foldedName` has it.
  func count(named name: String, key wanted: [UInt8]) -> Int {
    keys.withUnsafeBufferPointer { keys in
      wanted.withUnsafeBufferPointer { wanted in
        var low = 0
        var high = count
        while low < high {
          let middle = (low + high) / 2
          if naturalOrder(keys.part(key(middle)), wanted) < 0 { low = middle + 1 } else { high = middle }
        }
        var found = 0
        while low < count, naturalOrder(keys.part(key(low)), wanted) == 0 {
          if self[low].name == name { found += 1 }
          low += 1
        }
        return found
      }
    }
  }

  private func id(_ position: Int, in bytes: Bytes) -> Range<Int> {
    let start = Int(starts[position]) + CatalogueText.marksLength + 1
    var end = start
    while bytes[end] != Ascii.tab { end += 1 }
    return start..<end
  }

  /// The beginning of a name that takes so many bytes once it is folded.
  private func start(of position: Int, byID: Bool, byteCount: Int) -> String {
    let entry = self[position]
    let text = byID ? entry.id : entry.name
    var start = String.UnicodeScalarView()
    var length = 0
    for scalar in text.unicodeScalars {
      length += byID ? String(scalar).utf8.count : folded(String(scalar)).count
      guard length <= byteCount else { break }
      start.append(scalar)
    }
    return String(start)
  }
}

/// What is known of an entry beside its texts; decides for which commands it is offered.
struct NameMarks: OptionSet, Hashable, Sendable {
  var rawValue: UInt16

  static let canStart = NameMarks(rawValue: 1)
  static let canStop = NameMarks(rawValue: 2)
  static let canReboot = NameMarks(rawValue: 4)
  static let canDestroy = NameMarks(rawValue: 8)
  static let canTag = NameMarks(rawValue: 16)
  static let hasTags = NameMarks(rawValue: 32)
  /// A key is known to open it.
  static let hasKey = NameMarks(rawValue: 64)
  /// A backend that is enabled.
  static let isEnabled = NameMarks(rawValue: 128)
}
