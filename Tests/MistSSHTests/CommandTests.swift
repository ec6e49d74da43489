import MistModel
import Synchronization
import Testing

@testable import MistSSH

/// What a command wrote, piece by piece.
final class Pieces: Sendable {
  private let pieces = Mutex<[(SSHStream, [UInt8])]>([])

  func add(_ stream: SSHStream, _ bytes: [UInt8]) { pieces.withLock { $0.append((stream, bytes)) } }

  func bytes(_ stream: SSHStream) -> [UInt8] {
    pieces.withLock { $0.filter { $0.0 == stream }.flatMap(\.1) }
  }

  func text(_ stream: SSHStream) -> String { String(decoding: bytes(stream), as: UTF8.self) }
}

@Suite(withPeer) struct CommandTests {
  let engine = SSHEngine(hostKeys: KnownHostsMemory())

  @Test func outputErrorsAndStatusComeBackApart() async throws {
    let login = try Peer.get().login()
    let capture = try await engine.capture("echo out; echo err >&2; exit 3", on: login)
    #expect(capture.output == "out\n")
    #expect(capture.errors == "err\n")
    #expect(capture.exit.status == 3)
    #expect(capture.exit.signal == nil)
    #expect(!capture.isTruncated)
    await engine.close()
  }

  @Test func aKilledCommandNamesItsSignal() async throws {
    let capture = try await engine.capture("kill -KILL $$", on: try Peer.get().login())
    #expect(capture.exit.signal == "KILL")
    #expect(capture.exit.status == nil)
    await engine.close()
  }

  @Test func eachStreamKeepsItsOrderAndArrivesWhileTheCommandRuns() async throws {
    let login = try Peer.get().login()
    let pieces = Pieces()
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let running = Task {
      try await engine.run(
        "echo first; read line; echo got $line; for i in 1 2 3; do echo $i; echo e$i >&2; done", on: login
      ) {
        pieces.add($0, $1)
        opener.yield()
      }
    }
    for await _ in gate where pieces.text(.output).contains("first") { break }
    _ = try await running.value
    #expect(pieces.text(.output) == "first\ngot\n1\n2\n3\n")
    #expect(pieces.text(.errors) == "e1\ne2\ne3\n")
    await engine.close()
  }

  @Test func aCommandThatOnlyWritesErrorsDoesNotBlock() async throws {
    let pieces = Pieces()
    let exit = try await engine.run(
      "head -c 6000000 /dev/zero | tr '\\0' e >&2", on: try Peer.get().login(), within: .seconds(60)
    ) { pieces.add($0, $1) }
    #expect(exit.status == 0)
    #expect(pieces.bytes(.errors).count == 6_000_000)
    #expect(pieces.bytes(.output).isEmpty)
    await engine.close()
  }

  @Test func fiftyMegabytesComeThrough() async throws {
    let count = Mutex(0)
    let exit = try await engine.run(
      "head -c 50000000 /dev/zero", on: try Peer.get().login(), within: .seconds(120)
    ) { _, bytes in count.withLock { $0 += bytes.count } }
    #expect(exit.status == 0)
    #expect(count.withLock { $0 } == 50_000_000)
    await engine.close()
  }

  @Test func bytesArriveUnchanged() async throws {
    let every = (0...255).map { UInt8($0) } + [0, 0, 13, 10, 255]
    let pieces = Pieces()
    let exit = try await engine.run("cat", on: try Peer.get().login(), input: every) { pieces.add($0, $1) }
    #expect(exit.status == 0)
    #expect(pieces.bytes(.output) == every)
    await engine.close()
  }

  @Test func aLargeInputIsEchoedWithoutADeadlock() async throws {
    let input = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let pieces = Pieces()
    let exit = try await engine.run("cat", on: try Peer.get().login(), input: input, within: .seconds(60)) {
      pieces.add($0, $1)
    }
    #expect(exit.status == 0)
    #expect(pieces.bytes(.output) == input)
    await engine.close()
  }

  @Test func anInputNobodyReadsDoesNotHoldTheCommandUp() async throws {
    let input = [UInt8](repeating: 1, count: 5_000_000)
    let capture = try await engine.capture(
      "head -c 1 | wc -c; exit 4", on: try Peer.get().login(), input: input, within: .seconds(60))
    #expect(capture.exit.status == 4)
    await engine.close()
  }

  @Test func captureKeepsAMegabyteAndSaysSo() async throws {
    let capture = try await engine.capture("head -c 3000000 /dev/zero | tr '\\0' x", on: try Peer.get().login())
    #expect(capture.output.utf8.count == SSHEngine.captureLimit)
    #expect(capture.isTruncated)
    #expect(capture.exit.status == 0)
    await engine.close()
  }

  @Test func bytesThatAreNotTextAreReplaced() async throws {
    let capture = try await engine.capture("printf 'a\\377b'", on: try Peer.get().login())
    #expect(capture.output == "a\u{FFFD}b")
    await engine.close()
  }

  @Test func manyCommandsOnOneMachineAtOnce() async throws {
    let login = try Peer.get().login()
    let outputs = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<40 {
        group.addTask { try await engine.capture("echo \(number)", on: login).output }
      }
      var outputs: Set<String> = []
      for try await output in group { outputs.insert(output) }
      return outputs
    }
    #expect(outputs == Set((0..<40).map { "\($0)\n" }))
    await engine.close()
  }
}
