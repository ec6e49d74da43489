import MistCommands
import MistModel
import MistOutput

/// One line in several contexts, several at the same time.
extension MistShell {
  /// Lines that run at the same time.
  private static let mostAtOnce = 16

  /// How a line ended on its own shell, and what it wrote there.
  private struct SideEnd: Sendable {
    var result: Result<Output, MistError>
    var text: [JobText]
  }

  public func results(
    ofLine line: String, in contexts: [ContextStack],
    finished: (Int, Result<Output, MistError>) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Int, SideEnd).self) { group in
      var waiting = contexts.enumerated().makeIterator()
      func beginNext() {
        guard let (position, context) = waiting.next() else { return }
        let apart = WorkApart(shell: beside(in: context)) { shell -> SideEnd in
          let result: Result<Output, MistError>
          do {
            result = .success(try await shell.result(ofLine: line))
          } catch {
            result = .failure(shell.mistError(error))
          }
          return SideEnd(result: result, text: Array(shell.outlet.page(from: 0)))
        }
        group.addTask { (position, await apart.value()) }
      }
      for _ in 0..<Self.mostAtOnce { beginNext() }
      var (ended, told, count): ([Int: SideEnd], Int, Int) = ([:], 0, 0)
      for try await (position, end) in group {
        ended[position] = end
        count += 1
        doing("\(count) of \(contexts.count) done")
        // What has not begun when the line is stopped never does.
        if !Task.isCancelled { beginNext() }
        while let end = ended.removeValue(forKey: told) {
          show(end.text)
          try await finished(told, end.result)
          told += 1
        }
      }
    }
  }

  /// One of several: nobody can be asked there.
  private func beside(in context: ContextStack) -> MistShell {
    var world = outerWorld
    world.inputIsTerminal = false
    let shell = MistShell(beside: self, in: world, keepsText: true)
    shell.context = context
    shell.stages = stages
    return shell
  }

  private func show(_ text: [JobText]) {
    for piece in text {
      if piece.channel == .output {
        write(String(decoding: piece.bytes, as: UTF8.self))
      } else {
        world.write(piece.channel, piece.bytes)
      }
    }
  }
}
