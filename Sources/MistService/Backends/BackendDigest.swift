import Crypto
import Foundation
import MistModel

/// The id of a backend, by the original's rule: whoever adds the same account again finds its tags and keys.
enum BackendDigest {
  /// No 0, O, I, l.
  private static let digits = Array("123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ")

  static func id(of input: String) -> BackendID {
    BackendID(base58(Array(Insecure.SHA1.hash(data: Data(input.utf8)))))
  }

  /// The bytes as one number, highest first. Zeros in front do not count, as in the original.
  static func base58(_ bytes: [UInt8]) -> String {
    var rest = bytes
    var text: [Character] = []
    while rest.contains(where: { $0 != 0 }) {
      var remainder = 0
      for position in rest.indices {
        let value = remainder << 8 | Int(rest[position])
        rest[position] = UInt8(value / digits.count)
        remainder = value % digits.count
      }
      text.append(digits[remainder])
    }
    return String(text.reversed())
  }
}
