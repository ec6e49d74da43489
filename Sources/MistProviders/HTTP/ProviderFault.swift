import AsyncHTTPClient
import MistModel
import NIOCore
import NIOHTTP1
import NIOPosix

/// Says in words why a request to a provider came to nothing. What others call their errors is never shown.
struct ProviderFault: Sendable {
  private let title: String
  private let place: String
  private let isChange: Bool

  /// The connection went away before the answer was there.
  struct Lost: Error {
    var error: MistError
  }

  init(_ request: ProviderRequest, title: String) {
    self.title = title
    place = request.url.place
    isChange = request.method != .get || !request.isRepeatable
  }

  var tooLate: MistError { MistError(.timedOut, said("\(place) did not answer in time"), hint: unknownOutcome) }

  func unreadable(at position: String?) -> MistError {
    let where_ = position.map { " (at \(printable($0)))" } ?? ""
    return MistError(.failed, "\(title): the answer of \(place) is not understood\(where_)", hint: unknownOutcome)
  }

  /// An answer whose status tells of an error.
  func refusal(_ answer: ProviderAnswer, words: String?) -> MistError {
    let told = words.flatMap { $0.isEmpty ? nil : ": " + $0 } ?? ""
    switch answer.status {
    case 401:
      return MistError(
        .credentialsRejected, "\(title): \(place) does not accept the credentials\(told)",
        hint: "check them at the provider, then delete the backend and add it again")
    case 403:
      return MistError(
        .refused, "\(title): \(place) does not allow this\(told)",
        hint: "what the account may do is set at the provider")
    case 404, 410: return MistError(.notFound, "\(title): \(place) does not know it\(told)")
    case 409:
      return MistError(
        .conflict, "\(title): \(place) cannot do this now\(told)",
        hint: "list-machines shows what is there, and in which state")
    case 429:
      let wait = answer.retryAfter.map { "in \(Int($0.rounded(.up))) s" } ?? "later"
      return MistError(.tooMany, "\(title): \(place) asks for fewer requests\(told)", hint: "try again \(wait)")
    case 300..<400:
      return MistError(.failed, "\(title): \(place) sends us on to another place, which is not followed\(told)")
    case 400..<500:
      return MistError(.invalid, "\(title): \(place) refuses the request (status \(answer.status))\(told)")
    default:
      return MistError(
        .unreachable, "\(title): \(place) has trouble of its own (status \(answer.status))\(told)",
        hint: isChange ? unknownOutcome : "try again later")
    }
  }

  /// What a try threw: a `Lost` where another try may help, else a `MistError`.
  func thrown(_ error: any Error) -> any Error {
    isLost(error) ? Lost(error: mistError(error)) : mistError(error)
  }

  private func isLost(_ error: any Error) -> Bool {
    switch error {
    case let error as HTTPClientError: [.remoteConnectionClosed, .uncleanShutdown].contains(error)
    case let error as HTTPParserError: Self.cutOff.contains(error)
    case let error as IOError: !Self.beforeSending.contains(error.errnoCode)
    default: false
    }
  }

  func mistError(_ error: any Error) -> MistError {
    switch error {
    case let error as MistError: error
    case let error as Lost: error.error
    case is CancellationError: MistError(.interrupted, "interrupted")
    case let error as HTTPClientError: mistError(of: error)
    case let error as NIOConnectionError:
      unreachable((error.connectionErrors.first?.error as? IOError).map(words(of:)) ?? "no address is known for it")
    case let error as IOError: unreachable(words(of: error), isSent: !Self.beforeSending.contains(error.errnoCode))
    case let error as HTTPParserError where Self.cutOff.contains(error):
      unreachable("its answer was cut off", isSent: true)
    case is HTTPParserError: MistError(.failed, said("\(place) does not answer as HTTP"), hint: unknownOutcome)
    case is NIOTooManyBytesError: MistError(.failed, said("the answer of \(place) is too large"))
    case _ where String(reflecting: type(of: error)).hasPrefix("NIOSSL."): mistError(ofTLS: error)
    default: unreachable("the connection failed", isSent: true)
    }
  }

  private func mistError(of error: HTTPClientError) -> MistError {
    switch error {
    case .cancelled: MistError(.interrupted, "interrupted")
    case .deadlineExceeded, .readTimeout, .writeTimeout: tooLate
    case .connectTimeout, .getConnectionFromPoolTimeout:
      MistError(.timedOut, said("\(place) did not answer in time"))
    case .tlsHandshakeTimeout: unreachable("a secure connection could not be agreed in time")
    case .remoteConnectionClosed, .uncleanShutdown: unreachable("its answer was cut off", isSent: true)
    case .invalidURL, .emptyHost, .emptyScheme: MistError(.invalid, said("'\(place)' is no address"))
    default: unreachable("the connection failed", isSent: true)
    }
  }

  private func mistError(ofTLS error: any Error) -> MistError {
    let text = String(describing: error)
    if text.contains("CERTIFICATE_VERIFY") || text.contains("Hostname") || text.contains("unableToValidate") {
      return MistError(
        .untrusted, said("the certificate of \(place) is not trusted"), hint: "is it the right address and authority?")
    }
    return MistError(
      .untrusted, said("a secure connection to \(place) could not be agreed"),
      hint: "does it speak HTTPS, and does it want a client certificate?")
  }

  private static let cutOff: [HTTPParserError] = [.invalidEOFState, .closedConnection]
  private static let beforeSending: Set<Int32> = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, ENOENT]

  private func words(of error: IOError) -> String {
    String(cString: strerror(error.errnoCode)).lowercased()
  }

  private func unreachable(_ cause: String, isSent: Bool = false) -> MistError {
    MistError(
      .unreachable, said("\(place) cannot be reached: \(cause)"), hint: isSent ? unknownOutcome : nil)
  }

  private func said(_ text: String) -> String { "\(title): \(text)" }

  private var unknownOutcome: String? {
    isChange ? "whether it was done is not known: look before you try again" : nil
  }
}

extension ProviderURL {
  /// The host and port, or the path of the socket, as a person would say it.
  var place: String {
    guard origin.hasPrefix("http+unix://") else { return origin }
    return String(origin.dropFirst("http+unix://".count)).replacing("%2F", with: "/")
  }
}
