import Crypto
import Foundation
import MistModel

/// Tells the holders of tokens apart by a text that may stand in the name of a folder: nobody learns a token from it, nor
/// finds out whether one that is guessed is the right one without the key, which lies in a file of its own.
struct TokenMark {
  /// Where the key is.
  let folder: String

  private static let keyName = "token-key"
  private static let keySize = 32

  /// The same for the same token at the same address. The first one makes the key.
  func mark(of token: String, at url: String) -> String {
    let key = SymmetricKey(data: keptKey() ?? newKey())
    let code = HMAC<SHA256>.authenticationCode(for: Data("\(url)\u{0}\(token)".utf8), using: key)
    // No name of a person makes such a folder: every `_` there begins the number of a byte.
    return "_token-" + code.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  private var path: String { folder + "/" + Self.keyName }

  /// `nil` when there is none, or none that can be used.
  private func keptKey() -> [UInt8]? {
    FolderStateFiles(folder: folder).read(Self.keyName, from: 0).flatMap { $0.count == Self.keySize ? $0 : nil }
  }

  /// Two shells that start at once agree on the key of one of them.
  private func newKey() -> [UInt8] {
    let files = FolderStateFiles(folder: folder)
    var random = SystemRandomNumberGenerator()
    let key = (0..<Self.keySize).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    let draft = "\(Self.keyName).\(UInt64.random(in: .min ... .max, using: &random))"
    do {
      try files.replace(draft, with: key)
    } catch {
      // Where nothing can be kept, there is nothing to keep apart.
      return key
    }
    defer { unlink(folder + "/" + draft) }
    // A link, unlike a renaming, never takes the place of a file that is there; a damaged one has to go first.
    if files.read(Self.keyName, from: 0) != nil, keptKey() == nil { unlink(path) }
    if link(folder + "/" + draft, path) != 0, let other = keptKey() { return other }
    return key
  }
}
