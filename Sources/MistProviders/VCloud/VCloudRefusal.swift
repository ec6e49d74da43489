/// What VMware Cloud Director says in an answer that is an error. Most of them have status 400; their codes tell more.
struct VCloudRefusal: Sendable {
  private struct Written: Decodable {
    var minorErrorCode: String?
    var message: String?
  }

  private let code: String
  private let message: String
  private let status: Int

  /// - Returns: `nil` for an answer that is none of its errors.
  init?(_ answer: ProviderAnswer) {
    guard !answer.isSuccess else { return nil }
    status = answer.status
    if let root = try? XMLDocument(answer.body).root, root.isNamed("Error") {
      code = root.attribute("minorErrorCode") ?? ""
      message = root.attribute("message") ?? ""
    } else if let written = answer.json(as: Written.self) {
      code = written.minorErrorCode ?? ""
      message = written.message ?? ""
    } else {
      return nil
    }
  }

  var words: String {
    let message = printable(message)
    guard !code.isEmpty, !message.contains(code) else { return message }
    return message.isEmpty ? code : "\(message) (\(code))"
  }

  /// So many operations at once that this one was not begun.
  var isThrottling: Bool { code == "OPERATION_LIMITS_EXCEEDED" }

  /// Said of what somebody may not see, and of what is not there.
  var mayBeAbsent: Bool { status == 403 && code == "ACCESS_TO_RESOURCE_IS_FORBIDDEN" }

  /// The status that says the same elsewhere.
  var plainStatus: Int {
    switch code {
    case "BUSY_ENTITY", "DUPLICATE_NAME": 409
    case "OPERATION_LIMITS_EXCEEDED": 429
    default: status
    }
  }
}
