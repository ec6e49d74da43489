import Crypto
import Foundation
import MistModel

/// `vault.key` in the state folder: the key itself, or what it takes to derive it from a passphrase.
///
/// One file for both, so that two processes that start at once agree on one of them.
struct KeyFile {
  enum Content {
    case key([UInt8])
    case passphrase(PassphraseLock)
  }

  var content: Content

  static let name = "vault.key"

  static func path(in folder: String) -> String { "\(folder)/\(name)" }

  static func make(for passphrase: String?, world: ServiceWorld) throws -> KeyFile {
    guard let passphrase else { return KeyFile(content: .key(world.randomBytes(32))) }
    return KeyFile(content: .passphrase(try PassphraseLock(passphrase, salt: world.randomBytes(16))))
  }

  /// `nil` when there is none.
  static func read(in folder: String) throws -> KeyFile? {
    let path = path(in: folder)
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw unusable(path, "cannot be read: \(systemWords(errno))") }
      return nil
    }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unusable(path, "cannot be read: \(systemWords(errno))") }
    guard status.st_mode & 0o077 == 0 else {
      throw MistError(.refused, "\(path) is open to other users of this computer", hint: "run: chmod 600 '\(path)'")
    }
    guard let data = try? handle.readToEnd(), let file = try? JSONDecoder().decode(Form.self, from: data).file else {
      throw unusable(path, "is not a key of a mist-shell store")
    }
    return file
  }

  /// Puts the file in place, unless one is there already: then nothing is changed and the answer is `false`.
  func write(in folder: String) throws -> Bool {
    let path = Self.path(in: folder)
    let draft = "\(path).\(getpid()).\(UInt64.random(in: .min ... .max))"
    let descriptor = Glibc.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Self.unwritable(path, errno, in: folder) }
    defer { unlink(draft) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do {
      try handle.write(contentsOf: JSONEncoder().encode(Form(self)))
      try handle.synchronize()
      try handle.close()
    } catch {
      throw Self.unwritable(path, nil, in: folder)
    }
    // A link, unlike a renaming, never takes the place of a file that is there.
    guard link(draft, path) == 0 else {
      guard errno == EEXIST else { throw Self.unwritable(path, errno, in: folder) }
      return false
    }
    Self.synchronize(folder: folder)
    return true
  }

  /// The new name must survive a power cut before anything is sealed with the key behind it.
  private static func synchronize(folder: String) {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Nothing is there yet that a backup could have.
  private static func unwritable(_ path: String, _ number: Int32?, in folder: String) -> MistError {
    if isFull(folder) { return fullDisk(of: folder) }
    let words = number.map { ": \(systemWords($0))" } ?? ""
    return MistError(.storage, "\(path) cannot be written\(words)", hint: "name another folder with --state")
  }

  private static func unusable(_ path: String, _ fault: String) -> MistError {
    MistError(.storage, "\(path) \(fault)", hint: "put it back from a backup, or name another folder with --state")
  }
}

/// Tells a wrong passphrase from the right one, and derives the key from the right one.
struct PassphraseLock: Codable {
  var salt: Data
  var rounds: Int
  /// A known text, sealed with the key.
  var check: Data

  private static let known = Data("mist-shell".utf8)

  init(_ passphrase: String, salt: [UInt8]) throws {
    self.salt = Data(salt)
    rounds = 1 << 17
    let key = try Scrypt.key(from: passphrase, salt: salt, rounds: rounds)
    guard let check = try AES.GCM.seal(Self.known, using: key).combined else {
      throw MistError(.failed, "a value could not be sealed")
    }
    self.check = check
  }

  func key(for passphrase: String, folder: String) throws -> SymmetricKey {
    // A file that somebody changed must neither weaken the key nor take all memory.
    guard (1 << 14...1 << 20).contains(rounds), rounds.nonzeroBitCount == 1, salt.count >= 16 else {
      throw MistError(.storage, "\(KeyFile.path(in: folder)) was changed", hint: "put it back from a backup")
    }
    let key = try Scrypt.key(from: passphrase, salt: Array(salt), rounds: rounds)
    guard let box = try? AES.GCM.SealedBox(combined: check), (try? AES.GCM.open(box, using: key)) == Self.known else {
      throw MistError(.invalid, "wrong passphrase for the store in \(folder)")
    }
    return key
  }
}

/// The file as it is written: JSON.
private struct Form: Codable {
  var version = 1
  var key: Data?
  var lock: PassphraseLock?

  init(_ file: KeyFile) {
    switch file.content {
    case .key(let bytes): key = Data(bytes)
    case .passphrase(let lock): self.lock = lock
    }
  }

  /// `nil` when it makes no sense, or is of a version to come.
  var file: KeyFile? {
    guard version == 1 else { return nil }
    if let lock { return KeyFile(content: .passphrase(lock)) }
    guard let key, key.count == 32 else { return nil }
    return KeyFile(content: .key(Array(key)))
  }
}
