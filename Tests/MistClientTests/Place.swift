import Foundation
import Logging
import MistClient
import MistModel
import MistService
import MistWire
import Testing

/// The two ways to a service; every test of the client runs over both.
enum Way: String, CaseIterable, Sendable {
  case inProcess, http
}

/// A service of its own in a folder of its own, and a client of it.
struct Place: Sendable {
  let folder: String
  let client: MistClient

  /// Makes a place, does the work there and takes the place away again.
  static func with(_ way: Way, _ work: (Place) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/mist-client-" + UUID().uuidString
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let service = try MistService(stateFolder: folder, logger: logger)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    switch way {
    case .inProcess:
      try await work(Place(folder: folder, client: MistClient(transport: service.transport)))
    case .http:
      let owner = MistClient(transport: service.transport)
      try await owner.addAccount(email: "ann@example.org", password: "correct horse")
      let (bound, announce) = AsyncStream<String>.makeStream()
      let serving = Task {
        try await service.serve(on: try ListenAddress("127.0.0.1:0"), tls: nil) { announce.yield("\($0)") }
      }
      var addresses = bound.makeAsyncIterator()
      let address = try #require(await addresses.next())
      let client = MistClient(
        transport: try HTTPTransport(url: "http://\(address)"),
        credentials: Credentials(email: "ann@example.org", password: "correct horse"))
      do {
        try await work(Place(folder: folder, client: client))
      } catch {
        serving.cancel()
        throw error
      }
      serving.cancel()
      _ = await serving.result
    }
    await service.close()
  }
}

/// Real sshd's on the loopback address, started by `Tests/Peers/sshd`.
final class Machines: Sendable {
  struct Machine: Sendable {
    var name: String
    var port: Int
    var pid: Int32
  }

  let folder: String
  let machines: [Machine]
  let user: String
  let privateKey: String

  /// Why there are none here, or `nil`.
  static let missing: String? = {
    let needed = ["/usr/sbin/sshd", "/usr/bin/ssh-keygen"]
    for program in needed where !FileManager.default.isExecutableFile(atPath: program) {
      return "\(program) is not installed"
    }
    return nil
  }()

  init(_ count: Int) throws {
    folder = FileManager.default.temporaryDirectory.path + "/mist-machines-" + UUID().uuidString
    try Self.peer(["start", folder, String(count)])
    let started = try String(contentsOfFile: folder + "/started", encoding: .utf8)
    machines = started.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 3, let port = Int(words[1]), let pid = Int32(words[2]) else { return nil }
      return Machine(name: String(words[0]), port: port, pid: pid)
    }
    user =
      (try? String(contentsOfFile: folder + "/user", encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
      ?? "deploy"
    privateKey = try String(contentsOfFile: folder + "/fleet_key", encoding: .utf8)
  }

  func stop() {
    try? Self.peer(["stop", folder])
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func peer(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Peers/sshd")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
