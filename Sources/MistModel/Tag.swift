/// A label of a machine: a word (`dev`) or a key with a value (`env=dev`). Tags belong to the service,
/// so they work for every machine of every provider.
public struct Tag: Hashable, Comparable, Sendable {
  public var key: String
  public var value: String?

  public init(key: String, value: String? = nil) {
    self.key = key
    self.value = value
  }

  /// Splits `env=dev` at its first `=`; a text without one is a word.
  public init(_ text: String) {
    guard let split = text.firstIndex(of: "=") else {
      self.init(key: text)
      return
    }
    self.init(key: String(text[..<split]), value: String(text[text.index(after: split)...]))
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.description < right.description
  }
}

extension Tag: CustomStringConvertible {
  public var description: String { value.map { "\(key)=\($0)" } ?? key }
}
