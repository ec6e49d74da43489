import Foundation
import MistModel
import Testing

@testable import MistService

/// What drivers keep in the store.
struct StoredMemoryTests {
  private let test: TestService
  private let backend: BackendID

  init() async throws {
    test = try TestService()
    try await test.addServer("db1")
    backend = try #require(try await test.service.services.backends.list().first).backendID
  }

  private func memory(of backend: BackendID? = nil) throws -> StoredMemory {
    StoredMemory(
      backend: backend ?? self.backend, store: try Store(folder: test.folder), vault: test.service.services.vault,
      world: TestService.world(test.clock))
  }

  @Test func itIsThereForTheNextProcessUntilItIsTooOld() async throws {
    #expect(try await memory().recall("token", notOlderThan: 60) == nil)
    await (try memory()).keep(Array("first".utf8), as: "token")
    await (try memory()).keep(Array("second".utf8), as: "token")
    #expect(try await memory().recall("token", notOlderThan: 60) == Array("second".utf8))
    #expect(try await memory().recall("other", notOlderThan: 60) == nil)
    test.clock.advance(by: 61)
    #expect(try await memory().recall("token", notOlderThan: 60) == nil)
    #expect(try await memory().recall("token", notOlderThan: 62) != nil)
  }

  @Test func itIsSealed() async throws {
    await (try memory()).keep(Array("very-secret".utf8), as: "token")
    for file in try FileManager.default.contentsOfDirectory(atPath: test.folder) {
      let bytes = FileManager.default.contents(atPath: test.folder + "/" + file)
      #expect(bytes?.firstRange(of: Data("very-secret".utf8)) == nil, "\(file)")
    }
  }

  @Test func itGoesWithItsBackend() async throws {
    await (try memory()).keep([1], as: "token")
    try await test.service.services.backends.delete(backend, by: .owner)
    #expect(try await memory().recall("token", notOlderThan: 60) == nil)
    // Of one that is not in the store nothing is kept.
    await (try memory()).keep([2], as: "token")
    try await test.addServer("db1")
    #expect(try await memory().recall("token", notOlderThan: 60) == nil)
  }
}
