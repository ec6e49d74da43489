import Foundation
import MistCommands
import MistModel

/// Files that commands write and look at.
enum RealFiles {
  /// Writes a file for its owner's eyes first of all: what is printed of machines is no one else's business.
  static func write(_ path: String, _ bytes: [UInt8], adds: Bool) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (adds ? O_APPEND : O_TRUNC), 0o600)
    guard descriptor >= 0 else {
      throw MistError(.storage, "\(path) cannot be written: \(systemError(errno))")
    }
    defer { close(descriptor) }
    try writeWhole(bytes, to: descriptor, called: path)
  }

  /// Never readable by others, not for a moment: a new file takes the place of the old one.
  static func writePrivate(_ path: String, _ bytes: [UInt8]) throws {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty, access(folder, F_OK) != 0 {
      try makeFolder(folder)
      chmod(folder, 0o700)
    }
    let new = "\(path).new-\(getpid())"
    unlink(new)
    let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw MistError(.storage, "\(path) cannot be written: \(systemError(errno))")
    }
    defer { close(descriptor) }
    do {
      try writeWhole(bytes, to: descriptor, called: path)
      guard rename(new, path) == 0 else {
        throw MistError(.storage, "\(path) cannot be written: \(systemError(errno))")
      }
    } catch {
      unlink(new)
      throw error
    }
  }

  /// So that a command need not run first to find that its result has no place.
  static func checkWritable(_ path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    let isThere = access(path, F_OK) == 0
    var status = stat()
    if isThere, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw MistError(.storage, "\(path) is a folder")
    }
    let place = isThere ? path : folder.isEmpty ? "." : folder
    guard access(place, W_OK) == 0 else {
      throw MistError(.storage, "\(path) cannot be written: \(systemError(errno))")
    }
  }

  static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw MistError(.storage, "the folder \(path) cannot be made")
    }
  }

  static func names(inFolder path: String) -> [String] {
    let folder = path.isEmpty ? "." : path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.map { name in
      var isFolder: ObjCBool = false
      let isThere = FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
      return isThere && isFolder.boolValue ? name + "/" : name
    }
  }
}

/// The shell's own small files, in a folder that only their owner can look into.
struct FolderStateFiles: StateFiles {
  let folder: String

  func read(_ name: String, from offset: Int) -> [UInt8]? {
    let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else { return nil }
    return try? readAll(descriptor, called: name, limit: Self.largest)
  }

  func replace(_ name: String, with bytes: [UInt8]) throws {
    try makeFolder()
    let new = path(name) + ".new-\(getpid())"
    let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(name) }
    defer { close(descriptor) }
    try writeWhole(bytes, to: descriptor, called: name)
    guard rename(new, path(name)) == 0 else { throw failure(name) }
  }

  func append(_ name: String, _ bytes: [UInt8]) throws {
    try makeFolder()
    let descriptor = open(path(name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(name) }
    defer { close(descriptor) }
    try writeWhole(bytes, to: descriptor, called: name)
  }

  private static let largest = 256 << 20

  private func path(_ name: String) -> String { folder + "/" + name }

  private func makeFolder() throws {
    guard access(folder, F_OK) != 0 else { return }
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  private func failure(_ name: String) -> MistError {
    MistError(.storage, "\(path(name)) cannot be written: \(systemError(errno))")
  }
}

private func writeWhole(_ bytes: [UInt8], to descriptor: Int32, called name: String) throws {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written > 0 {
      rest = rest.dropFirst(written)
    } else if errno != EINTR {
      throw MistError(.storage, "\(name) cannot be written: \(systemError(errno))")
    }
  }
}
