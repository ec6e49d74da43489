import MistModel

extension World {
  /// The path with the home folder in place of a `~` at its front.
  public func resolved(_ path: String) -> String {
    path == "~" || path.hasPrefix("~/") ? homeFolder + path.dropFirst() : path
  }

  /// The text of a file; `~` at its front is the home folder.
  ///
  /// Throws `MistError(.storage)` when it cannot be read, `.invalid` when it is no text.
  func text(ofFile path: String) throws -> String {
    let path = resolved(path)
    guard let text = String(validating: try readFile(path), as: UTF8.self) else {
      throw MistError(.invalid, "\(path) is no text", hint: "it must be UTF-8")
    }
    return text
  }
}
