import CLibEdit
import CLibEditShim
import Glibc

extension LineEditor {
  /// The commands that `~/.editrc` may bind, by name.
  private enum Command: String, CaseIterable {
    case complete = "line-complete"
    case completeBackwards = "line-complete-backwards"
    case help = "line-help"
    case enter = "line-enter"
    case newRow = "line-new-row"
    case interrupt = "line-interrupt"
    case endOrDelete = "line-end-or-delete"
    case suspend = "line-suspend"
    case forward = "line-forward"
    case older = "line-older"
    case newer = "line-newer"
    case search = "line-search"
    case searchForward = "line-search-forward"
  }

  func readyEditline() -> Editline? {
    if let editline { return editline }
    guard let editline = Editline(terminal: terminal, program: configuration.program) else { return nil }
    self.editline = editline
    canMove = editline.canMove
    TerminalSignals.watch(mailbox.descriptor)
    connect(editline.pointer)
    // A change of mode drops all keys, so the mode comes first, then the file, then our keys, then the file's again.
    _ = editline_set_mode(editline.pointer, configuration.mode.rawValue)
    let file = configuration.editrc.map { EditrcFile(path: $0) }
    if let path = configuration.editrc { _ = el_source(editline.pointer, path) }
    bindKeys(of: editline, theirs: file?.sequences ?? [])
    for binding in file?.bindings ?? [] { parse(binding, for: editline.pointer) }
    // Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q are keys while a line is edited, and a pasted CR LF is one newline.
    for mode in ["-isig", "-ixon", "-icrnl", "-inlcr"] { _ = editline_set_terminal_mode(editline.pointer, mode) }
    return editline
  }

  /// Gives libedit the functions it calls back; all of them run inside `el_gets`, on this actor's thread.
  private func connect(_ pointer: OpaquePointer) {
    _ = editline_set_context(pointer, Unmanaged.passUnretained(self).toOpaque())
    _ = editline_set_signals(pointer, 0)
    let mark = CChar(Prompt.mark.value)
    _ = editline_set_prompt(pointer, { LineEditor.of($0).map { $0.borrowed { $0.prompt } } ?? nil }, mark)
    _ = editline_set_right_prompt(pointer, { LineEditor.of($0).map { $0.borrowed { $0.rightPrompt } } ?? nil }, mark)
    _ = editline_set_reader(pointer) { pointer, character in
      guard let editor = LineEditor.of(pointer), let character else { return 0 }
      let address = UInt(bitPattern: character)
      return editor.assumeIsolated { editor in
        UnsafeMutablePointer<wchar_t>(bitPattern: address).map { editor.readCharacter(into: $0) } ?? 0
      }
    }
    _ = editline_set_history(
      pointer,
      { context, age in
        guard let context else { return nil }
        let editor = Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
        let address = editor.assumeIsolated { UInt(bitPattern: $0.pastLine(age: Int(age))) }
        return UnsafePointer(bitPattern: address)
      }, Unmanaged.passUnretained(self).toOpaque())
    for command in Command.allCases { add(command, to: pointer) }
  }

  private func add(_ command: Command, to pointer: OpaquePointer) {
    let function: editline_command =
      switch command {
      case .complete: { pointer, _ in LineEditor.run(pointer) { $0.complete() } }
      case .completeBackwards: { pointer, _ in LineEditor.run(pointer) { $0.completeBackwards() } }
      case .help: { pointer, _ in LineEditor.run(pointer) { $0.help() } }
      case .enter: { pointer, _ in LineEditor.run(pointer) { $0.enter() } }
      case .newRow: { pointer, _ in LineEditor.run(pointer) { $0.newRow() } }
      case .interrupt: { pointer, _ in LineEditor.run(pointer) { $0.interrupt() } }
      case .endOrDelete: { pointer, _ in LineEditor.run(pointer) { $0.endOrDelete() } }
      case .suspend: { pointer, _ in LineEditor.run(pointer) { $0.suspend() } }
      case .forward: { pointer, _ in LineEditor.run(pointer) { $0.forward() } }
      case .older: { pointer, _ in LineEditor.run(pointer) { $0.older() } }
      case .newer: { pointer, _ in LineEditor.run(pointer) { $0.newer() } }
      case .search: { pointer, _ in LineEditor.run(pointer) { $0.search(isOlder: true) } }
      case .searchForward: { pointer, _ in LineEditor.run(pointer) { $0.search(isOlder: false) } }
      }
    _ = editline_add_command(pointer, command.rawValue, command.rawValue, function)
  }

  private nonisolated static func of(_ pointer: OpaquePointer?) -> LineEditor? {
    editline_context(pointer).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
  }

  private nonisolated static func run(
    _ pointer: OpaquePointer?, _ command: @Sendable (isolated LineEditor) -> UInt8
  ) -> UInt8 {
    guard let editor = of(pointer) else { return UInt8(CC_ERROR) }
    return editor.assumeIsolated { command($0) }
  }

  private nonisolated func borrowed(
    _ text: @Sendable (Editline) -> BorrowedText
  ) -> UnsafeMutablePointer<CChar>? {
    let address = assumeIsolated { UInt(bitPattern: $0.editline.flatMap { text($0).pointer }) }
    return UnsafeMutablePointer(bitPattern: address)
  }

  // MARK: Keys

  private func bindKeys(of editline: Editline, theirs: [[UInt8]]) {
    func bind(_ keys: [String], to command: Command) {
      for key in keys { editline.bind(key, to: command.rawValue) }
    }
    bind(["^I"], to: .complete)
    bind(["?"], to: .help)
    bind(["^M", "^J"], to: .enter)
    bind(["^C"], to: .interrupt)
    bind(["^D"], to: .endOrDelete)
    bind(["^Z"], to: .suspend)
    bind(["^F"], to: .forward)
    bind(["^P"], to: .older)
    bind(["^N"], to: .newer)
    bind(["^R"], to: .search)
    bind(["^S"], to: .searchForward)
    editline.bind("^W", to: "ed-delete-prev-word")
    knownSequences = theirs
    if editline.isVi {
      bindViKeys(of: editline, theirs: theirs)
    } else {
      bindSequences(of: editline)
    }
  }

  /// A key the terminal sends as an escape sequence.
  private struct SequenceKey {
    var sequences: [String]
    var command: String
  }

  private static let sequenceKeys = [
    SequenceKey(sequences: ["[Z"], command: Command.completeBackwards.rawValue),
    SequenceKey(sequences: ["\n", "\r"], command: Command.newRow.rawValue),
    SequenceKey(sequences: ["[C", "OC"], command: Command.forward.rawValue),
    SequenceKey(sequences: ["[A", "OA"], command: Command.older.rawValue),
    SequenceKey(sequences: ["[B", "OB"], command: Command.newer.rawValue),
    SequenceKey(sequences: ["[D", "OD"], command: "ed-prev-char"),
    SequenceKey(sequences: ["[H", "OH", "[1~", "[7~"], command: "ed-move-to-beg"),
    SequenceKey(sequences: ["[F", "OF", "[4~", "[8~"], command: "ed-move-to-end"),
    SequenceKey(sequences: ["[3~"], command: "ed-delete-next-char"),
    SequenceKey(sequences: ["[1;5C", "[1;3C"], command: "em-next-word"),
    SequenceKey(sequences: ["[1;5D", "[1;3D"], command: "ed-prev-word"),
  ]

  private func bindSequences(of editline: Editline) {
    for key in Self.sequenceKeys {
      for sequence in key.sequences {
        let spelled = sequence == "\n" ? "\\n" : sequence == "\r" ? "\\r" : sequence
        editline.bind("\\e" + spelled, to: key.command)
        knownSequences.append([KeyDecoder.escape] + Array(sequence.utf8))
      }
    }
    // It asks for a command's name in a way that Ctrl-C does not leave.
    for key in ["\\ex", "\\eX"] { editline.bind(key, to: "ed-unassigned") }
  }

  /// In vi mode ESC is a key, and a binding that begins with it would take it away. So the sequences become characters
  /// that nobody types, U+0080 and up, and those are bound; a sequence that the person bound stays what it is.
  private func bindViKeys(of editline: Editline, theirs: [[UInt8]]) {
    for (index, key) in Self.sequenceKeys.enumerated() {
      guard let code = Unicode.Scalar(0x80 + UInt32(index)) else { continue }
      let spelled = "\\" + String(code.value, radix: 8)
      editline.bind(spelled, to: key.command)
      editline.bindInViCommandMode(spelled, to: key.command)
      for sequence in key.sequences {
        let bytes = [KeyDecoder.escape] + Array(sequence.utf8)
        if !theirs.contains(bytes) { translations[bytes] = code }
      }
    }
    let commands: [(String, Command)] = [
      ("^C", .interrupt), ("^Z", .suspend), ("^D", .endOrDelete), ("^M", .enter), ("^J", .enter), ("^I", .complete),
      ("k", .older), ("j", .newer), ("^P", .older), ("^N", .newer), ("^R", .search), ("/", .search),
      ("?", .searchForward),
    ]
    for (key, command) in commands { editline.bindInViCommandMode(key, to: command.rawValue) }
    // They leave the line for questions of their own, or for an editor.
    for key in [":", "v"] { editline.bindInViCommandMode(key, to: "ed-unassigned") }
  }

  private func parse(_ words: [String], for pointer: OpaquePointer) {
    let words = words.map { strdup($0) }
    defer { words.forEach { free($0) } }
    var arguments = words.map { UnsafePointer($0) } + [nil]
    _ = el_parse(pointer, Int32(words.count), &arguments)
  }
}
