import MistModel

extension MistError {
  /// The error as the original's service told it: one line, its kind in the original's words, then the detail. Its
  /// clients show it as it is.
  ///
  /// - Parameter concernsMachine: the request was about one machine, not about its backend.
  public func plainText(in era: Era, concernsMachine: Bool) -> String {
    let text =
      if let subject, let kind = subject.kind(in: era, of: code) {
        "\(kind): \(subject.id)"
      } else if let kind = kind(in: era, concernsMachine: concernsMachine) {
        "\(kind): \(summary)"
      } else {
        summary.prefix(1).uppercased() + summary.dropFirst()
      }
    // An id may hold anything that a client sent.
    return String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }).prefix(
        Self.longest))
  }

  /// Characters of a plain text.
  private static let longest = 1_000

  /// `nil` where the summary is in the original's words itself.
  private func kind(in era: Era, concernsMachine: Bool) -> String? {
    switch code {
    case .usage, .invalid, .ambiguous, .passphraseNeeded:
      summary.hasPrefix(Self.missingParameter) ? nil : "Bad Request"
    case .notLoggedIn: "User not authenticated"
    case .credentialsRejected:
      concernsMachine ? "Couldn't authenticate to machine" : "Invalid \(era.backendWord.lowercased()) credentials"
    case .refused: "Forbidden"
    case .notFound: "Not Found"
    case .notSupported: "Method Not Allowed"
    case .conflict: "Conflict"
    case .tooMany: "Rate Limit"
    case .unreachable, .connectionLost, .timedOut, .untrusted:
      concernsMachine ? "Machine currently unavailable" : "\(era.backendWord) unavailable"
    case .serviceUnreachable: "Service unavailable"
    default: "Internal Server Error"
    }
  }

  private static let missingParameter = "required parameter not provided"

  /// A request left out what it must say.
  public static func missing(_ parameter: String) -> MistError {
    MistError(.invalid, "\(missingParameter): \(parameter)")
  }
}

extension MistError.Subject {
  fileprivate func kind(in era: Era, of code: MistError.Code) -> String? {
    switch code {
    case .notFound: "\(word(in: era)) not found"
    case .conflict: thing == .backendName ? "\(word(in: era)) name exists" : "\(word(in: era)) exists"
    default: nil
    }
  }

  private func word(in era: Era) -> String {
    switch thing {
    case .backend, .backendName: era.backendWord
    case .machine: "Machine"
    case .key: "Keypair"
    case .image: "Image"
    case .network: "Network"
    case .rule: "Rule"
    case .token: "Token"
    }
  }
}
