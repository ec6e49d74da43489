import MistCommands
import MistOutput

/// The words behind a command's name, each known for what it is: so that a name is replaced where it stands, and
/// nowhere else.
struct LineWords {
  private enum Role: Equatable {
    case positional
    /// A flag, or an option whose value is the next word.
    case option
    /// The value of this option, in a word of its own.
    case value(of: String)
    /// `--name=value`.
    case optionWithValue(String)
    /// Behind `--`, or in a line that the command takes as it stands.
    case rest
  }

  private(set) var words: [String]
  private var roles: [Role] = []

  /// - Parameter words: in the spelling that the command declares.
  init(_ words: [String], table: OptionTable) {
    self.words = words
    let options = table.options + table.shared
    var waiting: String?
    var isOver = false
    for word in words {
      if isOver {
        roles.append(.rest)
      } else if let option = waiting {
        roles.append(.value(of: option))
        waiting = nil
      } else if word == "--" || (table.capturesRest && !word.hasPrefix("--")) {
        isOver = true
        roles.append(.rest)
      } else if word.hasPrefix("--") {
        let name = String(word.dropFirst(2).prefix { $0 != "=" })
        let takesValue = options.first { $0.names.contains(name) }?.takesValue ?? false
        roles.append(word.contains("=") ? .optionWithValue(name) : .option)
        if takesValue, !word.contains("=") { waiting = name }
      } else {
        roles.append(.positional)
      }
    }
  }

  /// Puts what a name was found to mean in its place. Where it does not stand, nothing is replaced.
  ///
  /// - Parameter skipped: positionals at the front that are no names: `use KIND NAME`.
  mutating func replace(_ typed: String, with meant: String, noun: String, skippingPositionals skipped: Int = 0) {
    // A machine said by its whole name is found through the context too; other names behind options stay as they are.
    let options = noun == "machine" ? [noun, "machine-name", "name"] : [noun]
    var positionals = 0
    for (index, role) in roles.enumerated() {
      switch role {
      case .positional:
        positionals += 1
        guard positionals > skipped, words[index] == typed else { continue }
        words[index] = meant
        return
      case .value(let name) where options.contains(name) && words[index] == typed:
        words[index] = meant
        return
      case .optionWithValue(let name) where options.contains(name) && words[index] == "--\(name)=\(typed)":
        words[index] = "--\(name)=\(meant)"
        return
      default: continue
      }
    }
  }

  /// Adds words that the line did not have, where they are still read as options.
  mutating func add(_ new: [String]) {
    let end = roles.firstIndex(of: .rest) ?? words.endIndex
    words.insert(contentsOf: new, at: end)
    roles.insert(contentsOf: new.map { _ in .option }, at: end)
  }
}
