import ArgumentParser
import MistModel
import MistOutput

struct ShowContext: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "context", abstract: "Show what was used or selected, newest last; clear leaves it.")
  static let risk = Risk.session
  static let examples = ["context", "context clear"]

  @Argument(help: "Nothing, or clear.")
  var action: Action?

  enum Action: String, ExpressibleByArgument, CaseIterable {
    case clear
  }

  func run(in shell: any Shell) async throws -> Output {
    guard action == nil else {
      shell.context.clear()
      return .nothing
    }
    return .table(
      Table(
        [.init("kind", "Kind", width: 10), .init("name", "Name", width: 40), .init("id", "ID", width: 40)],
        rows: shell.context.entries.map(row), whenEmpty: "No context"))
  }

  private func row(of entry: ContextStack.Entry) -> [Value] {
    switch entry {
    case .backend(let id, let title): [.text("backend"), .text(title), .text(id.rawValue)]
    case .machine(let machine, let name, let title):
      [.text("machine"), .text("\(title)/\(name)"), .text(machine.machine.rawValue)]
    case .tag(let tag): [.text("tag"), .text(tag.description), .text("")]
    case .key(let key): [.text("key"), .text(key.rawValue), .text(key.rawValue)]
    }
  }
}
