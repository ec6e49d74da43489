import Foundation
import MistModel
import MistWire
import Testing

@testable import MistService

/// Every request of the original's clients that was recorded, asked again of `serve`: the answers must have the same
/// shape and mean the same.
struct RecordedRequestsTests {
  private static let document = #filePath.replacing(
    "Tests/MistServiceTests/RecordedRequestsTests.swift", with: "../shared/reference/recorded-requests.md")
  private static var isMissing: Bool { !FileManager.default.isReadableFile(atPath: document) }

  @Test(.disabled(if: isMissing, "the document of recorded requests is not here"), .timeLimit(.minutes(5)))
  func whatTheOriginalsClientsAskIsAnswered() async throws {
    let recorded = RecordedRequests(try String(contentsOfFile: Self.document, encoding: .utf8))
    var replayed = 0
    for section in recorded.sections where !section.exchanges.isEmpty {
      guard Self.leftOutSections.first(where: { section.title.hasPrefix($0.title) }) == nil else { continue }
      let replay = try await SectionReplay(section)
      try await replay.run()
      replayed += replay.count
    }
    // As many as there were when this was written: none may drop out unseen.
    #expect(replayed >= 900)
  }

  /// Sections that do not tell of a service like this one, and why.
  private static let leftOutSections: [(title: String, why: String)] =
    (1...16).map { ("N\($0). ", "a failure that the recorded service played") } + [
      ("N. mist 1.5: mist_uri with a path prefix", "the prefix is that of a proxy, which takes it away")
    ]
}
