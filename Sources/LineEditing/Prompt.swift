/// The text before a line. Colours in it (`ESC [ … m`) are understood; every other control character but a newline is
/// spelled out.
public struct Prompt: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The prompt for libedit: colours stand between marks, because they take no columns.
  let marked: String
  /// What is seen of it.
  let seen: String
  /// What is written where libedit does not draw.
  var text: String { String(marked.unicodeScalars.filter { $0 != Self.mark }) }

  static let mark: Unicode.Scalar = "\u{1}"

  /// Reads the colours out of a text.
  public init(_ text: String) {
    var pieces = Self.pieces(of: text)
    // libedit ties a colour to the character behind it, so the last piece has to be text.
    if pieces.count > 1, let last = pieces.last, last.isColour {
      let before = pieces.count - 2
      if let final = pieces[before].text.unicodeScalars.last, !pieces[before].isColour {
        pieces[before].text.unicodeScalars.removeLast()
        pieces.append(Piece(text: String(final), isColour: false))
      } else {
        pieces.append(Piece(text: " ", isColour: false))
      }
    } else if pieces.count == 1, pieces[0].isColour {
      pieces = []
    }
    marked = pieces.map { $0.isColour ? "\(Self.mark)\($0.text)\(Self.mark)" : $0.text }.joined()
    seen = pieces.filter { !$0.isColour }.map(\.text).joined()
  }

  public init(stringLiteral value: String) { self.init(value) }

  private struct Piece {
    var text: String
    var isColour: Bool
  }

  /// Neighbouring colours are one piece.
  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    func add(_ text: String, isColour: Bool) {
      if text.isEmpty { return }
      if let last = pieces.indices.last, pieces[last].isColour == isColour {
        pieces[last].text += text
      } else {
        pieces.append(Piece(text: text, isColour: isColour))
      }
    }
    var rest = Substring(text).unicodeScalars
    while let first = rest.first {
      if let end = endOfColour(rest) {
        add(String(rest[..<end]), isColour: true)
        rest = rest[end...]
      } else {
        add(first == "\n" ? "\n" : visible(String(first)), isColour: false)
        rest.removeFirst()
      }
    }
    return pieces
  }

  private static func endOfColour(_ scalars: Substring.UnicodeScalarView) -> String.Index? {
    guard scalars.starts(with: "\u{1B}[".unicodeScalars) else { return nil }
    let parameters = scalars.dropFirst(2)
    let end = parameters.firstIndex { !("0"..."9").contains($0) && $0 != ";" && $0 != ":" }
    guard let end, scalars[end] == "m" else { return nil }
    return scalars.index(after: end)
  }
}
