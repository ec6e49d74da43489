import Foundation
import MistModel

/// Logging in at Google: a signed assertion is exchanged for a token that is good for an hour (RFC 7523).
struct GCELogin: Sendable {
  var credentials: GCECredentials
  var address: ProviderURL
  /// Seconds since 1970.
  var now: @Sendable () -> Double

  struct Token: SessionAccess {
    /// Secret.
    var token: String
    /// Seconds since 1970.
    var end: Double
  }

  private struct Claims: Encodable {
    var iss: String
    var scope: String
    var aud: String
    var iat: Int
    var exp: Int
  }

  private struct Answer: Decodable {
    var access_token: String
    /// Seconds.
    var expires_in: Int?
  }

  /// The assertion is meant for Google wherever it is handed in.
  private static let audience = "https://oauth2.googleapis.com/token"
  private static let scope = "https://www.googleapis.com/auth/compute"
  /// Seconds; the most that Google allows.
  private static let lifetime = 3600
  /// Seconds before its end in which a token is not used any more: a request may be under way for a while.
  private static let margin = 120.0

  func isFresh(_ token: Token) -> Bool { now() < token.end - Self.margin }

  /// - Throws: `.credentialsRejected` when Google does not know the account, or its key.
  func token(through client: ProviderClient) async throws -> Token {
    let time = now()
    let request = try request(at: Int(time))
    var answer = try await client.send(request)
    // What the login refuses with status 400 are the credentials: the rest of the request is always the same.
    if answer.status == 400 { answer.status = 401 }
    guard answer.isSuccess else { throw client.error(behind: answer, to: request) }
    let told = try client.read(Answer.self, from: answer, to: request)
    guard told.access_token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw MistError(.failed, "\(client.title): \(address.place) gives a token that cannot be used")
    }
    return Token(token: told.access_token, end: time + Double(told.expires_in ?? Self.lifetime))
  }

  /// Two tokens are no more than one: it may be sent again.
  private func request(at time: Int) throws -> ProviderRequest {
    let claims = Claims(
      iss: credentials.email, scope: Self.scope, aud: Self.audience, iat: time, exp: time + Self.lifetime)
    let header = credentials.keyID.map { ["kid": $0] } ?? [:]
    let assertion = try SignedAssertion(header: header, claims: claims, key: credentials.key)
    let body = formEncoded([
      ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion.text),
    ])
    return ProviderRequest(
      .post, address, headers: [("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8),
      isRepeatable: true)
  }
}
