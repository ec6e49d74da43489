import Foundation
import MistModel

/// What a new machine's system is told when it starts for the first time.
enum VCloudGuest {
  /// Lets the key in as root. It is run twice, before the system is set up and after; a key that is there stays.
  static func script(for key: OrderedKey) throws -> String {
    let words = key.publicKey.split(whereSeparator: \.isWhitespace).prefix(2).map(String.init)
    // They stand in a script: only what a key is made of may be in them.
    let isKind = words.first?.utf8.allSatisfy { $0.isLetterOrDigit || "-.@".utf8.contains($0) } == true
    guard words.count == 2, isKind, let bytes = Data(base64Encoded: words[1]), !bytes.isEmpty else {
      throw MistError(
        .invalid, "the public half of key \(key.name) is not one line as in authorized_keys",
        hint: "describe-key \(key.name) shows it")
    }
    return """
      #!/bin/sh
      [ "$1" = precustomization ] && exit 0
      key='\(words.joined(separator: " "))'
      file=/root/.ssh/authorized_keys
      mkdir -p -m 700 /root/.ssh
      grep -qF "$key" $file 2>/dev/null || printf '\\n%s\\n' "$key" >> $file
      chmod 600 $file
      command -v restorecon >/dev/null && restorecon -R /root/.ssh
      exit 0

      """
  }

  /// The name that a system has for itself: letters, digits and `-`, not digits alone.
  ///
  /// - Parameter longest: as the system has it, 15 for Windows.
  static func hostName(of name: String, longest: Int = 63) -> String {
    let plain = String(decoding: name.utf8.map { $0.isLetterOrDigit ? $0 : UInt8(ascii: "-") }, as: UTF8.self)
    let words = plain.split(separator: "-").joined(separator: "-").prefix(longest)
    let text = words.last == "-" ? words.dropLast() : words
    guard !text.allSatisfy(\.isNumber) else { return text.isEmpty ? "machine" : "vm-\(text.prefix(longest - 3))" }
    return String(text)
  }
}
