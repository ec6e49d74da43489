import Foundation
import MistModel
import MistMonitoring

/// This machine, with a home of its own: what measures works here as on any other.
struct LocalHost: MonitoredHost {
  let home = NSTemporaryDirectory() + "mist-home-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
  }

  func run(_ command: String, input: [UInt8], within limit: Duration) async throws -> HostAnswer {
    let place = home + "." + UUID().uuidString
    defer { for end in ["in", "out", "err"] { try? FileManager.default.removeItem(atPath: "\(place).\(end)") } }
    try Data(input).write(to: URL(filePath: place + ".in"))
    let status = await Task.detached { spawn(command, place) }.value
    return HostAnswer(
      status: status, output: Array(try Data(contentsOf: URL(filePath: place + ".out"))),
      errors: Array(try Data(contentsOf: URL(filePath: place + ".err"))))
  }

  /// Waits for the shell alone. `Process` would wait for all that it leaves running too.
  private func spawn(_ command: String, _ place: String) -> Int {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, place + ".in", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, place + ".out", O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, place + ".err", O_WRONLY | O_CREAT, 0o600)
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sh"), strdup("-c"), strdup(command), nil]
    var world: [UnsafeMutablePointer<CChar>?] = [
      strdup("HOME=\(home)"), strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), nil,
    ]
    defer { for text in words + world { free(text) } }
    var process = pid_t()
    guard posix_spawn(&process, "/bin/sh", &actions, nil, &words, &world) == 0 else { return -1 }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7f == 0 ? Int(status >> 8) & 0xff : -1
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: home)
  }
}
