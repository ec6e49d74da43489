import ArgumentParser
import MistOutput

/// `--pretty`, of every command that lists: a drawn table in place of the plain one.
public struct PrettyOption: ParsableArguments {
  @Flag(help: "Draw a table with lines.")
  public var pretty = false

  public init() {}

  /// The format of this one command. `--pretty` is about what people read: it changes nothing in JSON, YAML and CSV.
  func format(in shell: any Shell) -> OutputFormat {
    pretty && shell.settings.format == .plain ? .pretty : shell.settings.format
  }

  func output(_ table: Table) -> Output {
    var table = table
    table.isAlwaysPretty = table.isAlwaysPretty || pretty
    return .table(table)
  }
}
