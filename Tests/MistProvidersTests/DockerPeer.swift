import Foundation
import MistModel
import Testing

@testable import MistProviders

/// A private dockerd, started once for all tests by `Tests/Peers/dockerd` and stopped when the tests end.
struct DockerPeer: Sendable {
  var folder: String
  var port: Int
  /// Of the registry beside it.
  var registryPort: Int?

  static let image: ImageID = "local/busybox:1"

  /// Or why there is none.
  static let plain = start([])
  static let withTLS = start(["--tls"])

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  /// For `.enabled(if:)`.
  static let isThere: Bool = {
    if case .failure(let missing) = plain {
      FileHandle.standardError.write(Data("docker tests skipped: \(missing)\n".utf8))
      return false
    }
    return true
  }()

  func driver(_ parameters: [String: String] = [:], endpoint: String? = nil) throws -> DockerDriver {
    let given = ["docker_host": "127.0.0.1", "docker_port": "\(port)"].merging(parameters) { $1 }
    return try DockerDriver(
      account: DriverAccount(
        backend: "b", title: "Dock", provider: "docker", parameters: given, endpoint: endpoint,
        remote: NoRemoteShell()))
  }

  func text(_ file: String) throws -> String { try String(contentsOfFile: folder + "/" + file, encoding: .utf8) }

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Peers/dockerd").path

  private static func start(_ options: [String]) -> Result<DockerPeer, Missing> {
    let folder = NSTemporaryDirectory() + "mist-docker\(options.joined())-\(getpid())"
    let log = folder + ".log"
    _ = FileManager.default.createFile(atPath: log, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: log) }
    let process = run("/bin/bash", [script, "start", folder] + options, errors: FileHandle(forWritingAtPath: log))
    process?.waitUntilExit()
    // A crash of the tests leaves nothing behind either.
    _ = run(
      "/bin/sh",
      [
        "-c",
        "trap '' INT HUP; while kill -0 \(getpid()) 2>/dev/null; do sleep 0.5; done; '\(script)' stop '\(folder)'; rm -rf '\(folder)'",
      ], errors: nil)
    guard process?.terminationStatus == 0, let lines = try? String(contentsOfFile: folder + "/started", encoding: .utf8)
    else {
      return .failure(Missing(description: (try? String(contentsOfFile: log, encoding: .utf8)) ?? "no \(script)"))
    }
    let ports = Dictionary(
      lines.split(separator: "\n").map { $0.split(separator: " ") }.map { (String($0[0]), Int($0[1])) },
      uniquingKeysWith: { $1 })
    guard let port = ports["dockerd"] ?? nil else { return .failure(Missing(description: "no port in \(lines)")) }
    return .success(DockerPeer(folder: folder, port: port, registryPort: ports["registry"] ?? nil))
  }

  private static func run(_ program: String, _ arguments: [String], errors: FileHandle?) -> Process? {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors ?? FileHandle.nullDevice
    do { try process.run() } catch { return nil }
    return process
  }
}
