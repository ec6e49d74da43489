import MistModel

/// One step of `list machines | where state=running | sort name`: what is done to a result before it is shown.
public struct PipeStage: Hashable, Sendable {
  /// What was typed first: `where`.
  public var name: String { kind.name }

  /// The format this stage asks for, so that a command can be told before it runs; `nil` when it asks for none.
  public var format: OutputFormat? {
    if case .format(let format) = kind { format } else { nil }
  }

  let kind: Kind

  enum Kind: Hashable, Sendable {
    case rowsWhere([RowCondition])
    case columns([String])
    case sort(String, isDescending: Bool)
    case count
    case head(Int)
    case tail(Int)
    case format(OutputFormat)

    var name: String {
      switch self {
      case .rowsWhere: "where"
      case .columns: "columns"
      case .sort: "sort"
      case .count: "count"
      case .head: "head"
      case .tail: "tail"
      case .format(let format): format.rawValue
      }
    }
  }

  /// Every stage: its name, how it is typed and what it does in one line, for help and completion.
  public static let all: [(name: String, usage: String, text: String)] = [
    ("where", "where NAME=VALUE …", "Keep the rows for which all hold; also != < > <= >= and ~ (contains)."),
    ("columns", "columns NAME,NAME …", "Show these columns in this order."),
    ("sort", "sort [-]NAME", "Sort by a column, db2 before db10; - turns it round."),
    ("count", "count", "Show how many rows there are."),
    ("head", "head [NUMBER]", "Keep the first rows; 10 if no number is given."),
    ("tail", "tail [NUMBER]", "Keep the last rows; 10 if no number is given."),
    ("json", "json", "Show it as JSON."),
    ("yaml", "yaml", "Show it as YAML."),
    ("csv", "csv", "Show it as comma-separated values."),
    ("pretty", "pretty", "Show it in a frame."),
    ("plain", "plain", "Show it as fixed fields."),
  ]

  /// A stage from its words, without the `|`: `["where", "state=running"]`.
  ///
  /// Whether the columns exist is known only with a result: see `applying(_:to:)`.
  ///
  /// - Throws: `PipeError` with the word at fault: no stage has that name, a word is missing or one too many.
  public init(_ words: [String]) throws(PipeError) {
    guard let name = words.first else {
      throw PipeError("a stage is missing after |", hint: Self.names, wordIndex: 0)
    }
    kind =
      switch name {
      case "where": .rowsWhere(try RowCondition.conditions(in: words))
      case "columns": .columns(try Self.columns(in: words))
      case "sort": try Self.sort(in: words)
      case "count": try Self.alone(.count, in: words)
      case "head": .head(try Self.number(in: words))
      case "tail": .tail(try Self.number(in: words))
      default:
        if let format = OutputFormat(rawValue: name) {
          try Self.alone(.format(format), in: words)
        } else {
          throw Self.unknown(name)
        }
      }
  }
}

extension PipeStage {
  private static let names = "the stages are " + all.map(\.name).joined(separator: ", ")

  private static func unknown(_ name: String) -> PipeError {
    let near = nearest(name, among: all.map(\.name))
    let hint = near.isEmpty ? "\(names); |! runs a program" : "did you mean \(near.joined(separator: ", "))?"
    return PipeError("unknown stage '\(escaped(name))'", hint: hint, wordIndex: 0)
  }

  private static func alone(_ kind: Kind, in words: [String]) throws(PipeError) -> Kind {
    guard words.count == 1 else {
      throw PipeError("\(kind.name) takes nothing after it", hint: nil, wordIndex: 1)
    }
    return kind
  }

  /// `a,b c` is three names; a name given twice is shown once.
  private static func columns(in words: [String]) throws(PipeError) -> [String] {
    var names: [String] = []
    for name in words.dropFirst().flatMap({ $0.split(separator: ",") }) {
      let name = name.trimmed
      if !name.isEmpty, !names.contains(name) { names.append(name) }
    }
    guard !names.isEmpty else {
      throw PipeError("columns needs the name of a column", hint: "columns NAME,NAME …", wordIndex: 0)
    }
    return names
  }

  private static func sort(in words: [String]) throws(PipeError) -> Kind {
    guard words.count > 1 else {
      throw PipeError("sort needs the name of a column", hint: "sort NAME, or sort -NAME", wordIndex: 0)
    }
    guard words.count == 2 else {
      throw PipeError("sort takes one column", hint: "sort NAME, or sort -NAME", wordIndex: 2)
    }
    let isDescending = words[1].hasPrefix("-")
    let name = isDescending ? String(words[1].dropFirst()) : words[1]
    guard !name.isEmpty else {
      throw PipeError("sort needs the name of a column", hint: "sort NAME, or sort -NAME", wordIndex: 1)
    }
    return .sort(name, isDescending: isDescending)
  }

  private static func number(in words: [String]) throws(PipeError) -> Int {
    guard words.count > 1 else { return 10 }
    let hint = "\(words[0]) NUMBER, or \(words[0]) for 10"
    guard words.count == 2 else {
      throw PipeError("\(words[0]) takes one number", hint: hint, wordIndex: 2)
    }
    guard let number = Int(words[1]), number >= 0 else {
      throw PipeError("'\(escaped(words[1]))' is no number of rows", hint: hint, wordIndex: 1)
    }
    return number
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
