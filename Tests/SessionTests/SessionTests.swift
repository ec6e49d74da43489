import Foundation
import Testing

/// Replays every session under `history/` and compares each byte. `MIST_RECORD=1` writes what came out instead.
@Suite struct SessionTests {
  @Test(arguments: RecordedSession.all) func replays(_ session: RecordedSession) async throws {
    let isRecording = ProcessInfo.processInfo.environment["MIST_RECORD"] == "1"
    let replay = try await session.replay(isRecording: isRecording)
    if isRecording {
      try #require(replay.unrecorded == [], "record it in the shell: record save \(session.name) --yes")
      try session.record(replay)
      return
    }
    #expect(replay.output == session.output)
    #expect(replay.exitStatus == session.exitStatus)
    #expect(replay.unrecorded == [])
    #expect(replay.unused == [])
  }

  @Test func thereAreSessions() {
    #expect(!RecordedSession.all.isEmpty)
  }
}
