import Glibc
import HummingbirdTLS
import MistModel
import NIOSSL

/// A certificate chain and its private key, both in PEM files.
public struct TLSFiles: Hashable, Sendable {
  /// Paths.
  public var certificate: String
  public var key: String

  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }

  /// Throws `.invalid` that names the file at fault.
  func configuration() throws -> TLSConfiguration {
    let chain = try read(certificate, as: "certificate", NIOSSLCertificate.fromPEMFile)
    let privateKey = try read(key, as: "private key without passphrase") { path in
      // Asked for by libcrypto itself, the passphrase of a protected key would be waited for at the terminal.
      try NIOSSLPrivateKey(file: path, format: .pem) { setPassphrase in setPassphrase([]) }
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
    configuration.minimumTLSVersion = .tlsv12
    configuration.applicationProtocols = ["http/1.1"]
    do {
      _ = try NIOSSLContext(configuration: configuration)
    } catch {
      throw MistError(.invalid, "the key in \(key) does not belong to the certificate in \(certificate)")
    }
    return configuration
  }

  private func read<Value>(_ path: String, as thing: String, _ read: (String) throws -> Value) throws -> Value {
    guard access(path, R_OK) == 0 else {
      throw MistError(.storage, "\(path) cannot be read: \(systemWords(errno))")
    }
    do {
      return try read(path)
    } catch {
      throw MistError(.invalid, "\(path) holds no \(thing) in PEM form")
    }
  }
}
