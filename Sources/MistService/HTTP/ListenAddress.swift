import MistModel

/// Where `serve` waits for clients: `127.0.0.1:8080`, `:8080`, `[::1]:0`.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  public var host: String
  /// 0 lets the system choose one.
  public var port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `HOST:PORT`; without a host it is this computer alone.
  ///
  /// Throws `.invalid` for anything else.
  public init(_ text: String) throws {
    let fault = MistError(
      .invalid, "'\(text)' is no address to listen on", hint: "write it as 127.0.0.1:8080, :8080 or [::1]:8080")
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65_535).contains(port)
    else { throw fault }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { throw fault }
    } else if host.contains(":") {
      throw fault
    }
    guard !host.contains(where: { $0.isWhitespace || $0 == "[" || $0 == "]" || $0 == "/" }) else { throw fault }
    self.init(host: host.isEmpty ? "127.0.0.1" : String(host), port: port)
  }

  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Whether only this computer reaches it.
  var isLoopback: Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    let isInNetwork127 = parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    return isInNetwork127 || host == "::1" || host.lowercased() == "localhost"
  }
}
