/// What cells are put in order by: numbers first, then texts in natural order.
enum Rank: Comparable {
  case number(Double)
  case text(NaturalText)

  /// A plain decimal number is a number: `12`, `-0.5`. What is longer than a floating-point number can tell apart is
  /// a text, so that two long ids are never taken for one.
  init(text: String) {
    if Self.isDecimal(text), let number = Double(text) {
      self = .number(number)
    } else {
      self = .text(NaturalText(text))
    }
  }

  var isNumber: Bool {
    if case .number = self { true } else { false }
  }

  var asText: Rank {
    if case .number(let number) = self { .text(NaturalText(numberText(number))) } else { self }
  }

  private static func isDecimal(_ text: String) -> Bool {
    var digits = 0
    var points = 0
    for (place, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: ".") where digits > 0: points += 1
      case UInt8(ascii: "-") where place == 0: break
      default: return false
      }
    }
    return (1...15).contains(digits) && points < 2 && text.utf8.last != UInt8(ascii: ".")
  }
}

/// A text in the order people count in: `db2` before `db10`, without regard to case.
struct NaturalText: Comparable {
  let text: String
  /// What is compared as a plain text. Made once, since each text of a sort is compared many times.
  private let key: String

  init(_ text: String) {
    self.text = text
    key = Self.key(of: text.lowercased())
  }

  static func == (left: Self, right: Self) -> Bool { left.text == right.text }

  static func < (left: Self, right: Self) -> Bool {
    // Where only case or leading zeros differ, some order must be kept to.
    left.key == right.key ? left.text < right.text : left.key < right.key
  }

  /// Each number, without leading zeros, has a `0` and its length before it, so that a longer one comes later.
  private static func key(of text: String) -> String {
    var key: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      guard isDigit(byte) else {
        key.append(byte)
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix(while: isDigit)
      rest = rest[digits.endIndex...]
      let number = digits.drop { $0 == UInt8(ascii: "0") }
      key += [UInt8(ascii: "0"), UInt8(min(number.count, 127))] + number
    }
    return String(decoding: key, as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
