import MistModel

extension CustomPlugin {
  /// The most that a file may have.
  static let longest = 1 << 20

  func check() throws {
    try Self.check(id: id)
    guard text.utf8.count <= Self.longest else {
      throw MistError(.invalid, "the file of metric \(id) is longer than a megabyte")
    }
    guard !text.utf8.contains(0) else {
      throw MistError(.invalid, "the file of metric \(id) is no text: it holds a NUL byte")
    }
  }

  /// Names of files, and parts of metrics' ids.
  static func check(id: String) throws {
    guard id.utf8.count <= 64, id.wholeMatch(of: /[a-z0-9]([a-z0-9_]*[a-z0-9])?/) != nil else {
      throw MistError(
        .invalid, "'\(MachineText.line(id))' cannot be the id of a custom metric",
        hint: "lower case letters, digits and _ between them, at most 64")
    }
    // `mist.python.python` would be `mist.python`.
    guard id != "python" else { throw MistError(.invalid, "a custom metric cannot have the id 'python'") }
  }
}
