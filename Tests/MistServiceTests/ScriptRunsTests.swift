import Foundation
import MistModel
import MistProviders
import Testing

@testable import MistService

/// The scripts of drivers, on this computer and on a server.
@Suite(withPeer)
struct ScriptRunsTests {
  private let peer: Peer
  private let services: Services

  init() async throws {
    peer = try Peer.get()
    services = try Services(
      stateFolder: newFolder(), passphrase: nil, usesOwnersSSH: false, world: TestService.world(TestService.Clock()))
    _ = try await services.keys.add(name: "fleet", privateKey: try peer.text("fleet_key"), passphrase: nil, by: .owner)
  }

  private var places: [ScriptPlace] {
    [.ownComputer, .server(host: "127.0.0.1", port: peer.ports[0], user: peer.user, key: "fleet")]
  }

  private func run(_ script: ShellScript, at place: ScriptPlace) async throws -> ScriptOutcome {
    try await ScriptRuns(logins: services.logins).run(script, at: place)
  }

  @Test func whatAScriptReadsWritesAndEndsWith() async throws {
    let script = ShellScript(
      "read -r line; printf \"<%s>\\n\" \"$line\"; cat; echo 'it''s' >&2; exit 7", input: Array("one\ntwo\n\u{0}".utf8),
      limit: .seconds(120))
    for place in places {
      let outcome = try await run(script, at: place)
      #expect(outcome.status == 7)
      #expect(outcome.output == Array("<one>\ntwo\n\u{0}".utf8), "\(place)")
      // sshd may have said before that the user's home is missing.
      #expect(String(decoding: outcome.errors, as: UTF8.self).hasSuffix("its\n"))
    }
  }

  @Test func largeAnswersComeWholeAndTooLargeOnesAreErrors() async throws {
    for place in places {
      let outcome = try await run(ShellScript("head -c 5000000 /dev/zero", limit: .seconds(60)), at: place)
      #expect(outcome.output.count == 5_000_000)
      let small = ShellScript("head -c 5000000 /dev/zero", limit: .seconds(60), mostOutput: 1 << 20)
      let error = await #expect(throws: MistError.self, "\(place)") { try await run(small, at: place) }
      #expect(error?.code == .failed)
    }
  }

  @Test func whatHangsEndsAtItsLimit() async throws {
    for place in places {
      let error = await #expect(throws: MistError.self, "\(place)") {
        try await run(ShellScript("(sleep 20); true", limit: .milliseconds(300)), at: place)
      }
      #expect(error?.code == .timedOut, "\(error?.summary ?? "")")
    }
  }

  @Test func whatHangsCanBeLeft() async throws {
    for place in places {
      let file = NSTemporaryDirectory() + "mist-begun-" + UUID().uuidString
      defer { try? FileManager.default.removeItem(atPath: file) }
      let work = Task {
        try await run(ShellScript("touch \(shellWord(file)); (sleep 20); true", limit: .seconds(600)), at: place)
      }
      while !FileManager.default.fileExists(atPath: file) { try await Task.sleep(for: .milliseconds(10)) }
      work.cancel()
      let error = await #expect(throws: MistError.self, "\(place)") { try await work.value }
      #expect(error?.code == .interrupted, "\(error?.summary ?? "")")
    }
  }

  @Test func anotherUserIsNotTried() async throws {
    let place = ScriptPlace.server(host: "127.0.0.1", port: peer.ports[0], user: "nobody-here", key: "fleet")
    let error = await #expect(throws: MistError.self) {
      try await run(ShellScript("true", limit: .seconds(20)), at: place)
    }
    #expect(error?.code == .credentialsRejected)
    #expect(error?.summary.contains("nobody-here@127.0.0.1") == true)
  }
}
