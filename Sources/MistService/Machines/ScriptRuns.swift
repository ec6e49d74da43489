import MistModel
import MistProviders
import MistSSH
import Subprocess
import Synchronization

/// Runs the scripts of drivers, here or on a server.
struct ScriptRuns: Sendable {
  let logins: LoginService

  func run(_ script: ShellScript, at place: ScriptPlace) async throws -> ScriptOutcome {
    do {
      switch place {
      case .ownComputer: return try await runHere(script)
      case .server(let host, let port, let user, let key):
        return try await run(script, on: SSHAddress(host: host, port: port), user: user, key: key)
      }
    } catch is CancellationError {
      throw MistError(.interrupted, "interrupted")
    }
  }

  private func run(
    _ script: ShellScript, on address: SSHAddress, user: String, key: KeyID
  ) async throws -> ScriptOutcome {
    let identity = SSHIdentity(name: key, privateKey: try await logins.keys.privateKey(of: key))
    let login = SSHLogin(address: address, user: user, identity: identity)
    let written = Written(most: script.mostOutput)
    // The user's own shell may be of another kind.
    let exit = try await logins.engine.run(
      "exec sh -c \(shellWord(script.text))", on: login, input: script.input, within: script.limit
    ) { stream, bytes in
      written.add(bytes, isError: stream == .errors)
    }
    return try written.outcome(status: exit.status, at: "\(address)")
  }

  private func runHere(_ script: ShellScript) async throws -> ScriptOutcome {
    var options = PlatformOptions()
    // With all that it started: a program that hangs would keep its outputs open, and us waiting for their end.
    options.createSession = true
    options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
    return try await withDeadline(script.limit, "this computer: the end of a script") { [options] in
      do {
        let ran = try await Subprocess.run(
          .name("sh"), arguments: ["-c", script.text], platformOptions: options, input: .array(script.input),
          output: .bytes(limit: script.mostOutput), error: .bytes(limit: script.mostOutput))
        var status: Int?
        if case .exited(let code) = ran.terminationStatus { status = Int(code) }
        return ScriptOutcome(status: status, output: ran.standardOutput, errors: ran.standardError)
      } catch let error as SubprocessError {
        try Task.checkCancellation()
        throw MistError(.failed, "a script cannot be run on this computer: \(error)")
      }
    }
  }
}

/// What a script writes, up to a limit.
private final class Written: Sendable {
  private struct Streams {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var isTooMuch = false
  }

  private let streams = Mutex(Streams())
  private let most: Int

  init(most: Int) {
    self.most = most
  }

  func add(_ bytes: [UInt8], isError: Bool) {
    streams.withLock { streams in
      guard (isError ? streams.errors : streams.output).count + bytes.count <= most else {
        streams.isTooMuch = true
        return
      }
      if isError { streams.errors += bytes } else { streams.output += bytes }
    }
  }

  func outcome(status: Int?, at place: String) throws -> ScriptOutcome {
    try streams.withLock { streams in
      guard !streams.isTooMuch else {
        throw MistError(.failed, "ssh: \(place) answers with more than \(most >> 20) MiB")
      }
      return ScriptOutcome(status: status, output: streams.output, errors: streams.errors)
    }
  }
}
