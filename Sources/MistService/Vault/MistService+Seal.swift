import Foundation
import MistModel

/// For whoever starts this service in its own process: secrets of its own, sealed with the key of the store. The service
/// itself keeps nothing of them.
extension MistService {
  /// - Parameters:
  ///   - name: whose secret it is; it opens under that name and purpose only.
  ///   - purpose: what it is for, such as the address that a token is sent to.
  public func seal(_ secret: [UInt8], of name: String, for purpose: String) async throws -> [UInt8] {
    try await services.vault.unlock(toSeal: true)
    return Array(try services.vault.seal(secret, at: .outside(name, purpose)))
  }

  /// Throws `MistError(.storage)` for what was sealed elsewhere, under another name or for another purpose.
  public func open(_ sealed: [UInt8], of name: String, for purpose: String) async throws -> [UInt8] {
    try await services.vault.unlock()
    return try services.vault.open(Data(sealed), at: .outside(name, purpose))
  }
}

extension Vault.Place {
  /// No table of the store has a blank in its name.
  fileprivate static func outside(_ name: String, _ purpose: String) -> Vault.Place {
    Vault.Place(table: "kept session", row: name, column: purpose)
  }
}
