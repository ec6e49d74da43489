import MistModel

/// A request and its answer as a line of `wire.jsonl`, their secrets masked.
public struct RecordedExchange: Codable, Sendable {
  public struct Request: Codable, Hashable, Sendable {
    public var method: String
    public var path: String
    /// For people; a replay does not compare them.
    public var headers: [String: String]?
    public var body: RecordedBody?
  }

  public struct Answer: Codable, Sendable {
    public var status: Int
    /// Those that the client reads.
    public var headers: [String: String]?
    public var body: RecordedBody?
    /// Of an answer that was streamed: its lines, in place of the body.
    public var pieces: [RecordedBody]?
    /// What ended a stream early.
    public var error: ErrorBody?
  }

  public var request: Request
  public var answer: Answer?
  /// In place of an answer, when none came.
  public var error: ErrorBody?

  public init(_ request: WireRequest, masking mask: inout SecretMask) {
    var headers = request.headers
    for (name, value) in request.headers where SecretMask.isSecret(name) {
      headers[name] = SecretMask.stand
      // `mist_1 EMAIL:TOKEN`, or the token alone.
      mask.learn(value.split(separator: ":").last.map(String.init) ?? value)
    }
    self.request = Request(
      method: request.method.rawValue, path: request.path.text, headers: headers.isEmpty ? nil : headers,
      body: RecordedBody(request.body, masking: &mask))
  }
}

extension RecordedExchange.Answer {
  public init(_ answer: WireAnswer, masking mask: inout SecretMask) {
    self.init(status: answer.status, headers: answer.headers)
    body = RecordedBody(answer.body, masking: &mask)
  }

  /// An answer that is streamed; its pieces are yet to come.
  public init(status: Int, headers: [String: String]) {
    let read = headers.filter { $0.key.hasPrefix("mist-") }
    self.status = status
    self.headers = read.isEmpty ? nil : read
  }
}

/// Bytes as they are read best: as JSON, as text, or as Base64 of what is neither.
public enum RecordedBody: Hashable, Sendable {
  case json(JSONValue)
  case text(String)
  case base64(String)

  /// `nil` for nothing.
  public init?(_ bytes: [UInt8], masking mask: inout SecretMask) {
    if bytes.isEmpty { return nil }
    if let value = try? WireJSON.value(JSONValue.self, from: bytes), value != .null {
      self = .json(mask.masked(RecordedBody.openingOutput(of: value, mask: mask)))
    } else if let text = String(validating: bytes, as: UTF8.self) {
      self = .text(mask.masked(text))
    } else {
      self = .base64(MistWire.base64(bytes))
    }
  }

  public var bytes: [UInt8] {
    switch self {
    case .json(let value): (try? WireJSON.bytes(value)) ?? []
    case .text(let text): Array(text.utf8)
    case .base64(let text): MistWire.bytes(base64: text) ?? []
    }
  }

  /// What a command printed on a machine goes as Base64, which would hide a secret from the mask.
  private static func openingOutput(of value: JSONValue, mask: SecretMask) -> JSONValue {
    guard case .object(var members) = value, members["event"] != nil,
      let data = members["data"]?.string.flatMap({ MistWire.bytes(base64: $0) }),
      let text = String(validating: data, as: UTF8.self)
    else { return value }
    let shown = mask.masked(text)
    guard shown != text else { return value }
    members["data"] = .string(MistWire.base64(Array(shown.utf8)))
    return .object(members)
  }
}

extension RecordedBody: Codable {
  private enum Form: String, CodingKey {
    case json, text, base64
  }

  public init(from decoder: any Decoder) throws {
    let forms = try decoder.container(keyedBy: Form.self)
    if forms.contains(.json) {
      self = .json(try forms.decode(JSONValue.self, forKey: .json))
    } else if let text = try forms.decodeIfPresent(String.self, forKey: .text) {
      self = .text(text)
    } else {
      self = .base64(try forms.decode(String.self, forKey: .base64))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var forms = encoder.container(keyedBy: Form.self)
    switch self {
    case .json(let value): try forms.encode(value, forKey: .json)
    case .text(let text): try forms.encode(text, forKey: .text)
    case .base64(let text): try forms.encode(text, forKey: .base64)
    }
  }
}
