import ArgumentParser
import MistCommands
import MistOutput
import Testing

@Suite struct CommandTableTests {
  private let table = CommandTable.all

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
        let words = split(example)
        let found = try #require(table.commands(meantBy: [words[0]]).first ?? table.command(named: words[0]))
        // `--pretty` is every command's, and the shell's to read.
        let arguments = words.dropFirst().filter { $0 != "--pretty" }
        #expect(throws: Never.self, "\(example)") { _ = try found.parseAsRoot(Array(arguments)) }
        #expect(found == command || example == "context clear", "\(example)")
      }
    }
  }

  @Test func riskFitsTheVerb() {
    for command in table.commands {
      let verb = String(command.name.prefix { $0 != "-" })
      let expected: Risk? =
        switch verb {
        case "list", "describe", "help", "version", "probe", "user": .reads
        case "delete", "destroy", "remove", "disassociate": .destroys
        case "add", "rename", "enable", "disable", "start", "stop", "reboot", "tag", "untag", "run", "ssh", "associate":
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
    func names(_ words: String...) -> [String] { table.commands(meantBy: words).map { $0.name } }
    #expect(names("list-machines") == ["list-machines"])
    #expect(names("list", "machines") == ["list-machines"])
    #expect(names("list_machines") == ["list-machines"])
    #expect(names("li", "ma") == ["list-machines"])
    #expect(names("..") == ["back"])
    #expect(names("/") == ["clear-context"])
    #expect(names("-") == ["previous"])
    #expect(names("quit") == ["exit"])
    #expect(names("run") == ["run"])
    #expect(names("context") == ["context"])
    #expect(names("s").count > 1)
    #expect(names("") == [])
    #expect(names("frobnicate") == [])
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
