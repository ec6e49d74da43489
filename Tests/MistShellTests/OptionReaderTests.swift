import MistCommands
import MistModel
import MistOutput
import Testing

@testable import MistShell

@Suite struct OptionReaderTests {
  static let table = OptionTable(of: CreateMachine.self)

  static func read(_ line: String, _ table: OptionTable = table) throws -> OptionReader {
    let words = line.split(separator: " ").enumerated().map { GivenWord(String($1), position: .init(column: $0 + 1)) }
    return try OptionReader(words, command: "create-machine", table: table)
  }

  @Test func theTableComesFromTheDeclaration() {
    #expect(Self.table.options.contains(.init(names: ["machine-name", "name"], takesValue: true)))
    #expect(Self.table.options.contains(.init(names: ["monitoring"], takesValue: false)))
    #expect(Self.table.options.contains(.init(names: ["help"], takesValue: false)))
    #expect(!Self.table.capturesRest)
    #expect(OptionTable(of: With.self).capturesRest)
  }

  @Test(arguments: [
    ("--image_id x", "--image-id x"), ("--image x", "--image-id x"), ("--size=x", "--size-id=x"),
    ("--openstack--username a", "--openstack-username a"), ("--name n", "--name n"),
    ("--machine n", "--machine-name n"),
    ("--cloud-i x", "--cloud-id x"), ("--mon", "--monitoring"), ("--name --size", "--name --size-id"),
    ("--name x --size --size", "--name x --size-id --size-id"), ("a -x --image b c", "a -x --image-id b c"),
    ("--image -- --image --pretty", "--image-id -- --image --pretty"), ("--image a=--size", "--image-id a=--size"),
    ("--location_id 0 --size_id s --image_id i", "--location-id 0 --size-id s --image-id i"),
  ])
  func spellsAsDeclared(line: String, expected: String) throws {
    #expect(try Self.read(line).words.map(\.text).joined(separator: " ") == expected)
  }

  @Test(
    arguments: [
      ("--cloud x", 1, "ambiguous option: --cloud could match --cloud-id, --cloud-name", nil),
      ("a --imgae x", 2, "create-machine has no option --imgae", "did you mean --image-id?"),
      ("--zzzzzzzz", 1, "create-machine has no option --zzzzzzzz", "help create-machine shows what it takes"),
      ("--format xml", 1, "--format takes one of plain, pretty, json, yaml, csv, not 'xml'", nil),
      ("--format", 1, "--format takes one of plain, pretty, json, yaml, csv", nil),
      ("--ye", 1, "create-machine has no option --ye", "did you mean --yes?"),
      ("--ye", 1, "create-machine has no option --ye", "did you mean --yes?"),
      ("--pretty=1", 1, "--pretty takes no value", nil),
      ("---", 1, "create-machine has no option ---", "help create-machine shows what it takes"),
    ] as [(String, Int, String, String?)])
  func refuses(line: String, column: Int, message: String, hint: String?) {
    #expect {
      try Self.read(line)
    } throws: { error in
      guard let error = error as? LineError else { return false }
      return error.error == MistError(.usage, message, hint: hint) && error.position == .init(column: column)
    }
  }

  /// Such a command is made without asking ArgumentParser, and its table too.
  @Test func whatTakesNothingDeclaresNothing() {
    for command in CommandTable.all.commands {
      let declared = HelpDump.arguments(of: command)
      #expect(command.takesNothing == declared.allSatisfy { $0.longNames == ["help"] }, "\(command.name)")
      #expect(OptionTable(of: command) == OptionTable(declared), "\(command.name)")
    }
  }

  @Test func takesTheShellsOwnOptionsOut() throws {
    let read = try Self.read("--format json --name n --yes --image x")
    #expect(read.words.map(\.text) == ["--name", "n", "--image-id", "x"])
    #expect(read.common == .init(format: .json, assumesYes: true))
    #expect(try Self.read("--pretty").common.format == .pretty)
    #expect(try Self.read("--form=csv").common.format == .csv)
    #expect(try Self.read("-- --yes").common == .init())
  }

  @Test func whatACommandDeclaresItselfIsItsOwn() throws {
    let table = OptionTable(options: [
      .init(names: ["format"], takesValue: true), .init(names: ["yes"], takesValue: false),
    ])
    let read = try Self.read("--format disk --yes --pretty", table)
    #expect(read.words.map(\.text) == ["--format", "disk", "--yes"])
    #expect(read.common == .init(format: .pretty))
  }

  @Test func theRestOfALineIsLeftAsItIs() throws {
    let table = OptionTable(options: [], capturesRest: true)
    #expect(try Self.read("machine db1: list --imgae --pretty", table).words.count == 5)
    #expect(try Self.read("--pretty machine db1: x --yes", table).common == .init(format: .pretty))
  }

  @Test func valuesThatBeginWithADashNeedAnEqualsSign() throws {
    let table = OptionTable(options: [
      .init(names: ["any"], takesValue: true, takesAnything: true), .init(names: ["one"], takesValue: true),
    ])
    #expect(try Self.read("--any --pretty --one=--pretty", table).common == .init())
  }
}
