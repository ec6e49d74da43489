import Foundation
import MistModel

/// What a login gives: the token, and the version of the API that both sides speak.
struct VCloudAccess: SessionAccess {
  let token: String
  let version: VCloudVersion

  /// The token as it goes with every request.
  var header: (String, String) {
    version >= .tokens ? ("Authorization", "Bearer " + token) : ("x-vcloud-authorization", token)
  }
}

/// A user of one organization.
struct VCloudLogin: Sendable {
  let root: ProviderURL
  /// Those of the operator log in elsewhere.
  private let isOfSystem: Bool
  /// Secret.
  private let authorization: String

  init(_ account: DriverAccount, root: ProviderURL) throws {
    self.root = root
    let user = try account.needed("username")
    let organization = try account.needed("organization")
    guard !user.contains(":"), !organization.contains(":") else {
      throw MistError(
        .invalid, "the user of \(account.title), '\(printable(user))@\(printable(organization))', holds a ':'",
        hint: "no name with one can log in")
    }
    isOfSystem = organization.lowercased() == "system"
    let credentials = "\(user)@\(organization):\(try account.needed("password"))"
    authorization = "Basic " + Data(credentials.utf8).base64EncodedString()
  }

  func access(through client: ProviderClient) async throws -> VCloudAccess {
    let version = try await version(through: client)
    return VCloudAccess(token: try await token(in: version, through: client), version: version)
  }

  private func version(through client: ProviderClient) async throws -> VCloudVersion {
    let request = ProviderRequest(.get, root.appending("api", "versions"))
    let answer = try await client.success(request)
    guard let supported = try? XMLDocument(answer.body).root, supported.isNamed("SupportedVersions") else {
      throw ProviderFault(request, title: client.title).unreadable(at: "its versions")
    }
    let offered = supported.children.compactMap { $0.isNamed("VersionInfo") ? $0.text("Version") : nil }
    guard let version = VCloudVersion.newest(of: offered) else {
      let known = "\(VCloudVersion.known.lowerBound.text) to 39"
      throw MistError(
        .notSupported, "\(client.title): \(root.place) speaks no version of the vCloud API that is known here",
        hint: "it offers \(printable(offered.joined(separator: ", "))); known are \(known)")
    }
    return version
  }

  private func token(in version: VCloudVersion, through client: ProviderClient) async throws -> String {
    let isNewer = version >= .tokens
    var url = root.appending("api", "sessions")
    if isNewer { url = root.appending("cloudapi", "1.0.0", "sessions") }
    if isNewer, isOfSystem { url = url.appending("provider") }
    let kind = isNewer ? "application/json" : "application/*+xml"
    // Twice makes two sessions, of which the first is forgotten.
    let request = ProviderRequest(
      .post, url, headers: [("Accept", "\(kind);version=\(version.text)"), ("Authorization", authorization)],
      isRepeatable: true)
    let answer = try await client.success(request)
    let name = isNewer ? "x-vmware-vcloud-access-token" : "x-vcloud-authorization"
    guard let token = answer.headers[name], !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw ProviderFault(request, title: client.title).unreadable(at: "its token")
    }
    return token
  }
}
