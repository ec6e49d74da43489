import MistModel

/// A length of time: `90`, `30s`, `5m`, `1h`, `2d`; at most 30 days.
public struct Period: Hashable, Sendable, CustomStringConvertible {
  public var seconds: Double

  /// Longer ones are a slip of the keyboard, and would not fit the clocks that count them down.
  private static let longest: Double = 30 * 24 * 3600

  public init(_ text: String) throws(MistError) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    let unit = text.last.flatMap { units[$0] }
    let number = unit == nil ? text[...] : text.dropLast()
    guard let count = Double(number), count > 0, number.allSatisfy({ $0.isNumber || $0 == "." }) else {
      throw MistError(.usage, "say it as 90, 30s, 5m or 1h")
    }
    seconds = count * (unit ?? 1)
    guard seconds <= Self.longest else { throw MistError(.usage, "at most 30 days (720h)") }
  }

  public var description: String { "\(seconds)s" }
}
