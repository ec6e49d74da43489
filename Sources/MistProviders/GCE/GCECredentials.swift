import CryptoExtras
import Foundation
import MistModel

/// A service account of Google's: an e-mail address and a private key, given one by one or as the file that the console
/// makes of both. Of that file no address is followed.
struct GCECredentials: Sendable {
  var email: String
  var project: String
  /// The key's id at Google; `nil` where nobody told it.
  var keyID: String?
  /// Secret.
  var key: _RSA.Signing.PrivateKey

  /// What is read of a key file.
  private struct KeyFile: Decodable {
    var type: String?
    var client_email: String?
    var private_key: String?
    var private_key_id: String?
  }

  /// - Throws: `.invalid` that says what is missing or of another kind.
  init(_ account: DriverAccount) throws {
    project = try account.needed("project_id")
    guard project.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }) else {
      throw MistError(.invalid, "'\(printable(project))' is no project at Google", hint: "give the project's id")
    }
    let text = try account.needed("private_key")
    let file = Self.keyFile(text)
    if let type = file?.type, type != "service_account" {
      throw MistError(
        .invalid, "\(account.title): the key file is of the type \(printable(type)), not of a service account",
        hint: "make a JSON key of a service account in Google's console")
    }
    guard let email = Self.email(account.parameters["email"], or: file) else {
      throw MistError(
        .invalid, "\(account.title) has no email",
        hint: "give --gce-email of the service account, or its JSON key file as --gce-private-key")
    }
    self.email = email
    keyID = file?.private_key_id
    key = try Self.key(file?.private_key ?? text, of: account.title)
  }

  /// The address that these parameters log in with, as far as they tell.
  static func email(of parameters: [String: String]) -> String? {
    email(parameters["email"], or: parameters["private_key"].flatMap { keyFile($0) })
  }

  private static func email(_ given: String?, or file: KeyFile?) -> String? {
    [given, file?.client_email].compactMap { $0 }.first { !$0.isEmpty }
  }

  private static func keyFile(_ text: String) -> KeyFile? {
    try? JSONDecoder().decode(KeyFile.self, from: Data(text.utf8))
  }

  private static func key(_ text: String, of title: String) throws -> _RSA.Signing.PrivateKey {
    // Copied out of a key file by hand, the ends of lines are still written as there. And openssl writes more in front.
    let lines = text.replacing("\\n", with: "\n").split(whereSeparator: \.isNewline)
    let pem = lines.drop { !$0.hasPrefix("-----BEGIN") }.joined(separator: "\n")
    do {
      // Google's first service accounts have keys of 1024 bits.
      return try _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem)
    } catch {
      throw MistError(
        .invalid, "\(title): what was given as private_key is no RSA private key in PEM form, and no JSON key file",
        hint: pem.contains("ENCRYPTED")
          ? "take off its passphrase: openssl pkey -in KEY.pem"
          : "a .p12 file becomes one with: openssl pkcs12 -legacy -in KEY.p12 -nocerts -nodes -passin pass:notasecret")
    }
  }
}
