import Foundation
import MistModel
import Subprocess

/// Programs that a line hands its result to: a pager, `|! grep`.
enum RealProgram {
  /// Runs a line of the system's shell with the terminal as its output.
  ///
  /// - Returns: its exit status; 127 when there is no such program.
  static func run(_ line: String, input: [UInt8]) async throws -> Int32 {
    do {
      let ran = try await Subprocess.run(
        .path("/bin/sh"), arguments: ["-c", line], input: .array(input), output: .currentStandardOutput,
        error: .currentStandardError)
      switch ran.terminationStatus {
      case .exited(let status): return status
      case .signaled(let signal): return 128 + signal
      }
    } catch is SubprocessError {
      throw MistError(.failed, "/bin/sh could not run '\(line)'")
    }
  }
}
