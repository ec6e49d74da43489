import MistOutput
import MistWire

/// What a person typed and saw, in order.
struct RecordedTranscript: Sendable {
  private enum Event: Sendable {
    case typed(lines: [String], prompt: String, exchangesBefore: Int)
    case shown([UInt8])
    case asked(String, answer: String?, isSecret: Bool)
    case read(path: String, [UInt8])
  }

  /// Bytes; a larger file is not kept.
  static let largestFile = 1 << 16

  var world: RecordedWorld
  private var events: [Event] = []
  private var times: [Double] = []
  /// Stands before the line that is not there: the session ends at it.
  private var lastPrompt = "mist> "

  init(clock: Double, width: Int) {
    world = RecordedWorld(clock: clock, width: width)
  }

  /// Lines that were run; one that was continued counts once.
  var lineCount: Int { times.count }

  mutating func type(_ line: String, after prompt: String, at time: Double, exchangesBefore: Int) {
    let lines = line.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    events.append(.typed(lines: lines, prompt: prompt, exchangesBefore: exchangesBefore))
    lastPrompt = prompt
    times.append(time)
    world.times = times.contains { $0 != world.clock } ? times : nil
  }

  mutating func show(_ bytes: [UInt8]) { events.append(.shown(bytes)) }

  mutating func ask(_ question: String, answer: String?, isSecret: Bool) {
    events.append(.asked(question, answer: answer, isSecret: isSecret))
  }

  mutating func read(_ path: String, _ bytes: [UInt8], homeFolder: String) {
    guard bytes.count <= Self.largestFile, !path.split(separator: "/").contains("..") else { return }
    // In a replay the home folder is another one.
    let isAtHome = path.hasPrefix(homeFolder + "/")
    let path = isAtHome ? Self.replayedHome + path.dropFirst(homeFolder.count) : path
    events.append(.read(path: String(path.trimming("/")), bytes))
  }

  /// Keeps another text in the place of a file's that was read.
  mutating func show(_ shown: String, inPlaceOf text: String) {
    let content = Array(text.utf8)
    for index in events.indices {
      guard case .read(let path, let bytes) = events[index], bytes == content else { continue }
      events[index] = .read(path: path, Array(shown.utf8))
    }
  }

  /// The home folder of a replay, below the session's own.
  private static let replayedHome = "/home/ann"

  /// Drops the last line and all that came of it, and gives back the number of exchanges before it.
  mutating func leaveOutLine() -> Int {
    while let event = events.popLast() {
      guard case .typed(_, let prompt, let exchangesBefore) = event else { continue }
      lastPrompt = prompt
      times.removeLast()
      world.times = times.contains { $0 != world.clock } ? times : nil
      return exchangesBefore
    }
    return 0
  }

  /// `input.mist`, `output.txt` and the files that were read.
  mutating func files(masking mask: SecretMask) -> [String: [UInt8]] {
    var input: [String] = []
    var output: [UInt8] = []
    var files: [String: [UInt8]] = [:]
    var namesSecretFile = false
    for event in events {
      switch event {
      case .typed(let lines, let prompt, _):
        namesSecretFile = lines.contains { $0.contains("@file:") }
        input += lines
        for (index, line) in lines.enumerated() { output += Array("\(index == 0 ? prompt : "> ")\(line)\n".utf8) }
      case .shown(let bytes):
        output += bytes
      case .asked(let question, let answer, let isSecret):
        if let answer { input.append(isSecret ? SecretMask.stand : answer) }
        output += Array("\(question)\(isSecret ? "" : answer ?? "")\n".utf8)
      case .read(let path, let bytes):
        guard let text = String(validating: bytes, as: UTF8.self) else { continue }
        files[path] = Array((namesSecretFile ? SecretMask.stand : mask.masked(text)).utf8)
      }
    }
    // The end of the input at the last prompt.
    output += Array("\(lastPrompt)\n".utf8)
    let lines = mask.masked(input.joined(separator: "\n"))
    files["input.mist"] = Array((lines + "\n").utf8)
    files["output.txt"] = Array(mask.masked(String(decoding: output, as: UTF8.self)).utf8)
    world.environment = Self.environment(named: lines)
    return files
  }

  /// The variables of `@env:NAME`.
  private static func environment(named text: String) -> [String]? {
    let names = text.split(separator: "@env:", omittingEmptySubsequences: false).dropFirst().map { rest in
      String(rest.prefix { $0 == "_" || $0.isLetter || $0.isNumber })
    }
    return names.isEmpty ? nil : Set(names.filter { !$0.isEmpty }).sorted()
  }
}
