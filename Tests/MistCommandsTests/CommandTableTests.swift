import ArgumentParser
import MistCommands
import MistOutput
import Testing

@Suite struct CommandTableTests {
  private let table = CommandTable.all
  private let index = CommandIndex(.all)

  @Test func everyCommandSaysWhatItDoesAndHow() {
    for command in table.commands {
      let abstract = command.configuration.abstract
      #expect(abstract.first?.isUppercase == true && abstract.hasSuffix("."), "\(command.name)")
      #expect(abstract.count <= 90, "\(command.name)")
      #expect(!command.examples.isEmpty, "\(command.name)")
    }
  }

  @Test func namesAreUnique() {
    let names = table.commands.flatMap { $0.names }
    #expect(Set(names).count == names.count)
    #expect(!names.contains(""))
  }

  @Test func examplesParse() throws {
    for command in table.commands {
      for example in command.examples {
        // What follows `|` and `&` is the shell's.
        let words = Array(split(example).prefix { $0 != "|" && $0 != "&" })
        let found = try index.match([words[0]], bareCount: 1).command
        // `--pretty` is every command's, and the shell's to read.
        let arguments = words.dropFirst().filter { $0 != "--pretty" }
        #expect(throws: Never.self, "\(example)") { _ = try found.parseAsRoot(Array(arguments)) }
        #expect(
          found == command || ["context clear", "run --command uptime --tag dev &"].contains(example), "\(example)")
      }
    }
  }

  @Test func riskFitsTheVerb() {
    for command in table.commands {
      let verb = String(command.name.prefix { $0 != "-" })
      // It only shows less: add-metric brings it back.
      if command.name == "remove-metric" { continue }
      let expected: Risk? =
        switch verb {
        case "list", "describe", "help", "version", "probe", "user", "stats", "graph", "monitor", "top": .reads
        case "delete", "destroy", "remove", "disassociate": .destroys
        case "add", "edit", "rename", "enable", "disable", "start", "stop", "reboot", "tag", "untag", "run", "ssh",
          "associate":
          .changes
        case "use", "select", "back", "with", "source", "exit", "context": .session
        default: nil
        }
      #expect(expected == nil || command.risk == expected, "\(command.name)")
    }
  }

  @Test func whatDestroysAsksFirst() throws {
    for command in table.commands where command.risk == .destroys {
      #expect(command.helpMessage().contains("--yes"), "\(command.name)")
      #expect(command.helpMessage().contains("asks before"), "\(command.name)")
    }
  }

  @Test func namesInOtherSpellingsAreFound() {
    func name(_ words: String...) -> String? { try? index.match(words, bareCount: words.count).command.name }
    #expect(name("list-machines") == "list-machines")
    #expect(name("list", "machines") == "list-machines")
    #expect(name("list_machines") == "list-machines")
    #expect(name("li", "ma") == "list-machines")
    #expect(name("..") == "back")
    #expect(name("/") == "clear-context")
    #expect(name("-") == "previous")
    #expect(name("quit") == "exit")
    #expect(name("run") == "run")
    #expect(name("context") == "context")
    #expect(name("s") == nil)
    #expect(name("") == nil)
    #expect(name("frobnicate") == nil)
  }

  /// Words of an example: blanks, and single quotes around those with blanks.
  private func split(_ line: String) -> [String] {
    var words: [String] = []
    for (position, part) in line.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
      if position % 2 == 1 { words.append(String(part)) } else { words += part.split(separator: " ").map(String.init) }
    }
    return words
  }
}
