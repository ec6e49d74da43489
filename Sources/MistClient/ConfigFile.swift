import MistModel

/// The original client's `~/.mist`: where the service is and who logs in there.
///
/// `[mist.io] mist_uri` and `[mist.credentials] email, password, api_token`, with `=` or `:`. Other parts are left alone.
public struct ConfigFile: Hashable, Sendable {
  public var uri: String?
  public var email: String?
  /// Secret.
  public var password: String?
  /// Of an earlier login, as newer clients wrote it down. Secret.
  public var token: String?

  public init(uri: String? = nil, email: String? = nil, password: String? = nil, token: String? = nil) {
    self.uri = uri
    self.email = email
    self.password = password
    self.token = token
  }

  /// - Parameter path: for messages.
  /// - Throws: `MistError(.invalid)`, one line that names the place; never what the line holds.
  public init(_ bytes: [UInt8], path: String) throws(MistError) {
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw MistError(.invalid, "\(path): not a text file", hint: Self.shape)
    }
    var section: String?
    var values: [String: String] = [:]
    var lastKey: String?
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let content = line.trimmingBlanks()
      if content.isEmpty || "#;".contains(line.first ?? " ") { continue }
      if line.first == " " || line.first == "\t", let key = lastKey {
        values[key, default: ""] += "\n" + content
      } else if content.hasPrefix("["), content.hasSuffix("]") {
        section = content.dropFirst().dropLast().lowercased()
        lastKey = nil
      } else if let section, let split = content.firstIndex(where: { "=:".contains($0) }), split > content.startIndex {
        let key = section + "/" + content[..<split].trimmingBlanks().lowercased()
        values[key] = Self.value(content[content.index(after: split)...])
        lastKey = key
      } else {
        let what = section == nil ? "a line before the first [section]" : "neither [section] nor name = value"
        throw MistError(.invalid, "\(path):\(index + 1): \(what)", hint: Self.shape)
      }
    }
    func known(_ key: String) -> String? {
      values[key].flatMap { $0.isEmpty ? nil : $0 }
    }
    self.init(
      uri: known("mist.io/mist_uri"), email: known("mist.credentials/email"),
      password: known("mist.credentials/password"), token: known("mist.credentials/api_token"))
  }

  private static let shape =
    "it holds [mist.io] mist_uri = URL and [mist.credentials] email = …, password = … or api_token = …"

  /// What follows `=`, without blanks around and without a comment: `;` after a blank, as the original read it.
  private static func value(_ text: Substring) -> String {
    var end = text.endIndex
    var before: Character = "="
    for index in text.indices {
      if text[index] == ";", before == " " || before == "\t" {
        end = index
        break
      }
      before = text[index]
    }
    return String(text[..<end].trimmingBlanks())
  }

  /// The file as it counts at an address: who logs in is for the service that stands in it, and another one must not be
  /// told of it. Where none stands in it, it is for any.
  public func meant(forServiceAt url: String) -> ConfigFile {
    func bare(_ text: String) -> String { String(text.reversed().drop { $0 == "/" }.reversed()) }
    guard let uri, bare(uri) != bare(url) else { return self }
    return ConfigFile(uri: uri)
  }

  /// What to say about a file with a secret that others may read; `nil` when all is well.
  ///
  /// - Parameter mode: the file's permission bits.
  public func note(path: String, mode: UInt32) -> String? {
    guard password != nil || token != nil, mode & 0o077 != 0 else { return nil }
    return "\(path) holds a \(password == nil ? "token" : "password") and others may read it\n  chmod 600 \(path)"
  }
}

extension ConfigFile: CustomStringConvertible, CustomReflectable {
  /// Never the password or the token.
  public var description: String { "\(email ?? "nobody") at \(uri ?? "no service")" }
  public var customMirror: Mirror { Mirror(self, children: ["uri": uri as Any, "email": email as Any]) }
}

extension StringProtocol {
  /// Without the blanks and tabs around it.
  fileprivate func trimmingBlanks() -> SubSequence {
    var rest = self[...]
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return rest
  }
}
