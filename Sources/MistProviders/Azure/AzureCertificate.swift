import Crypto
import CryptoExtras
import Foundation
import MistModel
import NIOSSL

/// What an application proves its identity with: a certificate that its owner gave to Microsoft Entra, and the private
/// key that belongs to it.
struct AzureCertificate: Sendable {
  /// SHA-1 of the certificate, by which the other side finds it.
  let thumbprint: [UInt8]
  /// Secret.
  let key: _RSA.Signing.PrivateKey

  /// - Parameter text: PEM, the certificate and its key in any order; certificates of authorities may stand beside.
  /// - Throws: `.invalid` that names the part at fault, and shows nothing of the text.
  init(pem text: String) throws {
    key = try Self.key(in: text)
    let certificates: [NIOSSLCertificate]
    do {
      certificates = try NIOSSLCertificate.fromPEMBytes(Array(text.utf8))
    } catch {
      throw Self.fault("no certificate stands in what was given as certificate")
    }
    let half = Array(key.publicKey.derRepresentation)
    let own = certificates.first { (try? $0.extractPublicKey().toSPKIBytes()) == half }
    guard let bytes = try own?.toDERBytes() else {
      throw Self.fault("the private key does not belong to the certificate")
    }
    thumbprint = Array(Insecure.SHA1.hash(data: bytes))
  }

  private static func key(in text: String) throws -> _RSA.Signing.PrivateKey {
    let lines = text.split(whereSeparator: \.isNewline)
    guard let first = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN ") && $0.hasSuffix("PRIVATE KEY-----") }),
      let last = lines[first...].firstIndex(where: { $0.hasPrefix("-----END ") })
    else { throw fault("no private key stands in what was given as certificate") }
    let block = lines[first...last].joined(separator: "\n")
    guard !block.contains("ENCRYPTED") else {
      throw fault("the private key of the certificate has a passphrase, which nobody could be asked for")
    }
    do {
      return try _RSA.Signing.PrivateKey(pemRepresentation: block)
    } catch {
      throw fault("the private key of the certificate is no RSA key of 2048 bits or more")
    }
  }

  private static func fault(_ what: String) -> MistError {
    MistError(
      .invalid, what, hint: "one PEM file holds the certificate of the app registration and its RSA private key")
  }
}
