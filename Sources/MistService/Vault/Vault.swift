import Crypto
import Dispatch
import Foundation
import GRDB
import MistModel
import Synchronization

/// Seals what must not be read in the store's file: private keys, credentials of providers.
///
/// Its key is read when it is first needed: most commands of a shell never need it.
final class Vault: Sendable {
  /// Where a sealed value stands. It opens nowhere else, so that values cannot be exchanged behind our back.
  struct Place: Sendable {
    var table: String
    var row: String
    var column: String
  }

  private let store: Store
  private let passphrase: String?
  private let world: ServiceWorld
  private let key = Mutex<SymmetricKey?>(nil)
  /// Deriving the key takes a third of a second and 128 MiB: once at a time, on no cooperative thread.
  private let deriving = DispatchQueue(label: "vault")

  init(store: Store, passphrase: String?, world: ServiceWorld) {
    self.store = store
    self.passphrase = passphrase
    self.world = world
  }

  /// Gets the key ready, so that `seal` and `open` answer at once.
  ///
  /// - Parameter toSeal: whether the key may be made when there is none yet.
  func unlock(toSeal: Bool = false) async throws {
    guard key.withLock({ $0 == nil }) else { return }
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      deriving.async {
        continuation.resume(with: Result { _ = try self.loadedKey(toSeal: toSeal) })
      }
    }
  }

  /// Call `unlock(toSeal: true)` before; without it the first call may take long.
  func seal(_ bytes: [UInt8], at place: Place) throws -> Data {
    let box = try AES.GCM.seal(bytes, using: loadedKey(toSeal: true), authenticating: Self.label(place))
    guard let combined = box.combined else { throw MistError(.failed, "a value could not be sealed") }
    return [Self.form] + combined
  }

  /// Call `unlock()` before; without it the first call may take long.
  func open(_ sealed: Data, at place: Place) throws -> [UInt8] {
    let key = try loadedKey(toSeal: false)
    guard sealed.first == Self.form, let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst()),
      let bytes = try? AES.GCM.open(box, using: key, authenticating: Self.label(place))
    else {
      throw MistError(
        .storage, "the secret of \(place.table) '\(place.row)' does not open with the key in \(store.folder)",
        hint: "it was changed, or \(KeyFile.name) is of another store: put both back from one backup")
    }
    return Array(bytes)
  }

  /// The first byte of what is sealed, so that another form can follow some day.
  private static let form: UInt8 = 1

  private static func label(_ place: Place) -> Data {
    Data([place.table, place.row, place.column].joined(separator: "\0").utf8)
  }
}

// MARK: - The key

extension Vault {
  private func loadedKey(toSeal: Bool) throws -> SymmetricKey {
    if let key = key.withLock({ $0 }) { return key }
    let loaded = try KeyFile.read(in: store.folder).map(unlocked) ?? firstKey(toSeal: toSeal)
    key.withLock { $0 = loaded }
    return loaded
  }

  private func unlocked(_ file: KeyFile) throws -> SymmetricKey {
    switch (file.content, passphrase) {
    case (.key(let bytes), nil):
      return SymmetricKey(data: bytes)
    case (.passphrase(let lock), let passphrase?):
      return try lock.key(for: passphrase, folder: store.folder)
    case (.key, _?):
      throw MistError(
        .invalid, "the store in \(store.folder) opens with its \(KeyFile.name), not with a passphrase",
        hint: "leave the passphrase out")
    case (.passphrase, nil):
      throw MistError(
        .invalid, "the store in \(store.folder) needs its passphrase", hint: "give the one it was first used with")
    }
  }

  /// Makes the key of a store that has nothing sealed yet. When another process was faster, its key is the one.
  private func firstKey(toSeal: Bool) throws -> SymmetricKey {
    let holdsSealedValues = try store.readNow { db in
      try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM key) OR EXISTS (SELECT 1 FROM backend)") ?? false
    }
    // Read once more: the values may be another process's, sealed with a key it made just now.
    if holdsSealedValues, let file = try KeyFile.read(in: store.folder) { return try unlocked(file) }
    guard toSeal, !holdsSealedValues else {
      throw MistError(
        .storage, "\(KeyFile.path(in: store.folder)) is gone, and with it what was sealed in the store",
        hint: "put it back from a backup, or begin anew in another folder with --state")
    }
    let file = try KeyFile.make(for: passphrase, world: world)
    guard try file.write(in: store.folder) else {
      guard let theirs = try KeyFile.read(in: store.folder) else {
        throw MistError(.storage, "\(KeyFile.path(in: store.folder)) vanished while it was read", hint: "try again")
      }
      return try unlocked(theirs)
    }
    return try unlocked(file)
  }
}
