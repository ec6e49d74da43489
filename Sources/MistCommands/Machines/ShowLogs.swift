import ArgumentParser
import MistModel
import MistOutput

struct ShowLogs: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "logs", abstract: "Show what the main program of a container wrote.")
  static let risk = Risk.reads
  static let examples = ["logs box", "logs box --last 20"]

  @OptionGroup var machine: MachineChoice

  @Option(help: "How many of the last lines, up to 10000.")
  var last = 100

  func run(in shell: any Shell) async throws -> Output {
    guard (1...10_000).contains(last) else { throw MistError(.usage, "--last is a number from 1 to 10000") }
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    let lines = try await shell.client.logs(of: machine.reference, last: last)
    guard shell.isPiped || shell.settings.format.isForPrograms else {
      return .document(Document(fields: [], text: lines.map { escaped($0.text) }.joined(separator: "\n")))
    }
    return .table(
      Table(
        [.init("stream", "Stream", width: 0), .init("text", "Text", width: 0)],
        rows: lines.map { [.text($0.isError ? "errors" : "output"), .text($0.text)] }))
  }
}
