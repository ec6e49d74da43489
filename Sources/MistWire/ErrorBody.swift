import MistModel

/// A `MistError` on the wire, as our own client asks for it.
public struct ErrorBody: Codable, Sendable {
  public var code: String
  public var summary: String
  public var hint: String?
  public var details: [String]?

  public init(_ error: MistError) {
    code = error.code.rawValue
    summary = error.summary
    hint = error.hint
    details = error.details.isEmpty ? nil : error.details
  }

  public var error: MistError {
    MistError(MistError.Code(rawValue: code), summary, hint: hint, details: details ?? [])
  }
}

extension MistError {
  /// The HTTP status that the original's service gave for this kind of error.
  public var httpStatus: Int {
    switch code {
    case .usage, .invalid, .ambiguous, .passphraseNeeded: 400
    case .notLoggedIn, .credentialsRejected: 401
    case .refused: 403
    case .notFound: 404
    case .notSupported: 405
    case .conflict: 409
    case .tooMany: 429
    case .unreachable, .connectionLost, .timedOut, .serviceUnreachable, .untrusted: 503
    default: 500
    }
  }

  /// The error behind an answer of a service that is not ours: a status and a short plain text.
  public init(httpStatus status: Int, text: String, place: String) {
    let code: Code =
      switch status {
      case 400, 402, 422: .invalid
      case 401: .notLoggedIn
      case 403: .refused
      case 404: .notFound
      case 405, 501: .notSupported
      case 409: .conflict
      case 429: .tooMany
      case 502, 503, 504: .unreachable
      default: .failed
      }
    let said = text.split(whereSeparator: \.isNewline).first.map { String($0.prefix(300)) } ?? ""
    let looksLikeAPage = said.drop(while: \.isWhitespace).hasPrefix("<")
    guard !said.isEmpty, !looksLikeAPage else {
      // A page in place of Mist's short text is of what stands in front of the service.
      let isOfGateway = [502, 503, 504].contains(status)
      self.init(isOfGateway ? .serviceUnreachable : code, "\(place) answered status \(status)")
      return
    }
    self.init(code, said)
  }
}
