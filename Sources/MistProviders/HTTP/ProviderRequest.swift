import Foundation

/// One request to a provider.
struct ProviderRequest: Sendable {
  enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  var method: Method
  var url: ProviderURL
  var headers: [(String, String)]
  var body: [UInt8]
  /// Doing it twice is the same as doing it once, so it may be sent again when nobody knows whether it arrived.
  var isRepeatable: Bool
  /// For the whole of it, other tries included.
  var deadline: Duration = .seconds(30)

  /// - Parameter isRepeatable: by the method when it is left out: reading, `PUT` and `DELETE` are.
  init(
    _ method: Method, _ url: ProviderURL, headers: [(String, String)] = [], body: [UInt8] = [],
    isRepeatable: Bool? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.isRepeatable = isRepeatable ?? [.get, .put, .delete].contains(method)
  }

  /// With a JSON body.
  init(
    _ method: Method, _ url: ProviderURL, headers: [(String, String)] = [], json: some Encodable,
    isRepeatable: Bool? = nil
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    self.init(
      method, url, headers: headers + [("Content-Type", "application/json")], body: Array(try encoder.encode(json)),
      isRepeatable: isRepeatable)
  }
}

/// What a provider answered, whatever its status.
struct ProviderAnswer: Sendable {
  var status: Int
  /// By name in lower case; of several with one name the last.
  var headers: [String: String]
  var body: [UInt8]

  var isSuccess: Bool { (200..<300).contains(status) }
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body read as JSON; `nil` when it is none of that shape.
  func json<Value: Decodable>(as type: Value.Type) -> Value? {
    try? JSONDecoder().decode(type, from: Data(body))
  }

  /// Seconds that `Retry-After` asks for, a year at most; `nil` when it asks nothing, or names a date.
  var retryAfter: Double? {
    guard let text = headers["retry-after"], let seconds = Double(text), seconds >= 0 else { return nil }
    return min(seconds, 31_536_000)
  }
}
