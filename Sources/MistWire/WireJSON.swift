import Foundation
import MistModel

/// JSON text of the wire, both ways.
public enum WireJSON {
  /// Keys are sorted, so that the same value is the same bytes.
  public static func bytes(_ value: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw MistError(.failed, "an answer could not be written as JSON")
    }
  }

  /// Throws `MistError(.invalid)` that names the place in the text which is not as it must be.
  public static func value<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw MistError(.invalid, error.saying)
    }
  }
}

extension DecodingError {
  /// The fault and its place in words: `machines.0.name must be a string`.
  fileprivate var saying: String {
    switch self {
    case .keyNotFound(let key, let context):
      "required parameter not provided: \(Self.place(context.codingPath + [key]))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\(Self.place(context.codingPath)) has the wrong type"
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      "the body is not JSON"
    case .dataCorrupted(let context):
      "\(Self.place(context.codingPath)) is not acceptable"
    @unknown default:
      "the body is not as it must be"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.isEmpty ? "the body" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
