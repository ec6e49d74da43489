import ArgumentParser
import MistModel
import MistOutput

struct SetValue: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "set", abstract: "Change a setting or a variable; alone, show them.",
    discussion: """
      set NAME VALUE changes a setting:
      \(Setting.allCases.map { "\($0.rawValue) (\($0.choices.joined(separator: ", "))): \($0.meaning)" }.joined(separator: "\n"))
      set NAME = VALUE gives $NAME in later lines a value.
      """)
  static let risk = Risk.session
  static let examples = ["set", "set format json", "set read-only on", "set name = db1"]

  @Argument(parsing: .captureForPassthrough, help: "NAME VALUE, or NAME = VALUE.")
  var words: [String] = []

  func run(in shell: any Shell) async throws -> Output {
    guard !words.isEmpty else { return .table(listing(of: shell)) }
    if let (name, value) = assignment {
      try setVariable(name, to: value, in: shell)
    } else {
      try setSetting(in: shell)
    }
    return .nothing
  }

  /// `name = value`, with or without blanks around the sign.
  private var assignment: (name: String, value: String)? {
    if words.count > 1, words[1] == "=" { return (words[0], words[2...].joined(separator: " ")) }
    guard let sign = words[0].firstIndex(of: "=") else { return nil }
    let first = String(words[0][words[0].index(after: sign)...])
    let value = ([first] + words.dropFirst()).joined(separator: " ")
    return (String(words[0][..<sign]), first.isEmpty ? value.after(" ") ?? "" : value)
  }

  private func setVariable(_ name: String, to value: String, in shell: any Shell) throws {
    guard Setting(rawValue: name) == nil else {
      throw MistError(.usage, "\(name) is a setting, not a variable", hint: "set \(name) \(escaped(value))")
    }
    guard let first = name.first, !first.isNumber, name.allSatisfy({ $0 == "_" || $0.isLetter || $0.isNumber }) else {
      throw MistError(.usage, "'\(escaped(name))' is no name for a variable", hint: "letters, digits and _ only")
    }
    shell.variables[name] = value
  }

  private func setSetting(in shell: any Shell) throws {
    guard let setting = Setting(rawValue: words[0]) else {
      throw MistError(
        .usage, "no setting '\(escaped(words[0]))'",
        hint: "there are \(Setting.allCases.map(\.rawValue).joined(separator: ", ")); a variable: set NAME = VALUE")
    }
    guard words.count == 2 else {
      let name = setting.rawValue
      throw MistError(
        .usage, "set \(name) needs one value", hint: "set \(name) \(setting.choices.joined(separator: "|"))")
    }
    try setting.change(&shell.settings, to: words[1])
  }

  private func listing(of shell: any Shell) -> Table {
    let settings = Setting.allCases.map { ($0.rawValue, $0.value(in: shell.settings), $0.meaning) }
    let variables = shell.variables.sorted { $0.key < $1.key }.map { name, value in
      // A name that says so is enough to keep its value off the screen.
      let isSecret = shell.masked("set \(name) = x") != "set \(name) = x"
      return ("$" + name, isSecret ? secretMark : value, "")
    }
    return Table(
      [.init("name", "Name", width: 20), .init("value", "Value", width: 20), .init("meaning", "Meaning", width: 0)],
      rows: (settings + variables).map { [.text($0.0), .text($0.1), .text($0.2)] })
  }
}
