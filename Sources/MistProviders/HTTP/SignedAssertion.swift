import Crypto
import CryptoExtras
import Foundation
import MistModel

/// A JSON Web Token that proves to a provider's login who asks (RFC 7523), signed with RS256.
struct SignedAssertion {
  let text: String

  /// - Parameters:
  ///   - header: names beside `alg` and `typ`.
  ///   - claims: `iss`, `aud`, `exp` and what else the provider wants.
  init(header: [String: String] = [:], claims: some Encodable, key: _RSA.Signing.PrivateKey) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let whole = header.merging(["alg": "RS256", "typ": "JWT"]) { _, fixed in fixed }
    let signed = Self.base64url(try encoder.encode(whole)) + "." + Self.base64url(try encoder.encode(claims))
    let signature = try key.signature(for: Data(signed.utf8), padding: .insecurePKCS1v1_5)
    text = signed + "." + Self.base64url(signature.rawRepresentation)
  }

  /// Base64 for addresses (RFC 4648, section 5), without padding.
  static func base64url(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
