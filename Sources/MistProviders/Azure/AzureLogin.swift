import Crypto
import Foundation
import MistModel

/// The login of an application at Microsoft Entra (OAuth 2.0, client credentials).
struct AzureLogin: Sendable {
  /// What the application shows.
  enum Proof: Sendable {
    case certificate(AzureCertificate)
    /// Secret.
    case secret(String)
  }

  struct Token: SessionAccess {
    /// Secret.
    var token: String
    /// Seconds since 1970 at which it is not begun with any more.
    var end: Double
  }

  private let client: ProviderClient
  private let url: ProviderURL
  private let application: String
  private let proof: Proof
  private let now: @Sendable () -> Double

  private static let home = "https://login.microsoftonline.com"
  /// All that the application may do at the Resource Manager.
  private static let scope = "https://management.azure.com/.default"
  /// Seconds for which an assertion is good: it is used at once.
  private static let assertionLife = 600.0
  /// Seconds before its end in which a token is not used any more: a request may be under way for a while.
  private static let margin = 300.0

  /// - Throws: `.invalid` that says what the backend lacks, and where to find it.
  init(account: DriverAccount) throws {
    let given = account.parameters.filter { !$0.value.isEmpty }
    try Self.requireAll(given)
    if let text = given["certificate"] {
      proof = .certificate(try AzureCertificate(pem: text))
    } else {
      proof = .secret(given["client_secret"] ?? "")
    }
    application = given["client_id"] ?? ""
    guard let tenant = given["tenant_id"], isAzureName(tenant) else {
      throw MistError(
        .invalid, "the tenant_id of \(account.title) is none", hint: "it is a GUID, or a domain such as example.org")
    }
    url = try ProviderURL(account.endpoint ?? Self.home).appending(tenant, "oauth2", "v2.0", "token")
    client = try ProviderClient(title: account.title) { $0.json(as: AzureLoginRefusal.self)?.words }
    now = account.now
  }

  /// The original took a subscription and a certificate, for an API that is gone.
  private static func requireAll(_ given: [String: String]) throws {
    let wanted = [
      (["tenant_id"], "--azure-tenant-id", "Microsoft Entra ID, Overview"),
      (["client_id"], "--azure-client-id", "App registrations, the application's Overview"),
      (
        ["certificate", "client_secret"], "--azure-cert-path or --azure-client-secret",
        "App registrations, Certificates & secrets"
      ),
    ]
    let missing = wanted.filter { names, _, _ in names.allSatisfy { given[$0] == nil } }
    guard !missing.isEmpty else { return }
    let places = missing.map { names, _, place in "\(names.joined(separator: " or ")) (\(place))" }
    throw MistError(
      .invalid, "required parameter not provided: \(places.joined(separator: ", "))",
      hint: "find it in Azure's portal and say \(missing.map(\.1).joined(separator: ", ")); the certificate is an "
        + "application's with a role in the subscription, for management certificates are accepted no more")
  }

  func isFresh(_ token: Token) -> Bool { now() < token.end }

  /// - Throws: `.credentialsRejected` with the reason that Microsoft Entra tells.
  func token() async throws -> Token {
    var fields = [("client_id", application), ("grant_type", "client_credentials"), ("scope", Self.scope)]
    switch proof {
    case .secret(let secret): fields.append(("client_secret", secret))
    case .certificate(let certificate):
      fields += [
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", try assertion(certificate)),
      ]
    }
    let request = ProviderRequest(
      .post, url, headers: [("Content-Type", "application/x-www-form-urlencoded")],
      body: Array(formEncoded(fields).utf8), isRepeatable: true)
    var answer = try await client.send(request)
    // A wrong secret, application or tenant alike: who asks is not known.
    if answer.status == 400 { answer.status = 401 }
    guard answer.isSuccess else { throw client.error(behind: answer, to: request) }
    let told = try client.read(AzureToken.self, from: answer, to: request)
    guard !told.access_token.isEmpty, told.access_token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw MistError(.failed, "\(client.title): the token of \(url.origin) is none")
    }
    return Token(token: told.access_token, end: now() + max(told.life - Self.margin, told.life / 2))
  }

  private struct Claims: Encodable {
    var aud: String
    var exp: Int
    var iat: Int
    var iss: String
    var jti: String
    var nbf: Int
    var sub: String
  }

  private func assertion(_ certificate: AzureCertificate) throws -> String {
    let begin = now()
    let claims = Claims(
      aud: url.description, exp: Int(begin + Self.assertionLife), iat: Int(begin), iss: application,
      jti: SymmetricKey(size: .bits128).withUnsafeBytes { hexadecimal($0) }, nbf: Int(begin), sub: application)
    let thumbprint = SignedAssertion.base64url(Data(certificate.thumbprint))
    return try SignedAssertion(header: ["x5t": thumbprint], claims: claims, key: certificate.key).text
  }
}

private struct AzureToken: Decodable {
  /// Secret.
  var access_token: String
  /// Seconds; as text where an older version of the login answers.
  var expires_in: JSONValue?

  var life: Double {
    switch expires_in {
    case .integer(let seconds): Double(seconds)
    case .number(let seconds): seconds
    case .string(let text): Double(text) ?? Self.usualLife
    default: Self.usualLife
    }
  }

  private static let usualLife = 3600.0
}

private struct AzureLoginRefusal: Decodable {
  /// `invalid_client`.
  var error: String
  /// Several lines: what is wrong, then what the support wants to know.
  var error_description: String?

  var words: String { error_description ?? error }
}
