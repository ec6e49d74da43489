import Foundation

/// One process of this machine, told from a later one with the same number.
struct WorkerProcess: Hashable, Sendable {
  var pid: Int32
  /// When it started, in the kernel's own count.
  var started: String

  static let current = WorkerProcess(pid: getpid(), started: startMark(of: getpid()) ?? "")

  var isAlive: Bool { Self.startMark(of: pid) == started }

  /// `nil` for one that has ended, also when its parent has not taken notice yet. Fields 3 and 22 of `/proc/PID/stat`;
  /// the name before them may hold blanks and brackets.
  private static func startMark(of pid: Int32) -> String? {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
      let nameEnd = stat.lastIndex(of: ")")
    else { return nil }
    let fields = stat[nameEnd...].split(separator: " ")
    guard fields.count > 20, !["Z", "X"].contains(fields[1]) else { return nil }
    return String(fields[20])
  }
}
