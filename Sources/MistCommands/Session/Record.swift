import ArgumentParser
import MistModel
import MistOutput

struct Record: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "record", abstract: "Write down what is typed and shown, to replay it as a test; alone, tell of it.",
    discussion: """
      record on begins, record save AREA/NAME ends it and writes history/AREA/NAME/ below the current folder, record \
      off ends it. Secrets are masked. A folder that is there already is replaced with --yes only.
      """)
  static let risk = Risk.session
  static let examples = ["record on", "record save machines/two-in-a-row", "record off"]

  @Argument(help: "on, off or save.")
  var action: Action?

  @Argument(help: "AREA/NAME, for save.")
  var name: String?

  enum Action: String, ExpressibleByArgument, CaseIterable {
    case on, off, save
  }

  func run(in shell: any Shell) async throws -> Output {
    guard let recording = shell.recording, shell.world.inputIsTerminal else {
      throw MistError(.notSupported, "only what is typed at a prompt can be recorded")
    }
    recording.leaveOutLine()
    guard (name != nil) == (action == .save) else {
      throw MistError(.usage, "record takes on, off or save AREA/NAME", hint: "record save machines/two-in-a-row")
    }
    switch action {
    case .on: return try start(recording, in: shell)
    case .save: return try save(recording, as: name ?? "", in: shell)
    case .off:
      recording.stop()
      return .sentence("Recording is off")
    case nil:
      return .sentence(recording.isOn ? "Recording: \(count(recording.lineCount)) so far" : "Recording is off")
    }
  }

  private func start(_ recording: any Recording, in shell: any Shell) throws -> Output {
    guard !recording.isOn else {
      throw MistError(.conflict, "a recording goes on already", hint: "end it with record save AREA/NAME or record off")
    }
    // A replay begins as a fresh shell does.
    if !shell.context.isEmpty {
      shell.context.clear()
      shell.note("left the context: a recording begins without one")
    }
    if !shell.variables.isEmpty { shell.note("variables that are set already are no part of a recording") }
    let fresh = Settings()
    let changed = Setting.allCases.filter { $0.value(in: fresh) != $0.value(in: shell.settings) }
    recording.start(after: changed.map { "set \($0.rawValue) \(quoted($0.value(in: shell.settings)))" })
    return .sentence("Recording; end it with record save AREA/NAME")
  }

  private func save(_ recording: any Recording, as name: String, in shell: any Shell) throws -> Output {
    let folder = "history/\(try checked(name))"
    guard var files = recording.files() else {
      throw MistError(.invalid, "nothing was recorded", hint: "record on begins")
    }
    let world = shell.world
    let wire = "wire.jsonl"
    // An older one would ask for requests that this session did not make.
    if files[wire] == nil, world.hasFile("\(folder)/\(wire)") { files[wire] = [] }
    let placed = Dictionary(uniqueKeysWithValues: files.map { ("\(folder)/\($0.key)", $0.value) })
    try world.writeNew(placed, replaces: shell.settings.assumesYes)
    recording.stop()
    return .sentence("Recorded \(count(recording.lineCount)) in \(folder)/")
  }

  /// The name is part of a path: it must not lead out of `history/`.
  private func checked(_ name: String) throws -> String {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      part.first.map { $0.isLetter || $0.isNumber } ?? false
        && part.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0) }
    }
    guard parts.count == 2, isPlain else {
      throw MistError(
        .usage, "'\(escaped(name))' is no name for a recording",
        hint: "AREA/NAME of letters, digits, - and _: machines/two-in-a-row")
    }
    return name
  }

  private func count(_ lines: Int) -> String { lines == 1 ? "1 line" : "\(lines) lines" }
}
