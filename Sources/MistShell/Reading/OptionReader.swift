import MistModel
import MistOutput

/// Brings a command's words into the spelling that the command declares, and takes the shell's own options out.
///
/// `--image_id`, `--image` and `--openstack--username` become `--image-id`, `--image-id`, `--openstack-username`. A
/// beginning stands for an option when it fits one only, preferred names before others; `--yes`, which gives a
/// confirmation, must be typed in full. After `--` nothing is touched.
public struct OptionReader: Sendable {
  /// What the shell's own options of a line say, for that line.
  public struct Common: Hashable, Sendable {
    public var format: OutputFormat?
    public var assumesYes = false

    public init(format: OutputFormat? = nil, assumesYes: Bool = false) {
      self.format = format
      self.assumesYes = assumesYes
    }
  }

  public private(set) var words: [GivenWord] = []
  public private(set) var common = Common()
  private let command: String
  private let declared: [OptionTable.Option]
  private let shared: [OptionTable.Option]

  /// - Parameter command: its name, for messages.
  public init(_ given: [GivenWord], command: String, table: OptionTable) throws(LineError) {
    self.command = command
    declared = table.options
    shared = table.shared
    try read(given[...], capturesRest: table.capturesRest)
  }

  private mutating func read(_ given: ArraySlice<GivenWord>, capturesRest: Bool) throws(LineError) {
    var rest = given
    while let word = rest.popFirst() {
      let isOption = word.text.hasPrefix("--")
      if word.text == "--" || (capturesRest && !isOption) {
        words += [word] + rest
        return
      }
      if isOption {
        try take(word, &rest)
      } else {
        words.append(word)
      }
    }
  }

  private mutating func take(_ word: GivenWord, _ rest: inout ArraySlice<GivenWord>) throws(LineError) {
    let spelled = word.text.dropFirst(2)
    let split = spelled.firstIndex(of: "=")
    let value = split.map { String(spelled[spelled.index(after: $0)...]) }
    let (name, option) = try resolve(String(spelled[..<(split ?? spelled.endIndex)]), at: word.position)
    if shared.contains(option) {
      try apply(option, value: value, word, &rest)
      return
    }
    var resolved = word
    resolved.text = "--" + name + (value.map { "=" + $0 } ?? "")
    words.append(resolved)
    if option.takesValue, value == nil, let next = rest.first, option.takesAnything || !next.text.hasPrefix("-") {
      words.append(next)
      rest.removeFirst()
    }
  }

  private mutating func apply(
    _ option: OptionTable.Option, value: String?, _ word: GivenWord, _ rest: inout ArraySlice<GivenWord>
  ) throws(LineError) {
    let name = option.names[0]
    guard option.takesValue else {
      if value != nil { throw LineError(MistError(.usage, "--\(name) takes no value"), at: word.position) }
      if name == "yes" { common.assumesYes = true } else { common.format = .pretty }
      return
    }
    let given = value ?? rest.popFirst()?.text
    guard let format = given.flatMap(OutputFormat.init(rawValue:)) else {
      let known = OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")
      let wrong = given.map { ", not '\(escaped($0))'" } ?? ""
      throw LineError(MistError(.usage, "--format takes one of \(known)\(wrong)"), at: word.position)
    }
    common.format = format
  }

  private func resolve(
    _ typed: String, at position: SourcePosition?
  ) throws(LineError) -> (name: String, option: OptionTable.Option) {
    let all = declared + shared
    let found = all.meant(by: typed)
    if found.count == 1 { return found[0] }
    if found.isEmpty {
      let near = nearest(OptionTable.Option.canonical(typed), among: all.flatMap(\.names)).map { "--" + $0 }
      throw LineError(
        MistError(
          .usage, "\(command) has no option --\(escaped(typed))",
          hint: near.isEmpty ? "help \(command) shows what it takes" : "did you mean \(near.joined(separator: ", "))?"),
        at: position, suggestion: near.count == 1 && near[0] != "--yes" ? near[0] : nil)
    }
    let names = found.map { "--" + $0.name }.joined(separator: ", ")
    throw LineError(MistError(.usage, "ambiguous option: --\(typed) could match \(names)"), at: position)
  }
}
