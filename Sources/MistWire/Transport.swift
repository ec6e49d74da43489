import MistModel

/// Carries one request to a Mist service and its answer back: over HTTP, or in process to the embedded one.
///
/// An answer with an error status is an answer, not an error; what is thrown is a `MistError` of code
/// `.serviceUnreachable`, `.timedOut` or `.interrupted`: no answer came.
public protocol Transport: Sendable {
  /// Sends a request and collects the whole answer.
  func send(_ request: WireRequest) async throws -> WireAnswer

  /// Sends a request and hands the answer's body over piece by piece, as it comes.
  func stream(_ request: WireRequest) async throws -> WireStream

  /// Where the service is, for messages: `https://mist.example` or `the embedded service`.
  var place: String { get }

  /// The same way to the service, past whoever listens on it: for what only prepares a call.
  var unheard: any Transport { get }
}

extension Transport {
  public var unheard: any Transport { self }
}

/// A transport that can also open terminals on machines: bytes go both ways at once, which no route does.
public protocol TerminalTransport: Transport {
  /// - Returns: the exit status of the shell there; `nil` where the way in is SSH, and nothing was done.
  func openTerminal(
    on machine: MachineReference, _ kind: MachineTerminal.Kind, _ work: @escaping MachineTerminal.Work
  ) async throws -> Int?
}

/// A request as both sides see it, whatever carries it.
public struct WireRequest: Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  public var method: Method
  public var path: WirePath
  /// Names in lower case.
  public var headers: [String: String]
  /// JSON text, or empty.
  public var body: [UInt8]

  public init(_ method: Method, _ path: WirePath, headers: [String: String] = [:], body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.headers = headers
    self.body = body
  }
}

/// A whole answer.
public struct WireAnswer: Sendable {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String]
  public var body: [UInt8]

  public init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// An answer whose body is still coming. Ending the iteration early cancels the work on the other side.
public struct WireStream: Sendable {
  public var status: Int
  public var headers: [String: String]
  public var body: AsyncThrowingStream<[UInt8], any Error>

  public init(status: Int, headers: [String: String], body: AsyncThrowingStream<[UInt8], any Error>) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
