import MistModel
import NIOSSL

/// What TLS needs beside the system's trust, all as PEM text.
struct ProviderTLS: Sendable {
  /// Trusted in place of the system's authorities.
  var authority: String?
  /// Shown to the server, with its private key.
  var certificate: String?
  /// Secret.
  var privateKey: String?

  /// - Throws: `.invalid` that names the part at fault.
  func configuration() throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let authority {
      let certificates = try read("CA certificate", authority) { try NIOSSLCertificate.fromPEMBytes($0) }
      configuration.trustRoots = .certificates(certificates)
    }
    guard let certificate, let privateKey else {
      guard certificate == nil, privateKey == nil else {
        throw MistError(
          .invalid, "a client certificate needs its private key, and the key its certificate",
          hint: "give both, or neither")
      }
      return configuration
    }
    let chain = try read("certificate", certificate) { try NIOSSLCertificate.fromPEMBytes($0) }
    // A key that is protected would be asked for at the terminal by the library itself.
    let key = try read("private key without passphrase", privateKey) { bytes in
      try NIOSSLPrivateKey(bytes: bytes, format: .pem) { setPassphrase in setPassphrase([UInt8]()) }
    }
    configuration.certificateChain = chain.map { .certificate($0) }
    configuration.privateKey = .privateKey(key)
    do {
      _ = try NIOSSLContext(configuration: configuration)
    } catch {
      throw MistError(
        .invalid, "the private key does not belong to the certificate", hint: "give the two that were made together")
    }
    return configuration
  }

  private func read<Value>(_ what: String, _ text: String, _ read: ([UInt8]) throws -> Value) throws -> Value {
    do {
      return try read(Array(text.utf8))
    } catch {
      throw MistError(.invalid, "what was given as \(what) is none in PEM form", hint: "it begins with -----BEGIN")
    }
  }
}
