import Foundation
import MistModel
import Testing

@testable import MistSSH

@Suite(withPeer) struct UploadTests {
  let engine = SSHEngine(hostKeys: KnownHostsMemory())

  @Test(arguments: [0, 1, 31_999, 32_000, 32_001, 2_000_000])
  func bytesAndPermissionsArrive(_ count: Int) async throws {
    let login = try Peer.get().login(3)
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let path = "upload-\(UUID().uuidString)"
    try await engine.upload(bytes, to: path, permissions: 0o750, on: login)
    let capture = try await engine.capture(
      "stat -c '%a %s' \(path); sha256sum < \(path); ls \(path)*; rm \(path)", on: login)
    let lines = capture.output.split(separator: "\n")
    #expect(lines.first == "750 \(count)")
    #expect(lines.last.map(String.init) == path)
    let file = NSTemporaryDirectory() + path
    try Data(bytes).write(to: URL(filePath: file))
    let expected = run("/usr/bin/env", ["sha256sum", file]).output.prefix(64)
    #expect(lines[1].prefix(64) == expected)
    try FileManager.default.removeItem(atPath: file)
    await engine.close()
  }

  @Test func aFileThatIsThereIsReplaced() async throws {
    let login = try Peer.get().login(3)
    let path = "it's a file \(UUID().uuidString)"
    try await engine.upload(Array("old".utf8), to: path, permissions: 0o644, on: login)
    try await engine.upload(Array("new".utf8), to: "~/" + path, permissions: 0o600, on: login)
    let capture = try await engine.capture(
      "cat \"$HOME/\(path)\"; stat -c %a \"\(path)\"; rm \"\(path)\"; ls -A | grep -F \"\(path)\"", on: login)
    #expect(capture.output == "new600\n", "or something is left beside it")
    await engine.close()
  }

  @Test func whatCannotBeWrittenIsSaid() async throws {
    let login = try Peer.get().login(3)
    for (path, word) in [("/no/such/place/file", "no such directory"), ("/etc/mist-test", "permission denied")] {
      let error = await mistError { try await engine.upload([1], to: path, permissions: 0o644, on: login) }
      #expect(error?.code == .failed)
      #expect(error?.summary.hasSuffix(word) == true)
    }
    for path in ["", "dir/"] {
      #expect(
        await mistError { try await engine.upload([1], to: path, permissions: 0o644, on: login) }?.code == .invalid)
    }
    let error = await mistError { try await engine.upload([1], to: ".", permissions: 0o644, on: login) }
    #expect(error?.code == .failed)
    await engine.close()
  }

  @Test func theSessionServesAgainAfterAnUpload() async throws {
    let login = try Peer.get().login(3)
    let path = "again-\(UUID().uuidString)"
    #expect(try await engine.capture("echo 1", on: login).output == "1\n")
    try await engine.upload([65], to: path, permissions: 0o644, on: login)
    #expect(try await engine.capture("cat \(path); rm \(path)", on: login).output == "A")
    #expect(engine.keptSessions == 1)
    await engine.close()
  }
}
