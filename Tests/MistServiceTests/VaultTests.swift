import Foundation
import GRDB
import MistModel
import Testing

@testable import MistService

struct VaultTests {
  private let place = Vault.Place(table: "key", row: "a", column: "sealedPrivate")
  private let clock = TestService.Clock()

  private func vault(in folder: String, passphrase: String? = nil) throws -> Vault {
    Vault(store: try Store(folder: folder), passphrase: passphrase, world: TestService.world(clock))
  }

  private func code(_ work: () throws -> Void) -> MistError? {
    do {
      try work()
      return nil
    } catch {
      return error as? MistError
    }
  }

  /// Puts a sealed value into the store, as adding a key does.
  private func keep(_ sealed: Data, in folder: String) async throws {
    try await Store(folder: folder).write { db in
      var record = KeyRecord(id: "a", sealedPrivate: sealed, publicKey: "", isDefault: true)
      try record.insert(db)
    }
  }

  @Test func whatIsSealedOpensAgainAndIsNotReadable() throws {
    let vault = try vault(in: newFolder())
    let sealed = try vault.seal(Array("secret words".utf8), at: place)
    #expect(try vault.open(sealed, at: place) == Array("secret words".utf8))
    #expect(sealed.range(of: Data("secret".utf8)) == nil)
    #expect(try vault.seal(Array("secret words".utf8), at: place) != sealed)
  }

  @Test func aKeyThatCannotBeWrittenIsNotLookedForInABackup() throws {
    let folder = newFolder() + "/gone"
    let error = code { _ = try KeyFile(content: .key(Array(repeating: 1, count: 32))).write(in: folder) }
    #expect(error?.summary == "\(folder)/vault.key cannot be written: no such file or directory")
    #expect(error?.hint == "name another folder with --state")
  }

  @Test func aChangedByteIsNoticed() throws {
    let vault = try vault(in: newFolder())
    let sealed = try vault.seal(Array("secret".utf8), at: place)
    for position in sealed.indices {
      var changed = sealed
      changed[position] ^= 1
      #expect(throws: MistError.self) { try vault.open(changed, at: place) }
    }
    #expect(throws: MistError.self) { try vault.open(Data(), at: place) }
    #expect(throws: MistError.self) { try vault.open(sealed.prefix(10), at: place) }
  }

  @Test(arguments: [("key", "b", "sealedPrivate"), ("backend", "a", "sealedPrivate"), ("key", "a", "publicKey")])
  func aValueThatWasMovedDoesNotOpen(table: String, row: String, column: String) throws {
    let vault = try vault(in: newFolder())
    let sealed = try vault.seal(Array("secret".utf8), at: place)
    let error = code { _ = try vault.open(sealed, at: Vault.Place(table: table, row: row, column: column)) }
    #expect(error?.code == .storage)
  }

  @Test func theKeyFileIsForTheOwnerAlone() throws {
    let folder = newFolder()
    _ = try vault(in: folder).seal([1], at: place)
    let path = folder + "/vault.key"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.filter { $0.contains("vault") } == ["vault.key"])
    chmod(path, 0o640)
    let error = code { _ = try vault(in: folder).seal([1], at: place) }
    #expect(error?.code == .refused)
    #expect(error?.hint == "run: chmod 600 '\(path)'")
  }

  @Test func aLostKeyIsToldAndNeverReplaced() async throws {
    let folder = newFolder()
    let sealed = try vault(in: folder).seal([1], at: place)
    try await keep(sealed, in: folder)
    try FileManager.default.removeItem(atPath: folder + "/vault.key")
    for _ in 1...2 {
      #expect(code { _ = try vault(in: folder).open(sealed, at: place) }?.summary.contains("vault.key is gone") == true)
      #expect(code { _ = try vault(in: folder).seal([1], at: place) }?.code == .storage)
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/vault.key"))
  }

  @Test func aKeyFileThatIsNoneIsRefused() throws {
    let folder = newFolder()
    _ = try vault(in: folder)
    for text in ["", "nonsense", #"{"version":1}"#, #"{"version":2,"key":"AAAA"}"#, #"{"version":1,"key":"AAAA"}"#] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/vault.key"))
      chmod(folder + "/vault.key", 0o600)
      #expect(code { _ = try vault(in: folder).seal([1], at: place) }?.code == .storage)
    }
  }

  @Test func manyThatStartAtOnceAgreeOnOneKey() async throws {
    let folder = newFolder()
    let vaults = try (0..<16).map { _ in try vault(in: folder) }
    let sealed = try await withThrowingTaskGroup(of: Data.self) { group in
      for vault in vaults {
        group.addTask {
          try await vault.unlock(toSeal: true)
          return try vault.seal([7], at: place)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    for value in sealed {
      for vault in vaults { #expect(try vault.open(value, at: place) == [7]) }
    }
  }

  @Test func aPassphraseOpensItsStoreAndNoOther() async throws {
    let folder = newFolder()
    let first = try vault(in: folder, passphrase: "right")
    try await first.unlock(toSeal: true)
    let sealed = try first.seal([1, 2, 3], at: place)
    try await keep(sealed, in: folder)

    let again = try vault(in: folder, passphrase: "right")
    try await again.unlock()
    #expect(try again.open(sealed, at: place) == [1, 2, 3])

    let wrong = try vault(in: folder, passphrase: "wrong")
    let error = await #expect(throws: MistError.self) { try await wrong.unlock() }
    #expect(error?.code == .invalid)
    #expect(error?.summary == "wrong passphrase for the store in \(folder)")

    let none = try vault(in: folder)
    let missing = await #expect(throws: MistError.self) { try await none.unlock() }
    #expect(missing?.summary == "the store in \(folder) needs its passphrase")
  }

  @Test func aPassphraseForAStoreWithAKeyFileIsRefused() throws {
    let folder = newFolder()
    _ = try vault(in: folder).seal([1], at: place)
    let error = code { _ = try vault(in: folder, passphrase: "words").seal([1], at: place) }
    #expect(error?.summary == "the store in \(folder) opens with its vault.key, not with a passphrase")
  }

  @Test func nothingIsMadeBeforeSomethingIsSealed() async throws {
    let service = try TestService()
    _ = try await service.ask(.get, "/backends")
    _ = try await service.ask(.get, "/keys")
    #expect(!FileManager.default.fileExists(atPath: service.folder + "/vault.key"))
  }
}
