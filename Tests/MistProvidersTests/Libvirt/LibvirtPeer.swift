import Foundation
import MistModel
import Testing

@testable import MistProviders

/// A libvirtd with QEMU, started once for all tests by `Tests/Peers/libvirt` and stopped when the tests end.
struct LibvirtPeer: Sendable {
  var folder: String
  /// Of the sshd on this computer's loopback.
  var port: Int

  static let started: Result<LibvirtPeer, PeerScript.Missing> = PeerScript("libvirt").start().flatMap { folder in
    let lines = (try? String(contentsOfFile: folder + "/started", encoding: .utf8)) ?? ""
    let words = lines.split(separator: "\n").map { $0.split(separator: " ") }.first { $0.first == "outside" }
    guard let port = words.flatMap({ Int($0[1]) }) else { return .failure(.init(description: "no port in \(lines)")) }
    return .success(LibvirtPeer(folder: folder, port: port))
  }

  static let isThere: Bool = {
    if case .success = started { true } else { false }
  }()

  static let image: ImageID = "/var/lib/libvirt/images/tiny.img"

  func driver(_ given: [String: String] = [:], remote: (any RemoteShell)? = nil) throws -> LibvirtDriver {
    let usual = [
      "machine_hostname": "127.0.0.1", "machine_user": "root", "machine_key": "fleet", "ssh_port": "\(port)",
    ]
    var driver = try LibvirtDriver(
      account: DriverAccount(
        backend: "b", title: "KVM", provider: "libvirt", parameters: usual.merging(given) { $1 },
        remote: remote ?? shell))
    // Nobody waits here until a machine has booted so far that it hears what it is asked.
    driver.grace = 2
    return driver
  }

  var shell: ProgramShell {
    ProgramShell([
      "/usr/bin/ssh", "-i", folder + "/fleet_key", "-p", "\(port)", "-o", "StrictHostKeyChecking=no", "-o",
      "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-F", "/dev/null",
      "root@127.0.0.1",
    ])
  }

  /// Asks the peer's libvirt itself, past the driver.
  @discardableResult
  func virsh(_ words: String...) throws -> String {
    let result = run(
      "/usr/bin/virsh", ["-q", "-c", "qemu+unix:///system?socket=\(folder)/run/libvirt-sock"] + words)
    try #require(result.status == 0, "virsh \(words): \(result.errors)")
    return result.output
  }

  /// The names of the pool's files.
  func volumes() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder + "/var/images"))
  }
}
