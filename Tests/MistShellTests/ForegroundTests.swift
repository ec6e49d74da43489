import Foundation
import MistCommands
import MistModel
import Synchronization
import Testing

@testable import MistShell

@Suite struct ForegroundTests {
  /// Types lines; while one runs, presses Ctrl-C as often as is said.
  final class Typist: LineSource {
    private let lines: Lines
    private let interruption: Interruption
    private let presses: Int
    private let written: Written

    init(_ lines: [String], presses: Int, on shell: MistShell, written: Written) {
      self.lines = Lines(lines)
      self.presses = presses
      self.written = written
      interruption = shell.interruption
    }

    func show(_ line: String, prompt: PromptText?) {}

    func line(after prompt: PromptText, initialText: String) async -> TypedLine {
      guard let line = lines.next() else { return .end }
      let (interruption, presses, written) = (interruption, presses, written)
      if line == "stubborn" || line == "sleep" {
        Task.detached {
          while !written.output.contains("ing\n") { try await Task.sleep(for: .milliseconds(5)) }
          for _ in 0..<presses {
            interruption.interrupt()
            try await Task.sleep(for: .milliseconds(20))
          }
        }
      }
      written.append(.output, Array(prompt.plain.utf8))
      return .line(line)
    }
  }

  @Test func theSecondPressLeavesTheLineAsAJob() async {
    let (shell, written) = testShell()
    let typist = Typist(["stubborn", "echo 1", "exit", "exit"], presses: 2, on: shell, written: written)
    #expect(await shell.run(promptingOn: typist) == .success)
    #expect(written.errors.contains("left as job 1: stubborn\n"))
    #expect(written.output.contains("mist 1&> <1>\n"))
    #expect(written.errors.components(separatedBy: "still running:").count == 2)
  }

  @Test func theFirstPressStopsWhatCanBeStopped() async {
    let (shell, written) = testShell()
    let typist = Typist(["sleep", "echo 1"], presses: 1, on: shell, written: written)
    #expect(await shell.run(promptingOn: typist) == .success)
    #expect(written.errors.contains("interrupted\n"))
    #expect(written.output.hasSuffix("mist !> <1>\n"))
  }
}
