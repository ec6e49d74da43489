import Foundation
import MistModel

/// An address at a provider: `http`, `https` or a unix socket, with a path and a query that are always well encoded.
struct ProviderURL: Hashable, Sendable, CustomStringConvertible {
  /// `https://host:port`, in lower case, without the port that goes without saying; `http+unix://%2Frun%2Fdocker.sock` for a socket.
  let origin: String
  /// Encoded; empty, or begins with `/` and does not end with one.
  private(set) var path: String
  /// Encoded, without `?`.
  private(set) var query: String

  /// - Parameter text: an address from the configuration or from the provider's own catalogue.
  /// - Throws: `.invalid` for what is no such address, or holds a user, blanks or control characters.
  init(_ text: String) throws(MistError) {
    let bad = MistError(
      .invalid, "'\(printable(text))' is no address of a provider", hint: "it begins with https:// or http://")
    guard let scheme = Self.schemes.first(where: { text.lowercased().hasPrefix($0) }),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw bad }
    let rest = text.dropFirst(scheme.count)
    let host = rest.prefix { !"/?#".contains($0) }
    guard !host.contains("@") else {
      // What stands there may be a password, and is not repeated.
      throw MistError(
        .invalid, "the address of a provider holds neither a name nor a password",
        hint: "leave out what stands before '@'")
    }
    guard !host.isEmpty else { throw bad }
    let tail = rest.dropFirst(host.count).prefix { $0 != "#" }
    let parts = tail.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    origin = scheme + Self.withoutUsualPort(host.lowercased(), scheme)
    path = String(parts.first ?? "").droppingLastSlashes
    query = parts.count > 1 ? String(parts[1]) : ""
  }

  /// Whom a connection of its own is made to.
  enum Peer: Hashable, Sendable {
    case socket(String)
    /// An IPv6 address without its brackets.
    case host(String, port: Int, isSecure: Bool)
  }

  /// The host as it stands in the address, with its port where it has one.
  var authority: String { origin.firstRange(of: "://").map { String(origin[$0.upperBound...]) } ?? origin }

  /// - Throws: `.invalid` where the port is no number.
  func peer() throws(MistError) -> Peer {
    let authority = authority
    if origin.hasPrefix("http+unix://") { return .socket(authority.removingPercentEncoding ?? authority) }
    let isSecure = origin.hasPrefix("https://")
    let colon = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 }
    let name = authority[..<(colon ?? authority.endIndex)]
    let port = colon.map { Int(authority[authority.index(after: $0)...]) } ?? (isSecure ? 443 : 80)
    guard let port, (1...65_535).contains(port) else {
      throw MistError(.invalid, "'\(printable(authority))' names no port")
    }
    let bare = name.hasPrefix("[") ? name.dropFirst().dropLast() : name
    return .host(String(bare), port: port, isSecure: isSecure)
  }

  /// The address of a unix socket.
  init(socket: String) {
    origin = "http+unix://" + percentEncoded(socket)
    path = ""
    query = ""
  }

  private static let schemes = ["https://", "http://"]

  /// Providers write it in some of their links and leave it out in others: Azure's next page is at `…azure.com:443`.
  private static func withoutUsualPort(_ host: String, _ scheme: String) -> String {
    let port = scheme == "https://" ? ":443" : ":80"
    // Of an IPv6 address without brackets it would be a part.
    let name = host.hasSuffix(port) ? host.dropLast(port.count) : host[...]
    return !name.isEmpty && (!name.contains(":") || name.hasSuffix("]")) ? String(name) : host
  }

  /// The same with further segments, each encoded: a `/` in one does not end it.
  func appending(_ segments: String...) -> ProviderURL {
    var url = self
    for segment in segments { url.path += "/" + percentEncoded(segment) }
    return url
  }

  /// The same with a path as the provider's documents write it: `/v1.41/containers/json`.
  func appending(path: String) -> ProviderURL {
    var url = self
    url.path += path
    return url
  }

  /// The same with these added to its query, in their order.
  func adding(_ fields: [(String, String)]) -> ProviderURL {
    var url = self
    let more = formEncoded(fields)
    if !more.isEmpty { url.query += (url.query.isEmpty ? "" : "&") + more }
    return url
  }

  /// The address of a link that the provider gave: whole, or only a path. A link to another place is refused, for the
  /// credentials go with every request.
  func following(_ link: String) throws -> ProviderURL {
    if link.hasPrefix("/"), !link.hasPrefix("//") { return try ProviderURL(origin + link) }
    if link.hasPrefix("?") { return try ProviderURL(origin + path + link) }
    let target = try ProviderURL(link)
    guard target.origin == origin else {
      throw MistError(.untrusted, "\(origin) sends us on to \(target.origin), which nobody named")
    }
    return target
  }

  var description: String { origin + path + (query.isEmpty ? "" : "?" + query) }
}

extension ProviderURL: Codable {
  init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode(String.self))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// `application/x-www-form-urlencoded`, in the order given.
func formEncoded(_ fields: [(String, String)]) -> String {
  fields.map { percentEncoded($0.0) + "=" + percentEncoded($0.1) }.joined(separator: "&")
}

/// The first line of what a provider says, without control characters and not too long: fit for a message.
func printable(_ text: String, limit: Int = 300) -> String {
  let line = text.split(whereSeparator: \.isNewline).first { $0.contains { !$0.isWhitespace } } ?? ""
  let clean = line.unicodeScalars.filter { $0.properties.generalCategory != .control }
  let trimmed = String(String.UnicodeScalarView(clean)).split(separator: " ").joined(separator: " ")
  return trimmed.count > limit ? trimmed.prefix(limit) + "…" : trimmed
}

extension StringProtocol {
  fileprivate var droppingLastSlashes: String { String(reversed().drop { $0 == "/" }.reversed()) }
}
