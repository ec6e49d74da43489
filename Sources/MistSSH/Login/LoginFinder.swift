import MistModel

/// One way in that was tried, and what came of it.
public struct LoginAttempt: Hashable, Sendable, CustomStringConvertible {
  public var user: String
  public var keyName: KeyID?
  /// `permission denied (publickey)`, `logged in` …
  public var outcome: String

  public init(user: String, keyName: KeyID?, outcome: String) {
    self.user = user
    self.keyName = keyName
    self.outcome = outcome
  }

  /// `root with key prod: permission denied (publickey)`.
  public var description: String {
    let key = keyName.map { "key \($0)" } ?? "the ssh-agent"
    return "\(user) with \(key): \(outcome)"
  }
}

/// A login that works.
public struct FoundLogin: Hashable, Sendable {
  public var login: SSHLogin
  /// Whether the user is root, or may use `sudo` without a password.
  public var hasSudo: Bool
  /// What `uptime` wrote there; empty where there is no such command.
  public var uptime: String
  /// All that was tried, the one that worked last.
  public var attempts: [LoginAttempt]
}

/// Finds out which user and key a machine accepts.
public struct LoginFinder: Sendable {
  /// A key to try, and for whom.
  public struct Candidate: Hashable, Sendable {
    /// `nil`: the ssh-agent and the user's own keys.
    public var identity: SSHIdentity?
    /// `nil`: all of `usualUsers`.
    public var user: String?

    public init(identity: SSHIdentity?, user: String? = nil) {
      self.identity = identity
      self.user = user
    }
  }

  /// The users that cloud images come with, the likeliest first.
  public static let usualUsers = ["root", "ubuntu", "ec2-user", "user", "azureuser", "admin", "debian"]

  private let engine: SSHEngine
  /// For the first commands after the log in.
  private let patience = Duration.seconds(20)

  public init(engine: SSHEngine) {
    self.engine = engine
  }

  /// Tries the candidates in order and returns the first that can run a command.
  ///
  /// An image that answers `Please login as the user "X"` is taken at its word. A machine that cannot be reached, or
  /// whose host key changed, ends the search at once. Throws `.credentialsRejected` with one detail line an attempt.
  public func find(at address: SSHAddress, candidates: [Candidate]) async throws -> FoundLogin {
    var waiting = ways(candidates)
    guard !waiting.isEmpty else {
      throw MistError(
        .invalid, "ssh: \(address): no key to try", hint: "add a key, then associate-key with this machine")
    }
    var tried: Set<Way> = []
    var attempts: [LoginAttempt] = []
    var wasDiverted = false
    while !waiting.isEmpty {
      let way = waiting.removeFirst()
      guard tried.insert(way).inserted else { continue }
      let login = SSHLogin(address: address, user: way.user, identity: way.identity)
      let answer = try await answer(of: login)
      attempts.append(
        LoginAttempt(user: way.user, keyName: way.identity?.name, outcome: answer.outcome))
      switch answer {
      case .works(let uptime):
        return FoundLogin(
          login: login, hasSudo: try await hasSudo(login), uptime: uptime, attempts: attempts)
      case .useInstead(let user):
        // Once: a machine could go on naming users for ever.
        guard !wasDiverted else { break }
        wasDiverted = true
        waiting.insert(Way(user: user, identity: way.identity), at: 0)
      case .rejected:
        break
      }
    }
    throw MistError(
      .credentialsRejected, "ssh: \(address) accepted no login",
      hint: "associate-key with a key that it accepts, or name the user", details: attempts.map(\.description))
  }

  private struct Way: Hashable {
    var user: String
    var identity: SSHIdentity?
  }

  private enum Answer {
    case works(uptime: String)
    case useInstead(user: String)
    case rejected(String)

    var outcome: String {
      switch self {
      case .works: "logged in"
      case .useInstead(let user): "the machine wants user \(user)"
      case .rejected(let why): why
      }
    }
  }

  private func ways(_ candidates: [Candidate]) -> [Way] {
    candidates.flatMap { candidate in
      (candidate.user.map { [$0] } ?? Self.usualUsers).map { Way(user: $0, identity: candidate.identity) }
    }
  }

  private func answer(of login: SSHLogin) async throws -> Answer {
    let gathered = Gathered(limit: 4096)
    do {
      // Such images write their sentence and then sleep: do not wait for the end.
      _ = try await engine.follow("uptime", on: login, within: patience) { stream, bytes in
        gathered.add(bytes, to: stream)
        return PleaseLogin.user(in: gathered.allText) == nil
      }
    } catch let trouble as Trouble {
      guard trouble.phase != .reach, trouble.code != .interrupted else { throw trouble.mistError }
      return .rejected(trouble.what)
    }
    if let user = PleaseLogin.user(in: gathered.allText) { return .useInstead(user: user) }
    return .works(uptime: gathered.outputText.trimmed)
  }

  private func hasSudo(_ login: SSHLogin) async throws -> Bool {
    if login.user == "root" { return true }
    do {
      return try await engine.follow("sudo -n true", on: login, within: patience) { _, _ in true }.status == 0
    } catch let trouble as Trouble {
      if trouble.code == .interrupted { throw trouble.mistError }
      return false
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
