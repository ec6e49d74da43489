import HTTPTypes
import Hummingbird
import MistModel
import MistWire
import NIOCore
import NIOHTTP1

/// The largest request body that is read, in bytes.
private let largestBody = 4 << 20

extension Request {
  /// The body as JSON, whatever its content type says; the original's client says nothing.
  func json<Body: Decodable>(_ type: Body.Type) async throws -> Body {
    try WireJSON.value(type, from: try await bytes())
  }

  /// The same where the body may be left out.
  func jsonIfPresent<Body: Decodable>(_ type: Body.Type) async throws -> Body? {
    let bytes = try await bytes()
    return bytes.isEmpty ? nil : try WireJSON.value(type, from: bytes)
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
