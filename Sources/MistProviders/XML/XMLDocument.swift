/// An XML answer of a web service, read once: its elements in their order, by local names.
///
/// Namespaces are passed over: services of one kind do not agree on them. Nothing is ever fetched or expanded: a
/// document type is refused.
struct XMLDocument: Sendable {
  /// What makes a text no document we read.
  struct Malformed: Error, Hashable {
    var words: String
    /// Bytes from the beginning.
    var position: Int
  }

  fileprivate struct Node: Sendable {
    /// The local name.
    var nameStart: Int32
    var nameEnd: Int32
    /// Between its tags.
    var contentStart: Int32
    var contentEnd: Int32
    /// The node behind the last one inside this.
    var end: Int32
  }

  static let mostDepth = 64

  fileprivate let bytes: [UInt8]
  /// Each before those inside it.
  fileprivate let nodes: [Node]

  /// - Throws: `Malformed`.
  init(_ bytes: [UInt8]) throws(Malformed) {
    guard bytes.count < Int32.max else { throw Malformed(words: "it is too long", position: 0) }
    var reader = Reader(bytes: bytes)
    try reader.read()
    self.bytes = bytes
    nodes = reader.nodes
  }

  var root: XMLElement { XMLElement(document: self, index: 0) }
}

/// One element of a document.
struct XMLElement: Sendable {
  fileprivate let document: XMLDocument
  fileprivate let index: Int32

  private var node: XMLDocument.Node { document.nodes[Int(index)] }

  /// Without its prefix.
  var name: String { String(decoding: document.bytes[Int(node.nameStart)..<Int(node.nameEnd)], as: UTF8.self) }

  /// The text inside; empty for an element that holds others.
  var text: String {
    let node = node
    guard node.end == index + 1 else { return "" }
    return XMLDocument.text(of: document.bytes[Int(node.contentStart)..<Int(node.contentEnd)])
  }

  var children: Children { Children(document: document, position: index + 1, end: node.end) }

  /// The first child of that name.
  subscript(name: String) -> XMLElement? { children.first { $0.isNamed(name) } }

  /// What the first child of that name holds, as lists are written; nothing when there is none.
  func items(_ name: String) -> [XMLElement] { self[name].map { Array($0.children) } ?? [] }

  /// The text of the first child of that name; `nil` when there is none, or it is empty.
  func text(_ name: String) -> String? {
    guard let text = self[name]?.text, !text.isEmpty else { return nil }
    return text
  }

  /// The first element of that name inside this one, however deep.
  func first(_ name: String) -> XMLElement? {
    (index..<node.end).lazy.map { XMLElement(document: document, index: $0) }.first { $0.isNamed(name) }
  }

  /// What an attribute says, by its whole name; `nil` when there is none of that name.
  func attribute(_ name: String) -> String? {
    let node = node
    var rest = document.bytes[Int(node.nameEnd)..<Int(node.contentStart)]
    while let equals = rest.firstIndex(of: UInt8(ascii: "=")) {
      let found = rest[..<equals].split { $0 <= 0x20 }.last ?? []
      guard let start = rest[equals...].firstIndex(where: { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }),
        let end = rest[(start + 1)...].firstIndex(of: rest[start])
      else { return nil }
      if found.elementsEqual(name.utf8) { return XMLDocument.text(of: rest[(start + 1)..<end]) }
      rest = rest[(end + 1)...]
    }
    return nil
  }

  func isNamed(_ name: String) -> Bool {
    let node = node
    return document.bytes[Int(node.nameStart)..<Int(node.nameEnd)].elementsEqual(name.utf8)
  }

  struct Children: Sequence, IteratorProtocol, Sendable {
    fileprivate let document: XMLDocument
    fileprivate var position: Int32
    fileprivate let end: Int32

    mutating func next() -> XMLElement? {
      guard position < end else { return nil }
      defer { position = document.nodes[Int(position)].end }
      return XMLElement(document: document, index: position)
    }
  }
}

// MARK: - Reading

extension XMLDocument {
  /// Goes through a document once, from its first byte to its last.
  private struct Reader {
    let bytes: [UInt8]
    var nodes: [Node] = []
    private var position = 0
    /// Begun and not ended, with the whole name of each, prefix included.
    private var open: [(node: Int, name: Range<Int>)] = []

    init(bytes: [UInt8]) {
      self.bytes = bytes
    }

    mutating func read() throws(Malformed) {
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
      while position < bytes.count {
        guard bytes[position] == UInt8(ascii: "<") else {
          try passText()
          continue
        }
        switch byte(at: position + 1) {
        case UInt8(ascii: "?"): try pass(to: "?>")
        case UInt8(ascii: "!"): try passDeclaration()
        case UInt8(ascii: "/"): try endElement()
        default: try beginElement()
        }
      }
      guard open.isEmpty, !nodes.isEmpty else { throw malformed("it ends too early") }
    }

    private func byte(at position: Int) -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private func malformed(_ words: String) -> Malformed { Malformed(words: words, position: position) }

    private mutating func passText() throws(Malformed) {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
      guard open.isEmpty, bytes[start..<position].contains(where: { !isBlank($0) }) else { return }
      position = start
      throw malformed("text stands outside the elements")
    }

    private mutating func pass(to end: StaticString) throws(Malformed) {
      let rest = position + 2
      guard let found = bytes[min(rest, bytes.count)...].firstRange(of: end.bytes) else {
        throw malformed("it ends too early")
      }
      position = found.upperBound
    }

    private mutating func passDeclaration() throws(Malformed) {
      let rest = bytes[position...]
      if rest.starts(with: "<!--".utf8) {
        position += 2
        return try pass(to: "-->")
      }
      guard rest.starts(with: "<![CDATA[".utf8), !open.isEmpty else { throw malformed("it has a document type") }
      try pass(to: "]]>")
    }

    private mutating func endElement() throws(Malformed) {
      let contentEnd = position
      position += 2
      let name = try readName()
      passBlanks()
      guard byte(at: position) == UInt8(ascii: ">"), let last = open.popLast(), bytes[last.name] == bytes[name] else {
        throw malformed("an element ends that did not begin")
      }
      position += 1
      nodes[last.node].contentEnd = Int32(contentEnd)
      nodes[last.node].end = Int32(nodes.count)
    }

    private mutating func beginElement() throws(Malformed) {
      guard !open.isEmpty || nodes.isEmpty else { throw malformed("there is more than one document") }
      guard open.count < XMLDocument.mostDepth else { throw malformed("elements stand too deep in each other") }
      position += 1
      let name = try readName()
      let isEmpty = try passAttributes()
      let local = bytes[name].lastIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.lowerBound
      nodes.append(
        Node(
          nameStart: Int32(local), nameEnd: Int32(name.upperBound), contentStart: Int32(position),
          contentEnd: Int32(position), end: Int32(nodes.count + 1)))
      if !isEmpty { open.append((nodes.count - 1, name)) }
    }

    private mutating func readName() throws(Malformed) -> Range<Int> {
      let start = position
      while let byte = byte(at: position), !isBlank(byte), !Self.nameEnds.contains(byte) { position += 1 }
      guard position > start, position < bytes.count else { throw malformed("a name is missing") }
      return start..<position
    }

    private static let nameEnds = Array(">/<=\"'&!?".utf8)

    /// - Returns: whether the element ends with its own tag.
    private mutating func passAttributes() throws(Malformed) -> Bool {
      while true {
        passBlanks()
        switch byte(at: position) {
        case UInt8(ascii: ">"):
          position += 1
          return false
        case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: ">"):
          position += 2
          return true
        default: try passAttribute()
        }
      }
    }

    private mutating func passAttribute() throws(Malformed) {
      _ = try readName()
      passBlanks()
      guard byte(at: position) == UInt8(ascii: "=") else { throw malformed("an attribute has no value") }
      position += 1
      passBlanks()
      guard let quote = byte(at: position), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
        let end = bytes[(position + 1)...].firstIndex(of: quote)
      else { throw malformed("an attribute has no value") }
      position = end + 1
    }

    private mutating func passBlanks() {
      while let byte = byte(at: position), isBlank(byte) { position += 1 }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
  }
}

extension StaticString {
  fileprivate var bytes: [UInt8] { withUTF8Buffer { Array($0) } }
}
