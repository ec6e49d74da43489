import Foundation
import MistModel

/// Programs that a line hands its result to: a pager, `|! grep`.
enum RealProgram {
  /// Runs a line of the system's shell with the terminal as its output.
  ///
  /// - Returns: its exit status; 127 when there is no such program.
  static func run(_ line: String, input: [UInt8]) async throws -> Int32 {
    let line = isOneProgram(line) ? "exec " + line : line
    return try await TerminalProgram.run("/bin/sh", arguments: ["-c", line], input: .bytes(input))
  }

  /// Whether `sh` has nothing left to do once the program runs. It must not wait then: a `sh` that saw Ctrl-C ends as
  /// interrupted, even when the pager only gave up a search and was quit much later.
  private static func isOneProgram(_ line: String) -> Bool {
    guard !line.contains(where: { ";&|(){}`\n".contains($0) }),
      let name = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).first,
      name.contains(where: \.isLetter), name.allSatisfy({ $0.isLetter || $0.isNumber || "_./+-".contains($0) })
    else { return false }
    // What `sh` alone knows (exit, cd, a dot) is no program.
    if name.contains("/") { return access(String(name), X_OK) == 0 }
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
