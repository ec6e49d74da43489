import Foundation
import Testing

/// The completion scripts in the shells they are for, with names from a store.
@Suite struct SystemShellTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
    try home.run("add-key --name \"my key's\" --auto-generate", "add-key --name fleet --auto-generate")
    try home.run("list-keys")
    try FileManager.default.createSymbolicLink(
      atPath: home.path + "/mist-shell", withDestinationPath: ShellHome.program)
  }

  /// A shell without anybody's settings, that knows the script.
  private func open(_ shell: String, _ options: [String], _ lines: String...) throws -> TerminalSession {
    let session = try TerminalSession(
      options, program: "/usr/bin/" + shell,
      environment: home.environment(["PATH": home.path + ":/usr/bin:/bin", "PS1": "sys> ", "PROMPT": "sys> "]),
      columns: 160)
    for line in lines { try session.type(line + "\n") }
    // What was typed while the shell began may be shown twice: the screen counts from here on.
    try session.type("echo be; echo gin\n")
    try session.wait(forRow: "gin")
    try prompt(of: session)
    return session
  }

  private func prompt(of session: TerminalSession) throws {
    try session.wait("the prompt") { $0.cursorRow.hasSuffix("sys>") }
  }

  /// Runs the line and waits for what it prints and the next prompt.
  private func enter(_ session: TerminalSession) throws {
    try session.type("\n")
    try session.wait("the key") { $0.text.contains("Name: my key's") && $0.cursorRow.hasSuffix("sys>") }
  }

  private var program: String { "mist-shell --config /dev/null --state \(home.state)" }

  private func type(_ words: String, in session: TerminalSession) throws {
    try session.type("\(program) \(words)")
  }

  private func wait(_ words: String, in session: TerminalSession, _ location: SourceLocation = #_sourceLocation) throws
  {
    try session.wait("completed \(words)", sourceLocation: location) { $0.text.contains("\(program) \(words)") }
  }

  private func bash() throws -> TerminalSession {
    try open(
      "bash", ["--norc", "--noprofile", "-i"], "source <(mist-shell --generate-completion-script bash)")
  }

  private func zsh() throws -> TerminalSession {
    try open(
      "zsh", ["-f", "-i"], "unsetopt beep zle_bracketed_paste; autoload -Uz compinit; compinit -u -D",
      "source <(mist-shell --generate-completion-script zsh)")
  }

  private func fish() throws -> TerminalSession {
    try open(
      "fish", ["--no-config", "-i"], "function fish_prompt; echo 'sys> '; end; set -g fish_autosuggestion_enabled 0",
      "mist-shell --generate-completion-script fish | source")
  }

  static func has(_ shell: String) -> Bool { access("/usr/bin/" + shell, X_OK) == 0 }

  // MARK: bash

  @Test func bashCompletesCommandsNamesAndFiles() throws {
    let session = try bash()
    try type("describe-k\tmy\t", in: session)
    try wait(#"describe-key my\ key\'s"#, in: session)
    try enter(session)
    try home.write("echo hello", to: "a script.sh")
    try type("add-script --script-file \(home.path)/a\t", in: session)
    try wait(#"add-script --script-file \#(home.path)/a\ script.sh"#, in: session)
  }

  @Test func bashCompletesInQuotesAndBehindAnEqualsSign() throws {
    let session = try bash()
    try type("describe-key --name=fl\t", in: session)
    try wait("describe-key --name=fleet", in: session)
    try session.type("\u{15}")
    try type("describe-key \"my\t", in: session)
    try wait("describe-key \"my key's\"", in: session)
    try enter(session)
  }

  @Test func bashShowsWhatFits() throws {
    let session = try bash()
    try type("describe-key \t\t", in: session)
    try session.wait("the names") { screen in
      screen.lines.contains { $0.contains("fleet") && $0.contains(#"my\ key\'s"#) }
    }
  }

  /// Without a terminal, as programs ask for completions.
  @Test func bashAnswersWithoutATerminal() throws {
    try home.write(
      """
      source <(\(home.path)/mist-shell --generate-completion-script bash)
      COMP_LINE="\(program) describe-key m" COMP_POINT=${#COMP_LINE}
      COMP_WORDS=(${COMP_LINE}) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      COMP_POINT=${#COMP_LINE}
      _mist_shell \(home.path)/mist-shell m describe-key
      printf '%s\\n' "${#COMPREPLY[@]} ${COMPREPLY[0]}" >\(home.path)/reply
      """, to: "ask.bash")
    #expect(try TerminalTests.run(script: "exec bash --norc \(home.path)/ask.bash 2>/dev/null") == 0)
    #expect(try String(contentsOfFile: home.path + "/reply", encoding: .utf8) == "1 my\\ key\\'s\n")
  }

  // MARK: zsh

  @Test(.enabled(if: has("zsh"), "zsh is not installed"))
  func zshCompletesCommandsNamesAndShowsWhatTheyAre() throws {
    let session = try zsh()
    try type("describe-k\tmy\t", in: session)
    try wait(#"describe-key my\ key\'s"#, in: session)
    try enter(session)
    try type("describe-key \t", in: session)
    try session.wait("the names") { screen in
      screen.lines.contains { $0.hasPrefix("my key's") && $0.contains("default") }
        && screen.lines.contains { $0.hasPrefix("fleet") }
    }
  }

  @Test(.enabled(if: has("zsh"), "zsh is not installed"))
  func zshCompletesInQuotesAndFiles() throws {
    let session = try zsh()
    try type("describe-key 'my\t", in: session)
    try wait(#"describe-key 'my key'\''s'"#, in: session)
    try session.type("\u{15}")
    try home.write("echo hello", to: "a script.sh")
    try type("add-script --script-file \(home.path)/a\t", in: session)
    try wait(#"add-script --script-file \#(home.path)/a\ script.sh"#, in: session)
  }

  // MARK: fish

  @Test(.enabled(if: has("fish"), "fish is not installed"))
  func fishCompletesCommandsNamesAndShowsWhatTheyAre() throws {
    let session = try fish()
    try type("describe-k\tmy\t", in: session)
    try wait(#"describe-key my\ key\'s"#, in: session)
    try enter(session)
    try type("describe-key \t", in: session)
    try session.wait("the names") { screen in
      screen.lines.contains { $0.contains("my key") && $0.contains("default") && $0.contains("fleet") }
    }
  }

  @Test(.enabled(if: has("fish"), "fish is not installed"))
  func fishCompletesFiles() throws {
    let session = try fish()
    try home.write("echo hello", to: "a script.sh")
    try type("add-script --script-file \(home.path)/a\t", in: session)
    try wait(#"add-script --script-file \#(home.path)/a\ script.sh"#, in: session)
  }
}

/// What the program prints of itself, and the other name it goes by.
@Suite struct ProgramNameTests {
  private let home: ShellHome

  init() throws {
    home = try ShellHome()
  }

  /// The exit status and what was printed, both channels.
  private func run(_ program: String, _ words: String) throws -> (Int32, String) {
    let status = try TerminalTests.run(
      script: "HOME=\(home.path) \(program) --config /dev/null \(words) >\(home.path)/out 2>&1 </dev/null")
    return (status >> 8, try String(contentsOfFile: home.path + "/out", encoding: .utf8))
  }

  @Test func calledMistItIsTheCommandLineAlone() throws {
    let mist = home.path + "/mist"
    try FileManager.default.createSymbolicLink(atPath: mist, withDestinationPath: ShellHome.program)
    let (status, text) = try run(mist, "")
    #expect(status == 2)
    #expect(text.hasPrefix("usage: mist [OPTIONS] COMMAND"))
    let (listed, none) = try run(mist, "list-backends")
    #expect(listed == 0)
    #expect(none == "No backends found\n")
  }

  @Test(arguments: [
    ("list-nothing", "mist: unknown command 'list-nothing'"), ("--nosuch", "mist: unknown option --nosuch"),
    ("--passphrase @env:NOSUCH list-keys", "mist: "), ("-f nosuch.mist", "mist: nosuch.mist"),
    ("version >/dev/full", "mist: standard output cannot be written: no space left on device"),
  ])
  func itsErrorsBeginWithTheNameItWasCalledBy(words: String, beginning: String) throws {
    let mist = home.path + "/mist"
    try FileManager.default.createSymbolicLink(atPath: mist, withDestinationPath: ShellHome.program)
    let line = "HOME=\(home.path) \(mist) --config /dev/null \(words)"
    #expect(try TerminalTests.run(script: "{ \(line); } >\(home.path)/out 2>\(home.path)/errors </dev/null") != 0)
    let errors = try String(contentsOfFile: home.path + "/errors", encoding: .utf8)
    #expect(errors.hasPrefix(beginning) && !errors.contains("mist-shell:"), "\(errors)")
  }

  /// Neither a store nor a question: completion is asked while a person types.
  @Test func completionOpensNoStore() throws {
    let (status, text) = try run(ShellHome.program, "list-keys")
    #expect(status == 0 && text == "No keys found\n")
    let folder = home.path + "/other"
    #expect(
      try TerminalTests.run(
        script: "\(ShellHome.program) --complete zsh --state \(folder) --passphrase @prompt list-ba >\(home.path)/out")
        == 0)
    #expect(
      try String(contentsOfFile: home.path + "/out", encoding: .utf8) == "whole\tlist-backends:List the backends.\n")
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test(.enabled(if: SystemShellTests.has("man"), "man is not installed"))
  func manShowsTheManualWithoutAWarning() throws {
    let (status, page) = try run(ShellHome.program, "--generate-man-page")
    #expect(status == 0)
    try home.write(page, to: "mist-shell.1")
    let script = "LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l \(home.path)/mist-shell.1"
    #expect(try TerminalTests.run(script: "\(script) >\(home.path)/shown 2>\(home.path)/warnings") == 0)
    #expect(try String(contentsOfFile: home.path + "/warnings", encoding: .utf8) == "")
    let shown = try String(contentsOfFile: home.path + "/shown", encoding: .utf8)
    #expect(shown.contains("add-backend") && shown.contains("EXIT STATUS"))
    #expect(shown.contains("run --command 'df -h /' db1 db2"))
  }
}
