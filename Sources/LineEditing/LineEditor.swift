import CLibEdit
import CLibEditShim
import Glibc

/// Reads lines at a terminal, over libedit, on a thread of its own.
///
/// Waiting for a key holds that thread only. ``show(_:)`` and ``cancelReading()`` work from any thread meanwhile; the
/// other calls wait for their turn. A process has one editor, because it has one terminal: the editor takes the signals
/// `SIGWINCH`, `SIGHUP` and `SIGCONT`.
public actor LineEditor {
  private nonisolated let thread = EditingThread()
  /// The editor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  let terminal: Terminal
  var configuration: EditingConfiguration
  nonisolated let mailbox: Mailbox

  /// Made with the first line, on the editor's thread.
  var editline: Editline?
  var input: InputBytes
  /// Keys of ours that the terminal's sequences stand for in vi mode; see `viKeys`.
  var translations: [[UInt8]: Unicode.Scalar] = [:]
  /// Sequences that go to libedit; others are swallowed, or their ends would be typed.
  var knownSequences: [[UInt8]] = []

  // What is on the screen.
  var prompt: Prompt = ""
  var rightPrompt: Prompt = ""
  var canMove = false
  /// The width the line was last drawn for.
  var drawnColumns = 80
  var drawnHint: DrawnHint?

  // What is being typed.
  var codes: [Unicode.Scalar] = []
  /// Text to put into the line before the first key.
  var presetText = ""
  /// How the line ended.
  var outcome: TypedLine?
  var pastedBlock = false
  var keyCount = 0
  var completing: CompletionState?
  var walk: HistoryWalk?
  var entries: [String]?
  var secretPrompt: Prompt?

  /// An editor for a terminal; it touches the terminal with the first line.
  public init(terminal: Terminal = Terminal(), configuration: EditingConfiguration) {
    self.terminal = terminal
    self.configuration = configuration
    mailbox = Mailbox(output: terminal.output)
    input = InputBytes(descriptor: terminal.input)
  }

  deinit { thread.end() }

  /// Changes what the editor asks from the next line on; mode and `.editrc` stay as they were read.
  public func configure(_ change: @Sendable (inout EditingConfiguration) -> Void) { change(&configuration) }

  /// Shows the prompt and waits for a line.
  ///
  /// - Parameter initialText: stands in the line as if it had been typed, and is not run.
  public func readLine(prompt: Prompt, rightPrompt: Prompt = "", initialText: String = "") -> TypedLine {
    guard let editline = readyEditline(), !TerminalSignals.isHungUp else { return .end }
    self.rightPrompt = rightPrompt
    editline.rightPrompt.set(rightPrompt.marked)
    setPrompt(prompt)
    presetText = initialText
    outcome = nil
    pastedBlock = false
    completing = nil
    walk = nil
    entries = nil
    codes = []
    drawnColumns = terminal.size.columns
    mailbox.beginReading()
    // libedit shows its prompt first and turns the echo off afterwards: what is typed in between would be seen twice.
    _ = editline_prepare(editline.pointer, 1)
    setBracketedPaste(true)
    var count: Int32 = 0
    let typed = el_gets(editline.pointer, &count)
    setBracketedPaste(false)
    mailbox.endReading()
    if let outcome { return outcome }
    // A key of the person's own may end the line without us.
    guard let typed, count > 0 else { return .end }
    let line = String(cString: typed)
    return .line(line.hasSuffix("\n") ? String(line.dropLast()) : line)
  }

  /// Prints a text above the line being typed, or at once when none is. Its escape sequences reach the terminal: what
  /// comes from outside is spelled out by the caller.
  ///
  /// - Parameter prompt: from now on the prompt of the line that is being typed.
  public nonisolated func show(_ text: String, prompt: Prompt? = nil) { mailbox.show(text, prompt: prompt) }

  /// The terminal is gone.
  public nonisolated var isHungUp: Bool { TerminalSignals.isHungUp }

  /// Ends the reading that goes on, as Ctrl-C would.
  public nonisolated func cancelReading() { mailbox.cancel() }

  func setPrompt(_ prompt: Prompt) {
    self.prompt = prompt
    editline?.prompt.set(prompt.marked)
  }

  private func setBracketedPaste(_ isOn: Bool) {
    if canMove { write("\u{1B}[?2004\(isOn ? "h" : "l")") }
  }

  /// Stops the program as the terminal would on Ctrl-Z, and goes on when it is continued.
  func suspend() -> UInt8 {
    guard let editline else { return UInt8(CC_NORM) }
    leaveLine()
    setBracketedPaste(false)
    _ = editline_prepare(editline.pointer, 0)
    kill(0, SIGTSTP)
    // The signal may reach another thread first: give it the moment it takes. A stop ends this at once.
    usleep(50_000)
    _ = editline_prepare(editline.pointer, 1)
    setBracketedPaste(true)
    el_resize(editline.pointer)
    _ = editline_refresh(editline.pointer)
    return UInt8(CC_NORM)
  }
}
