/// An element to be sent, with what stands in it. Everything is escaped as it is written: no text can end an element or
/// begin another.
struct XMLNode: Hashable, Sendable {
  /// With its prefix.
  var name: String
  var attributes: [Attribute]
  var content: Content

  struct Attribute: Hashable, Sendable {
    var name: String
    var value: String
  }

  enum Content: Hashable, Sendable {
    case nodes([XMLNode])
    case text(String)
  }

  init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ nodes: [XMLNode] = []) {
    self.name = name
    self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
    content = .nodes(nodes)
  }

  init(_ name: String, text: String) {
    self.name = name
    attributes = []
    content = .text(text)
  }

  /// A whole document in UTF-8.
  var document: [UInt8] {
    Array(#"<?xml version="1.0" encoding="UTF-8"?>"#.utf8) + Array(written.utf8)
  }

  private var written: String {
    let head = "<" + name + attributes.map { " \($0.name)=\"\(Self.escaped($0.value))\"" }.joined()
    switch content {
    case .nodes(let nodes) where nodes.isEmpty: return head + "/>"
    case .nodes(let nodes): return head + ">" + nodes.map(\.written).joined() + "</\(name)>"
    case .text(let text): return head + ">" + Self.escaped(text) + "</\(name)>"
    }
  }

  /// Line ends go as references, or readers would make blanks or other line ends of them.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n", "\r": escaped += "&#\(scalar.value);"
      // XML has no way to write the others.
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
