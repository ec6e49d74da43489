import AsyncHTTPClient
import MistModel
import MistWire
import NIOCore
import NIOHTTP1
import NIOPosix

/// Says in words why a request to a place came to nothing. What others call their errors is never shown.
struct TransportFault: Sendable {
  private let place: String
  /// The request changes something: without an answer nobody knows whether it did.
  private let isChange: Bool

  init(of request: WireRequest, to place: String) {
    self.place = place
    isChange = request.method != .get && request.path.text != "/auth"
  }

  var tooLate: MistError { lost("\(place) did not answer in time") }

  func mistError(_ error: any Error) -> MistError {
    switch error {
    case let error as MistError: error
    case is CancellationError: MistError(.interrupted, "interrupted")
    case let error as HTTPClientError: mistError(of: error)
    case let error as NIOConnectionError: mistError(of: error)
    case let error as IOError: mistError(of: error)
    case HTTPParserError.invalidEOFState: lost("\(place) cut its answer off")
    case is HTTPParserError: lost("\(place) does not answer as HTTP", hint: "is it a Mist service?")
    case is NIOTooManyBytesError: MistError(.failed, "the answer of \(place) is too large")
    case _ where isOfTLS(error): mistError(ofTLS: error)
    default: lost(unreachable(because: "the connection failed"))
    }
  }

  private func mistError(of error: HTTPClientError) -> MistError {
    switch error {
    case .cancelled:
      MistError(.interrupted, "interrupted")
    case .deadlineExceeded, .readTimeout, .writeTimeout:
      tooLate
    case .connectTimeout, .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
      notSent("\(place) did not answer in time")
    case .getConnectionFromPoolTimeout:
      notSent("no connection to \(place) was free in time")
    case .tlsHandshakeTimeout:
      notSent("a secure connection to \(place) could not be agreed in time")
    case .invalidURL, .emptyHost, .emptyScheme:
      MistError(.invalid, "'\(place)' is no address of a Mist service")
    case .remoteConnectionClosed, .uncleanShutdown:
      lost(unreachable(because: "it closed the connection"))
    default:
      lost(unreachable(because: "the connection failed"))
    }
  }

  private func mistError(of error: NIOConnectionError) -> MistError {
    guard let first = error.connectionErrors.first?.error else {
      return notSent(unreachable(because: "no address is known for \(error.host)"))
    }
    return notSent(unreachable(because: (first as? IOError).map(words(of:)) ?? "the connection failed"))
  }

  private func mistError(of error: IOError) -> MistError {
    let beforeSending = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL]
    let summary = unreachable(because: words(of: error))
    return beforeSending.contains(error.errnoCode) ? notSent(summary) : lost(summary)
  }

  private func words(of error: IOError) -> String {
    String(cString: strerror(error.errnoCode)).lowercased()
  }

  // The TLS library is not ours to import, so its errors are known by their module; their text is looked at only.
  private func isOfTLS(_ error: any Error) -> Bool {
    String(reflecting: type(of: error)).hasPrefix("NIOSSL.")
  }

  private func mistError(ofTLS error: any Error) -> MistError {
    let text = String(describing: error)
    if text.contains("Hostname") {
      return MistError(.untrusted, "the certificate of \(place) is for another name", hint: "is it the right address?")
    }
    return text.contains("CERTIFICATE")
      ? MistError(
        .untrusted, "the certificate of \(place) is not trusted",
        hint: "is it the right address? --ca FILE names an authority of your own")
      : MistError(
        .serviceUnreachable, "a secure connection to \(place) could not be agreed", hint: "does it speak HTTPS?")
  }

  private func unreachable(because cause: String) -> String {
    "\(place) cannot be reached: \(cause)"
  }

  private func notSent(_ summary: String) -> MistError {
    MistError(.serviceUnreachable, summary, hint: "is the service running?")
  }

  /// The request may have arrived, and what it asks for may have been done.
  private func lost(_ summary: String, hint: String = "is the service running?") -> MistError {
    guard isChange else { return MistError(.serviceUnreachable, summary, hint: hint) }
    return MistError(
      .serviceUnreachable, "\(summary); the outcome of the request is unknown", hint: "look before you try again")
  }
}
