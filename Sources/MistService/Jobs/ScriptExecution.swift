import MistModel
import MistProviders
import Synchronization

/// A script as it is called.
struct ScriptCall: Sendable {
  var text: String
  /// Words for the remote shell, as they are.
  var parameters: String
  /// What stands before its interpreter: `env NAME='value' `; empty for nothing.
  var environmentWords = ""
  var isAsRoot = false

  init(_ text: String, parameters: String) {
    self.text = text
    self.parameters = parameters
  }

  init(_ text: String, _ order: ScriptOrder) {
    self.init(text, parameters: order.parameters)
    environmentWords = order.environmentWords
    isAsRoot = order.isAsRoot
  }

  /// Takes the script from its standard input, so that it never shows among the machine's process arguments.
  ///
  /// - Parameter source: what writes the script where there is no standard input.
  func command(asUser user: String, source: String = "cat") -> String {
    let interpreter = text.hasPrefix("#!") ? "" : "sh "
    let sudo = isAsRoot && user != "root" ? "sudo -n " : ""
    return """
      f=$(mktemp) && trap 'rm -f "$f"' EXIT && \(source) > "$f" && chmod 700 "$f" && \
      \(sudo)\(environmentWords)\(interpreter)"$f" \(parameters) < /dev/null
      """
  }
}

/// Runs a script on a machine as a step of a job.
struct ScriptExecution: Sendable {
  let entrances: Entrances

  /// How much of a script's output a job keeps, in bytes from its end.
  private static let keptOutput = 64 << 10
  /// One word of a command holds no more, with its quotes.
  private static let longestWord = 96 << 10

  /// Notes that it began and how it ended.
  ///
  /// - Returns: what was wrong with it; `nil` when it ended with status 0.
  func run(
    _ script: ScriptCall, at entrance: Entrance, of machine: MachineReference, _ log: JobLog
  ) async throws -> String? {
    try await log.note("script_started", machine: machine)
    let ended: Ended
    do {
      switch entrance {
      case .ssh(let place): ended = try await run(script, at: place)
      case .provider(let driver, let machine): ended = try await run(script, on: machine, driver)
      }
    } catch let error as MistError {
      try await log.note("script_finished", machine: machine, error: error.summary, settled: [.init("script", .error)])
      throw error
    }
    let error = ended.status == 0 ? nil : "the script ended with status \(ended.status.map(String.init) ?? "unknown")"
    let result: JSONValue = [
      "exit_status": ended.status.map(JSONValue.integer) ?? .null,
      "output": .string(Self.end(of: ended.output)), "errors": .string(Self.end(of: ended.errors)),
    ]
    try await log.note(
      "script_finished", machine: machine, error: error, result: result,
      settled: [.init("script", error == nil ? .success : .error)])
    return error
  }

  private struct Ended: Sendable {
    var status: Int?
    var output: [UInt8] = []
    var errors: [UInt8] = []
  }

  private func run(_ script: ScriptCall, at place: MachinePlace) async throws -> Ended {
    let logins = entrances.logins
    let ring = try await logins.keyRing(for: [place])
    let (capture, way) = try await logins.reach(place, ring: ring) { login, _ in
      try await logins.engine.capture(
        script.command(asUser: login.user), on: login, input: Array(script.text.utf8))
    }
    await logins.associations.remember([way].compactMap { $0 })
    return Ended(
      status: capture.exit.status, output: Array(capture.output.utf8), errors: Array(capture.errors.utf8))
  }

  private func run(_ script: ScriptCall, on machine: Machine, _ driver: any ProviderDriver) async throws -> Ended {
    let word = "'" + script.text.replacing("'", with: #"'\''"#) + "'"
    guard word.utf8.count <= Self.longestWord else {
      throw MistError(
        .invalid, "the script is too long for \(machine.name), which is reached without SSH",
        hint: "at most \(Self.longestWord >> 10) KiB")
    }
    let gathered = Gathered()
    let command = script.command(asUser: "root", source: "printf %s \(word)")
    let status = try await driver.execute(command, on: machine.id) { bytes, isError in
      gathered.add(bytes, isError: isError)
    }
    var ended = gathered.ended
    ended.status = status
    return ended
  }

  /// The end of what a script writes, however much that is.
  private final class Gathered: Sendable {
    private let kept = Mutex(Ended())

    var ended: Ended { kept.withLock { $0 } }

    func add(_ bytes: [UInt8], isError: Bool) {
      kept.withLock { ended in
        if isError {
          ended.errors = Array((ended.errors + bytes).suffix(keptOutput))
        } else {
          ended.output = Array((ended.output + bytes).suffix(keptOutput))
        }
      }
    }
  }

  private static func end(of output: [UInt8]) -> String {
    String(decoding: output.suffix(keptOutput), as: UTF8.self)
  }
}
