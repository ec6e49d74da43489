import Foundation
import MistModel

/// Where a Docker Engine listens, and how it is spoken to there.
struct DockerHost: Sendable {
  var base: ProviderURL
  var tls: ProviderTLS
  /// The `Authorization` of HTTP Basic. Secret.
  var authorization: String?
  /// Where the ports that containers publish are reached.
  var publishedAt: String
  var isSocket = false

  /// - Parameter parameters: by the wire's names. `docker_host` is a name or an address, with or without its port and
  ///   one of `tcp://`, `http://`, `https://`; or the path of a socket, with or without `unix://`.
  /// - Throws: `.invalid` that names the part at fault.
  init(_ parameters: [String: String], endpoint: String?) throws {
    tls = ProviderTLS(
      authority: parameters["ca_cert_file"], certificate: parameters["cert_file"], privateKey: parameters["key_file"])
    let (user, password) = (parameters["auth_user"], parameters["auth_password"])
    if user != nil || password != nil {
      authorization = "Basic " + Data("\(user ?? ""):\(password ?? "")".utf8).base64EncodedString()
    }
    let text = parameters["docker_host"] ?? ""
    if let endpoint {
      base = try ProviderURL(endpoint)
      publishedAt = Self.place(text).name
    } else if let socket = Self.socketPath(text) {
      base = ProviderURL(socket: socket)
      publishedAt = "127.0.0.1"
      isSocket = true
    } else {
      let place = Self.place(text)
      guard !place.name.isEmpty else {
        throw MistError(.invalid, "docker_host names no host", hint: "say a name, an address or the path of a socket")
      }
      let wantsTLS = tls.authority != nil || tls.certificate != nil || tls.privateKey != nil
      guard place.scheme != "http" || !wantsTLS else {
        throw MistError(
          .invalid, "docker_host says http, and certificates need https",
          hint: "say https, or leave the certificates out")
      }
      let scheme = place.scheme == "https" || wantsTLS ? "https" : "http"
      let name = place.name.contains(":") ? "[\(place.name)]" : place.name
      base = try ProviderURL("\(scheme)://\(name):\(place.port ?? parameters["docker_port"] ?? "4243")\(place.path)")
      publishedAt = place.name
    }
  }

  /// The path of a unix socket that `docker_host` names; `nil` for a host.
  static func socketPath(_ text: String) -> String? {
    if text.hasPrefix("unix://") { return String(text.dropFirst("unix://".count)) }
    return text.hasPrefix("/") ? text : nil
  }

  private struct Place {
    var scheme: String?
    /// An IPv6 address without its brackets.
    var name: String
    var port: String?
    var path: String
  }

  private static func place(_ text: String) -> Place {
    var place = Place(name: "", path: "")
    var rest = text[...]
    for scheme in ["tcp", "http", "https"] where text.lowercased().hasPrefix(scheme + "://") {
      place.scheme = scheme
      rest = text.dropFirst(scheme.count + 3)
    }
    let authority = rest.prefix { $0 != "/" }
    place.path = String(rest.dropFirst(authority.count))
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      place.name = String(authority[authority.index(after: authority.startIndex)..<end])
      place.port = port(after: authority[authority.index(after: end)...])
    } else if authority.count(where: { $0 == ":" }) == 1, let colon = authority.firstIndex(of: ":") {
      place.name = String(authority[..<colon])
      place.port = port(after: authority[colon...])
    } else {
      place.name = String(authority)
    }
    return place
  }

  private static func port(after text: Substring) -> String? {
    text.hasPrefix(":") && text.count > 1 ? String(text.dropFirst()) : nil
  }
}
