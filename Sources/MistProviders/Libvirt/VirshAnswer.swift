/// What a script wrote, in the sections that it marked.
///
/// A mark is the character RS, the section's name, and what it is about. Neither XML nor the names of libvirt can hold
/// that character, so nothing that is listed can look like a mark.
struct VirshAnswer: Sendable {
  struct Section: Sendable {
    var name: String
    /// What it is about, as a domain's id; empty where there is one only.
    var subject: String
    var content: ArraySlice<UInt8>

    var text: String { String(decoding: content, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  let sections: [Section]

  private static let mark = UInt8(0x1E)
  /// The last section of every script: what lacks it was cut off.
  static let end = "done"

  init(_ output: [UInt8]) {
    sections = output.split(separator: Self.mark, omittingEmptySubsequences: false).dropFirst().map { piece in
      let headerEnd = piece.firstIndex(of: UInt8(ascii: "\n")) ?? piece.endIndex
      let header = String(decoding: piece[..<headerEnd], as: UTF8.self).split(separator: " ", maxSplits: 1)
      return Section(
        name: header.first.map(String.init) ?? "", subject: header.count > 1 ? String(header[1]) : "",
        content: piece[headerEnd...].dropFirst())
    }
  }

  var isWhole: Bool { sections.last?.name == Self.end }

  func all(_ name: String) -> [Section] { sections.filter { $0.name == name } }

  subscript(name: String) -> Section? { sections.first { $0.name == name } }
}
