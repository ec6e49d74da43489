import MistCommands
import MistModel

/// What a script of `SystemShell.completionScript` asks at a TAB: which shell, and the command line up to the cursor.
///
/// bash and fish hand over the line as it is typed; zsh hands over its words, without quotes:
/// `--complete bash LINE BREAKS`, `--complete fish LINE`, `--complete zsh WORD…`.
public struct CompletionRequest: Sendable {
  public let shell: SystemShell
  /// The program's own options that stand on the line, as far as they can be read.
  public private(set) var options = ProgramOptions()
  private(set) var cursor = Cursor.nothing
  /// The word at the cursor, as far as the cursor and without quotes.
  private(set) var typed = ""
  /// The same as it is written, for bash, which gets the rest of it as it has to be written.
  private(set) var written = BashWord()

  /// What stands at the cursor.
  enum Cursor: Hashable, Sendable {
    case nothing
    /// An option before the command.
    case option
    /// The value of such an option.
    case value(of: String)
    case files
    /// A word of the command, behind these.
    case word(after: [String])
  }

  /// `nil` for arguments that are no such question.
  ///
  /// - Parameter arguments: the program's, without its name.
  public init?(_ arguments: [String]) {
    guard arguments.first == "--complete", arguments.count > 2, let shell = SystemShell(rawValue: arguments[1]) else {
      return nil
    }
    self.shell = shell
    guard shell != .zsh else {
      read(Array(arguments[2...].dropLast()), typed: arguments.last ?? "")
      return
    }
    let scalars = Array(arguments[2].unicodeScalars)
    let line = CursorLine(arguments[2], cursor: scalars.count)
    // The first word is the program's name; of several commands on the line the system's shell hands over one.
    guard line.stages.count == 1, !line.words.isEmpty, !line.isComment else { return }
    if arguments.count > 3 {
      written = BashWord(scalars[line.typed.start...], breaks: Set(arguments[3].unicodeScalars))
    }
    read(line.words.dropFirst().map(\.text), typed: line.typed.text)
    if line.isRedirection { cursor = .files }
  }

  private mutating func read(_ words: [String], typed: String) {
    self.typed = typed
    var rest = words[...]
    var own: [String] = []
    var isBehindOptions = false
    while let word = rest.first, word.hasPrefix("-"), word != "-" {
      rest.removeFirst()
      isBehindOptions = word == "--"
      if isBehindOptions { break }
      own.append(word)
      guard ProgramOptions.takesValue(word) else { continue }
      guard let value = rest.popFirst() else {
        cursor = .value(of: word)
        return
      }
      own.append(value)
    }
    options = (try? ProgramOptions(own)) ?? ProgramOptions()
    // Nobody is there to type it, and names are not sealed.
    options.passphrase = nil
    if !options.lines.isEmpty || options.file != nil {
      cursor = .files
    } else if rest.isEmpty, !isBehindOptions, typed.hasPrefix("-") {
      cursor = .option
    } else {
      cursor = .word(after: Array(rest))
    }
  }
}
