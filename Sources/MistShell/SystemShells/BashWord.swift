/// The word at the cursor of a bash line, as far as it decides how a candidate has to be written.
///
/// bash replaces only what stands behind the last break (`=`, `:`) or behind a quote that is open, and puts in a
/// candidate as it is.
struct BashWord: Sendable {
  private enum Quote {
    case none, single, double
  }

  /// How many scalars of the word, without quotes, stand before what is replaced.
  private var keptCount = 0
  private var quote = Quote.none

  init() {}

  /// - Parameters:
  ///   - written: the word with its quotes, up to the cursor.
  ///   - breaks: what `COMP_WORDBREAKS` holds.
  init(_ written: some Sequence<Unicode.Scalar>, breaks: Set<Unicode.Scalar>) {
    var count = 0
    var keptBeforeQuote = 0
    var isEscaped = false
    for scalar in written {
      switch (quote, scalar) {
      case _ where isEscaped:
        // Inside double quotes the backslash of any other character stays.
        count += quote == .double && !Self.special.contains(scalar) ? 2 : 1
        isEscaped = false
      case (.none, "\\"), (.double, "\\"):
        isEscaped = true
      case (.none, "'"), (.none, "\""):
        quote = scalar == "'" ? .single : .double
        keptBeforeQuote = keptCount
        keptCount = count
      case (.single, "'"), (.double, "\""):
        // A quote that is closed is replaced with the rest.
        quote = .none
        keptCount = keptBeforeQuote
      case (.none, _) where breaks.contains(scalar):
        count += 1
        keptCount = count
      default:
        count += 1
      }
    }
  }

  /// What bash gets for a value; `nil` for one that cannot be written here.
  func text(for value: String) -> String? {
    let rest = value.unicodeScalars.dropFirst(keptCount)
    switch quote {
    case .single: return rest.reduce(into: "") { $0 += $1 == "'" ? #"'\''"# : String($1) }
    case .double:
      // Nothing keeps bash from looking for it in its history.
      guard !rest.contains("!") else { return nil }
      return rest.reduce(into: "") { $0 += (Self.special.contains($1) ? "\\" : "") + String($1) }
    case .none:
      // `~/` is the home folder, and a folder's name was meant by it.
      let home = keptCount == 0 && value.hasPrefix("~/") ? "~" : ""
      return rest.dropFirst(home.count).reduce(into: home) { $0 += (Self.isPlain($1) ? "" : "\\") + String($1) }
    }
  }

  /// What a backslash inside double quotes takes the meaning of.
  private static let special: Set<Unicode.Scalar> = ["\"", "\\", "$", "`"]

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", "/", ":", "@", "%", "+", ",", "=": true
    default: scalar.value >= 0x80
    }
  }
}
