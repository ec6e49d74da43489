import MistModel

/// What EC2 says in an answer that is an error. Its statuses are few; its codes are many, and tell what it is.
struct EC2Refusal: Sendable {
  var code: String
  var message: String
  /// Of the answer.
  private let status: Int

  /// - Returns: `nil` for an answer that is none of EC2's errors.
  init?(_ answer: ProviderAnswer) {
    // Errors stand in several frames, and some services of its kind have frames of their own.
    guard !answer.isSuccess, let document = try? XMLDocument(answer.body),
      let code = document.root.first("Code")?.text, !code.isEmpty
    else { return nil }
    self.code = code
    message = document.root.first("Message")?.text ?? ""
    status = answer.status
  }

  var words: String { message.isEmpty ? code : "\(message) (\(code))" }

  var isThrottling: Bool { plainStatus == 429 }

  /// The status that says the same elsewhere.
  var plainStatus: Int {
    if let known = Self.statuses.first(where: { $0.value.contains(code) }) { return known.key }
    if code.hasSuffix(".NotFound") || code.hasSuffix(".Malformed") || code.hasSuffix(".Unavailable") { return 404 }
    if code.hasSuffix(".Duplicate") || code.hasSuffix(".InUse") || code.hasSuffix("LimitExceeded") { return 409 }
    return status
  }

  private static let statuses = [
    401: [
      "AuthFailure", "IncompleteSignature", "InvalidClientTokenId", "MissingAuthenticationToken",
      "SignatureDoesNotMatch", "UnrecognizedClientException",
    ],
    403: ["Blocked", "OperationNotPermitted", "OptInRequired", "PendingVerification", "UnauthorizedOperation"],
    409: ["DependencyViolation", "IdempotentParameterMismatch", "IncorrectInstanceState", "IncorrectState"],
    429: ["RequestLimitExceeded", "RequestThrottled", "SlowDown", "Throttling", "ThrottlingException"],
  ]
}
