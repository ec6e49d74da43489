import Crypto
import Foundation
import MistModel

/// Signature Version 4, by which Amazon's services know who sends a request and that it arrived as it was sent.
///
/// Source: "Signature Version 4 signing process" in AWS's General Reference.
struct AWSSignature: Sendable {
  var accessKey: String
  /// Secret.
  var secretKey: String
  var region: String
  var service: String

  /// What is signed.
  struct Request {
    var method: String
    /// Encoded; `/` when empty.
    var path: String
    /// Names and values, neither encoded.
    var query: [(String, String)] = []
    /// All of them are signed.
    var headers: [(String, String)]
    var body: [UInt8]
  }

  /// The value of `Authorization`.
  ///
  /// - Parameter time: what the header `X-Amz-Date` says.
  func authorization(for request: Request, at time: String) -> String {
    let date = String(time.prefix(8))
    let scope = "\(date)/\(region)/\(service)/aws4_request"
    let headers = Self.canonical(request.headers)
    let names = headers.map(\.0).joined(separator: ";")
    let canonical = [
      request.method, request.path.isEmpty ? "/" : request.path, Self.canonical(query: request.query),
      headers.map { "\($0):\($1)\n" }.joined(), names, hexadecimal(SHA256.hash(data: request.body)),
    ].joined(separator: "\n")
    let toSign = ["AWS4-HMAC-SHA256", time, scope, hexadecimal(SHA256.hash(data: Data(canonical.utf8)))]
    let signature = Self.code(of: toSign.joined(separator: "\n"), key: signingKey(date: date))
    return
      "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope), SignedHeaders=\(names), Signature=\(hexadecimal(signature))"
  }

  /// The secret bound to a day, a region and a service.
  func signingKey(date: String) -> SymmetricKey {
    [date, region, service, "aws4_request"].reduce(SymmetricKey(data: Data("AWS4\(secretKey)".utf8))) { key, part in
      SymmetricKey(data: Self.code(of: part, key: key))
    }
  }

  /// `20150830T123600Z`.
  ///
  /// - Parameter seconds: since 1970.
  static func time(_ seconds: Double) -> String {
    var whole = time_t(seconds.rounded(.down))
    var parts = tm()
    gmtime_r(&whole, &parts)
    let date = [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map { twoDigits($0) }.joined()
    return date + "T" + [parts.tm_hour, parts.tm_min, parts.tm_sec].map { twoDigits($0) }.joined() + "Z"
  }

  private static func twoDigits(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }

  /// Lower-case names in their order, of values no more blanks than one in a row.
  private static func canonical(_ headers: [(String, String)]) -> [(String, String)] {
    headers.map { name, value in
      (name.lowercased(), value.split(separator: " ").joined(separator: " "))
    }.sorted { $0.0 < $1.0 }
  }

  private static func canonical(query: [(String, String)]) -> String {
    query.map { (percentEncoded($0), percentEncoded($1)) }.sorted { $0 < $1 }
      .map { "\($0)=\($1)" }.joined(separator: "&")
  }

  private static func code(of text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
    HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
  }
}
