import Crypto
import CryptoExtras
import Foundation
import MistModel

/// A key out of a text that people can remember. Slow and hungry for memory on purpose: never on a thread of the
/// cooperative pool.
enum Scrypt {
  /// - Parameter rounds: a power of two; the memory taken is a KiB for each.
  static func key(from text: String, salt: [UInt8], rounds: Int) throws -> SymmetricKey {
    do {
      return try KDF.Scrypt.deriveKey(
        from: Array(text.utf8), salt: salt, outputByteCount: 32, rounds: rounds, blockSize: 8, parallelism: 1)
    } catch {
      throw MistError(
        .failed, "no key could be derived from the passphrase", hint: "it takes \(rounds >> 10) MiB of free memory")
    }
  }
}
