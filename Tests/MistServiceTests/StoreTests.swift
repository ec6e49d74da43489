import Foundation
import GRDB
import MistModel
import MistWire
import Testing

@testable import MistService

struct StoreTests {
  @Test func twoServicesOnOneFolderSeeEachOther() async throws {
    let first = try TestService()
    let second = try TestService(folder: first.folder)
    try await first.addServer("one")
    try await second.addServer("two")
    for service in [first, second] {
      #expect(try await service.asked(.get, "/backends").items.map { $0["title"]?.string } == ["one", "two"])
    }
    // What one sealed, the other opens.
    let backends = second.service.services.backends
    for record in try await backends.list() {
      #expect(try await backends.parameters(of: record)["machine_ip"] == "192.0.2.1")
    }
  }

  @Test func twoServicesThatAddTheSameAddOne() async throws {
    let first = try TestService()
    let second = try TestService(folder: first.folder)
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<20 {
        group.addTask { try await (number.isMultiple(of: 2) ? first : second).addServer("box").status }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 200 } == 1)
    #expect(statuses.count { $0 == 409 } == 19)
  }

  @Test func manyThatBeginAtOnceMakeOneStore() async throws {
    for _ in 0..<5 {
      let folder = newFolder()
      try await withThrowingTaskGroup { group in
        for number in 0..<8 {
          group.addTask {
            let store = try Store(folder: folder)
            try await store.write { db in
              try db.execute(sql: "INSERT INTO script VALUES (?, ?, '', 'true')", arguments: [number, "\(number)"])
            }
            store.close()
          }
        }
        try await group.waitForAll()
      }
      let store = try Store(folder: folder)
      #expect(try await store.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM script") } == 8)
    }
  }

  @Test func whoOnlyReadsLeavesTheFilesAlone() async throws {
    let folder = newFolder()
    let writer = try Store(folder: folder)
    try await writer.write { db in try db.execute(sql: "INSERT INTO script VALUES ('s1', 'backup', '', 'true')") }
    writer.close()
    let file = folder + "/mist.sqlite"
    // All is in the store itself: the side file stays, and has nothing that would be written again.
    #expect(try FileManager.default.attributesOfItem(atPath: file + "-wal")[.size] as? Int == 0)
    let longAgo = Date(timeIntervalSince1970: 1_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: longAgo], ofItemAtPath: file)
    let reader = try Store(folder: folder)
    let names = try await reader.read { db in try String.fetchAll(db, sql: "SELECT name FROM script") }
    reader.close()
    #expect(names == ["backup"])
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date == longAgo)
  }

  @Test func aStoreOfANewerVersionIsLeftAlone() async throws {
    let test = try TestService()
    try await test.service.services.backends.store.write { db in
      try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 to come')")
    }
    let error = #expect(throws: MistError.self) { try TestService(folder: test.folder) }
    #expect(error?.code == .storage)
    #expect(error?.summary == "the store in \(test.folder) was written by a newer mist-shell")
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    let error = #expect(throws: MistError.self) { try TestService(folder: "/dev/null/state") }
    #expect(error?.summary == "the state folder /dev/null/state cannot be made")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func aFolderThatCannotBeWrittenIsNamed() throws {
    let folder = newFolder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    chmod(folder, 0o500)
    let error = #expect(throws: MistError.self) { try TestService(folder: folder) }
    #expect(error?.summary == "the state folder \(folder) is not writable")
  }

  @Test func aFileThatIsNoStoreIsLeftAlone() throws {
    let folder = newFolder()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = Data(String(repeating: "not a database ", count: 100).utf8)
    try text.write(to: URL(fileURLWithPath: folder + "/mist.sqlite"))
    let error = #expect(throws: MistError.self) { try TestService(folder: folder) }
    #expect(error?.code == .storage)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/mist.sqlite")) == text)
  }

  @Test func theFolderIsForTheOwnerAlone() throws {
    let test = try TestService()
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(test.folder) == 0o700)
    for name in try FileManager.default.contentsOfDirectory(atPath: test.folder) {
      #expect(try mode(test.folder + "/" + name) == 0o600, "\(name)")
    }
  }
}
