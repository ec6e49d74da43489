/// How an editor behaves and whom it asks.
///
/// The closures run on the editor's own thread while a line is typed: they answer from what they have.
public struct EditingConfiguration: Sendable {
  /// Whose keys they are.
  public enum Mode: String, Sendable { case emacs, vi }

  /// The name that lines of `~/.editrc` may start with, as in `mist-shell:bind -v`.
  public var program: String
  /// The keys before `~/.editrc` says otherwise.
  public var mode = Mode.emacs
  /// The path of `~/.editrc`; `nil` for none.
  public var editrc: String?
  /// What TAB and `?` offer.
  public var completion: (any CompletionSource)?
  /// Lines typed before.
  public var history: (any HistorySource)?
  /// What would come behind a line, shown dim; `→` takes it.
  public var hint: @Sendable (_ line: String) -> String? = { _ in nil }
  /// The escape sequence before a hint or a note; empty for none.
  public var dim = "\u{1B}[2m"
  /// The sentence about a pasted block that waits for Enter.
  public var describePaste: @Sendable (_ lines: [String]) -> String = {
    "pasted \(grouped($0.count)) line\($0.count == 1 ? "" : "s"); Enter runs, Ctrl-C drops"
  }
  /// Whether Enter goes on in a new row instead of ending the line; by default after a trailing `\`.
  public var isUnfinished: @Sendable (_ line: String) -> Bool = { line in
    line.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
  }
  /// The most rows a table of candidates takes; fewer on a low terminal.
  public var mostRows = 40

  /// An editor that completes nothing and remembers nothing; the rest is set afterwards.
  public init(program: String) { self.program = program }

  /// Where a person's `.editrc` is: what `EDITRC` says, or in the home folder.
  public static func editrcPath(in environment: [String: String]) -> String? {
    if let path = environment["EDITRC"] { return path.isEmpty ? nil : path }
    return environment["HOME"].map { $0 + "/.editrc" }
  }
}
