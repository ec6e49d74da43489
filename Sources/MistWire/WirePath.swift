import MistModel

/// A request path in which every inserted id is percent-encoded, so that an id with `/`, `?` or `%` in it
/// stays one segment: `"/backends/\(backend)/machines"`.
public struct WirePath: Hashable, Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// Percent-encoded, as it goes on the wire.
  public let text: String

  public init(stringLiteral value: String) {
    text = value
  }

  public init(stringInterpolation: StringInterpolation) {
    text = stringInterpolation.text
  }

  public var description: String { text }

  public struct StringInterpolation: StringInterpolationProtocol {
    var text = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    public mutating func appendLiteral(_ literal: String) {
      text += literal
    }

    public mutating func appendInterpolation<Subject>(_ id: Identifier<Subject>) {
      text += percentEncoded(id.rawValue)
    }

    public mutating func appendInterpolation(_ segment: String) {
      text += percentEncoded(segment)
    }
  }
}

extension WirePath {
  /// The path with a query behind it; a name may stand there several times.
  public func with(query: [(String, String)]) -> WirePath {
    guard !query.isEmpty else { return self }
    let pairs = query.map { "\(percentEncoded($0))=\(percentEncoded($1))" }
    return WirePath(stringLiteral: "\(text)?\(pairs.joined(separator: "&"))")
  }
}
