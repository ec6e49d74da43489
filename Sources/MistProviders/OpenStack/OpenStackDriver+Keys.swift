import Crypto
import Foundation
import MistModel

extension OpenStackDriver {
  /// The cloud's name for a key: of the one it has with the same public half, else of the one that is now imported.
  func nameOfKey(_ key: OrderedKey) async throws -> String {
    let mark = try KeyMark(key.publicKey, name: key.name)
    let known = try await cloud.all(.init(.get, .compute, "os-keypairs"), of: OpenStackKeyPair.self)
    if let same = known.first(where: { mark.isThat(of: $0.keypair) }) { return same.keypair.name }
    let plain = Self.keyName(key.name)
    // The second name tells of the key alone: whoever has it has the same key.
    let second = plain + "-" + mark.short
    for name in [plain, second] where !known.contains(where: { $0.keypair.name == name }) {
      do {
        try await cloud.done(
          .init(
            .post, .compute, "os-keypairs",
            body: ["keypair": ["name": .string(name), "public_key": .string(key.publicKey)]]))
        return name
      } catch let error as MistError where error.code == .conflict {
        // Somebody else imports keys at the same moment.
        if name == second { return name }
      }
    }
    return second
  }

  /// The cloud takes letters, digits, `-`, `_` and blanks.
  private static func keyName(_ name: String) -> String {
    let allowed = name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_ ".contains($0)) ? $0 : "-" }
    return String(allowed.prefix(200))
  }
}

/// What tells a public key from others, whatever comment stands behind it.
private struct KeyMark {
  /// Type and key.
  private let words: [Substring]
  private let fingerprint: String

  init(_ publicKey: String, name: String) throws {
    words = Self.words(of: publicKey)
    guard words.count == 2, let bytes = Data(base64Encoded: String(words[1])) else {
      throw MistError(.invalid, "the public half of key '\(name)' is not understood")
    }
    fingerprint = hexadecimal(Insecure.MD5.hash(data: bytes), separator: ":")
  }

  var short: String { String(fingerprint.replacing(":", with: "").prefix(8)) }

  func isThat(of pair: OpenStackKeyPair.Pair) -> Bool {
    if let text = pair.public_key, !text.isEmpty { return Self.words(of: text) == words }
    return pair.fingerprint?.lowercased() == fingerprint
  }

  private static func words(of publicKey: String) -> [Substring] {
    Array(publicKey.split(whereSeparator: \.isWhitespace).prefix(2))
  }
}
