import Glibc
import LineEditing
import Synchronization

/// A prompt for the tests: it says what was typed, and offers a few machines.
@main struct Demo {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    func option(_ name: String) -> String? {
      arguments.firstIndex(of: name).flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil }
    }
    let past = Past()
    var configuration = EditingConfiguration(program: "editing-demo")
    configuration.mode = arguments.contains("--vi") ? .vi : .emacs
    configuration.editrc = option("--editrc")
    configuration.history = past
    configuration.completion = Offers(count: option("--names").flatMap { Int($0) } ?? 12)
    configuration.hint = { line in
      let lines = ["reboot machine-0007", "stop ab", "list 日本"]
      return lines.first { $0.hasPrefix(line) && $0 != line }.map { String($0.dropFirst(line.count)) }
    }
    configuration.describePaste = { lines in
      let destroying = lines.count { $0.hasPrefix("destroy") }
      return "pasted \(lines.count) lines, \(destroying) destroy; Enter runs, Ctrl-C drops"
    }
    signal(SIGINT, SIG_IGN)
    let editor = LineEditor(configuration: configuration)
    let prompt = Prompt(arguments.contains("--colour") ? "\u{1B}[31mmist:\u{1B}[1mJuno\u{1B}[0m> " : "mist> ")
    let rightPrompt = Prompt(arguments.contains("--right") ? "2 jobs" : "")
    var preset = ""
    while true {
      let typed = await editor.readLine(prompt: prompt, rightPrompt: rightPrompt, initialText: preset)
      preset = ""
      switch typed {
      case .end:
        say("bye")
        return
      case .interrupted: say("dropped")
      case .pasted(let lines):
        say("pasted \(lines.count) of \(lines.reduce(0) { $0 + $1.utf8.count }) bytes")
        for line in lines.prefix(3) { say("> \(line.debugDescription)") }
      case .line(let line):
        past.add(line)
        switch line {
        case "secret":
          let secret = await editor.readSecret(prompt: "Secret: ")
          say("secret \(secret)")
        case "preset": preset = "reboot machine-0001"
        case "cancel":
          Task.detached {
            try await Task.sleep(for: .milliseconds(100))
            editor.cancelReading()
          }
        case let line where line.hasPrefix("later "):
          let message = String(line.dropFirst(6))
          Task.detached {
            for number in 1...3 {
              try await Task.sleep(for: .milliseconds(100))
              editor.show("\(message) \(number)")
            }
          }
        case let line where line.utf8.count > 200: say("got \(line.utf8.count) bytes")
        default: say("got \(line.debugDescription)")
        }
      }
    }
  }

  static func say(_ text: String) {
    var text = text + "\n"
    text.withUTF8 { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}

/// What was typed in this run, after a few lines of before.
final class Past: HistorySource {
  private let lines = Mutex([
    "start machine-0002", "list machines \\\n  --state running", "start machine-0001", "stop all",
  ])

  func add(_ line: String) { lines.withLock { $0.insert(line, at: 0) } }

  func entries() -> [String] { lines.withLock { $0 } }
}

struct Offers: CompletionSource {
  let names: [String]

  init(count: Int) {
    names = (0..<count).map { number in
      let digits = String(number)
      return "machine-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
  }

  func candidates(for line: String, cursor: Int) -> Completions {
    let before = String(String.UnicodeScalarView(line.unicodeScalars.prefix(cursor)))
    let start = before.unicodeScalars.lastIndex(of: " ").map { before.unicodeScalars.index(after: $0) }
    let word = String(before[(start ?? before.startIndex)...])
    let replaced = cursor - word.unicodeScalars.count..<cursor
    func matching(_ candidates: [Candidate], note: String? = nil) -> Completions {
      Completions(replaced: replaced, candidates: candidates.filter { $0.text.hasPrefix(word) }, note: note)
    }
    if start == nil {
      return matching(["list", "reboot", "start", "stop", "wild", "edit"].map { Candidate($0) })
    }
    if before.hasPrefix("wild ") {
      let evil = Candidate("evil\u{1B}[2Jone", columns: ["red\u{7}"])
      return matching([evil, Candidate("evil-two", columns: ["two\nrows"])])
    }
    if before.hasPrefix("edit ") {
      return matching([Candidate("folder/", endsWord: false), Candidate("日本-1"), Candidate("日本-2")])
    }
    return matching(
      names.enumerated().map { Candidate($1, columns: [$0 % 2 == 0 ? "running" : "stopped", "Juno"]) },
      note: "as of 14:02, refreshing…")
  }

  func helpRows(for line: String, cursor: Int) -> [HelpRow]? {
    let quotes = line.unicodeScalars.prefix(cursor).count { $0 == "\"" }
    if quotes % 2 == 1 { return nil }
    return [HelpRow("list", "List machines"), HelpRow("start", "Start a machine")]
  }
}
