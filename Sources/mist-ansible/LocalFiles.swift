import Foundation
import MistModel

/// Files on the machine that the task runs on.
enum LocalFiles {
  /// The path with the home folder in place of a `~` at its front.
  static func resolved(_ path: String) -> String {
    (path as NSString).expandingTildeInPath
  }

  static func bytes(of path: String) throws -> Data {
    guard let bytes = FileManager.default.contents(atPath: resolved(path)) else {
      throw MistError(.storage, "the file \(path) cannot be read")
    }
    return bytes
  }

  static func text(of path: String) throws -> String {
    guard let text = String(validating: try bytes(of: path), as: UTF8.self) else {
      throw MistError(.invalid, "the file \(path) is no text", hint: "it must be UTF-8")
    }
    return text
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: resolved(path), isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Writes a file for its owner alone that must not be there yet.
  static func writeNewPrivate(_ path: String, _ text: String) throws {
    let descriptor = open(resolved(path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno)).lowercased()
      throw MistError(.storage, "the file \(path) cannot be written: \(reason)")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(text.utf8))
    } catch {
      throw MistError(.storage, "the file \(path) cannot be written")
    }
  }
}
