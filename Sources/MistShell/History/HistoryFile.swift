import MistCommands

/// The lines that all shells of a person ran, in their state folder.
///
/// Lines are only ever added to a file: `history-1`, and when it is full `history-2`, and so on. Which one is the
/// current one stands in `history-current`; it and the one before are read, older ones are emptied. So nobody rewrites a
/// file that another shell may be adding to, and shells that find it full at the same moment do the same thing twice.
struct HistoryFile: Sendable {
  /// Bytes of a file, from which on a starting shell begins the next one: about 10,000 lines.
  static let fullSize = 1 << 20
  /// Bytes; a longer line is kept in memory only.
  static let longestLine = 1 << 16

  private let files: any StateFiles
  private var part = 1
  /// Bytes of the part that were read, up to a line end.
  private var offset = 0
  /// The part ends in the middle of a line: whoever wrote it was stopped.
  private var isCutOff = false

  init(_ files: any StateFiles) {
    self.files = files
  }

  /// All lines there are, oldest first. Once, before anything else.
  mutating func load() -> [PastLine] {
    part = current()
    let older = Self.lines(in: (files.read(Self.name(part - 1), from: 0) ?? [])[...])
    let newer = unread()
    if offset >= Self.fullSize { beginPart(part + 1) }
    return older + newer
  }

  /// The lines that were added since, by this shell or others.
  mutating func newLines() -> [PastLine] {
    let current = current()
    var lines = unread()
    while part < current {
      part += 1
      offset = 0
      lines += unread()
    }
    return lines
  }

  /// Adds a line; `newLines` was called right before.
  mutating func append(_ line: PastLine) throws {
    let text = line.fileText
    guard text.count <= Self.longestLine else { return }
    try files.append(Self.name(part), (isCutOff ? [Ascii.newline] : []) + text)
  }

  private mutating func unread() -> [PastLine] {
    guard let bytes = files.read(Self.name(part), from: offset) else {
      // Removed: whatever comes is new.
      offset = 0
      isCutOff = false
      return []
    }
    let end = bytes.lastIndex(of: Ascii.newline).map { $0 + 1 } ?? 0
    offset += end
    isCutOff = end < bytes.count
    return Self.lines(in: bytes[..<end])
  }

  /// Who comes too late changes nothing: the next part was begun by another shell.
  private mutating func beginPart(_ next: Int) {
    guard current() == part else { return }
    do {
      try files.replace(Self.currentName, with: Array("\(next)\n".utf8))
    } catch {
      // It grows until it can be done.
      return
    }
    let outdated = Self.name(part - 1)
    if files.read(outdated, from: 0)?.isEmpty == false { try? files.replace(outdated, with: []) }
    part = next
    offset = 0
    isCutOff = false
  }

  private func current() -> Int {
    let text = String(decoding: files.read(Self.currentName, from: 0) ?? [], as: UTF8.self)
    return Int(text.trimming("\n")).flatMap { (1...1_000_000).contains($0) ? $0 : nil } ?? 1
  }

  private static let currentName = "history-current"

  private static func name(_ part: Int) -> String { "history-\(part)" }

  private static func lines(in bytes: ArraySlice<UInt8>) -> [PastLine] {
    bytes.split(separator: Ascii.newline).compactMap { PastLine(fileText: $0) }
  }
}
