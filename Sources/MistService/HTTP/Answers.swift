import HTTPTypes
import Hummingbird
import MistModel
import MistWire
import NIOCore
import NIOHTTP1

/// The largest request body that is read, in bytes.
private let largestBody = 4 << 20

extension Request {
  var isOfOurClient: Bool { headers.value(WireHeader.client) != nil }

  /// The body as JSON, whatever its content type says; the original's client says nothing.
  func json<Body: Decodable>(_ type: Body.Type) async throws -> Body {
    try WireJSON.value(type, from: try await bytes())
  }

  /// The same where the body may be left out, or be `null`.
  func jsonIfPresent<Body: Decodable>(_ type: Body.Type) async throws -> Body? {
    let bytes = try await bytes()
    return bytes.isEmpty ? nil : try WireJSON.value(Body?.self, from: bytes)
  }

  /// The fields of the body, as each client likes to write them.
  func fields() async throws -> Fields {
    Fields(try await json([String: JSONValue].self))
  }

  /// The fields of the query and of the body, which may both be left out; what is in the body counts more.
  func fieldsOfQueryAndBody() async throws -> Fields {
    let query = Dictionary(queryPairs.map { ($0, JSONValue.string($1)) }, uniquingKeysWith: { _, last in last })
    let body = try await jsonIfPresent([String: JSONValue].self) ?? [:]
    return Fields(query.merging(body) { _, inBody in inBody })
  }

  /// The same with one field that may stand in the query several times, as a list.
  func fieldsOfQueryAndBody(listing name: String) async throws -> Fields {
    var fields = try await fieldsOfQueryAndBody().body
    let listed = queryPairs.filter { $0.name == name }.map { JSONValue.string($0.value) }
    if listed.count > 1, case .string? = fields[name] { fields[name] = .array(listed) }
    return Fields(fields)
  }

  private var queryPairs: [(name: String, value: String)] {
    (uri.query ?? "").split(separator: "&").compactMap { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let name = percentDecoded(parts[0]),
        let value = percentDecoded(parts[1].replacing("+", with: " "))
      else { return nil }
      return (name, value)
    }
  }

  private func bytes() async throws -> [UInt8] {
    do {
      return Array(buffer: try await body.collect(upTo: largestBody))
    } catch is NIOTooManyBytesError {
      throw MistError(.invalid, "the body is larger than \(largestBody >> 20) MiB")
    } catch is HTTPParserError {
      throw MistError(.invalid, "the body ended early")
    }
  }
}

extension Response {
  static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
    answer(status, type: "application/json; charset=utf-8", bytes: try WireJSON.bytes(value))
  }

  /// What the original's service answered where there is nothing to tell.
  static var ok: Response { answer(.ok, type: "text/plain; charset=utf-8", bytes: Array("OK".utf8)) }

  static func text(_ text: String, status: HTTPResponse.Status) -> Response {
    answer(status, type: "text/plain; charset=utf-8", bytes: Array(text.utf8))
  }

  /// In the Prometheus text format.
  static func measurements(_ text: String) -> Response {
    answer(.ok, type: "text/plain; version=0.0.4; charset=utf-8", bytes: Array(text.utf8))
  }

  static func page(_ text: String) -> Response {
    answer(.ok, type: "text/html; charset=utf-8", bytes: Array(text.utf8))
  }

  private static func answer(_ status: HTTPResponse.Status, type: String, bytes: [UInt8]) -> Response {
    Response(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

extension HTTPFields {
  /// The value of one of `WireHeader`'s names.
  func value(_ name: String) -> String? {
    HTTPField.Name(name).flatMap { self[$0] }
  }

  mutating func set(_ name: String, to value: String) {
    guard let name = HTTPField.Name(name) else { return }
    self[name] = value
  }
}
