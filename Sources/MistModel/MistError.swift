/// The one error of the program: what went wrong in which place, and what to do next.
///
/// `summary` and `hint` are shown to people as they are: lower case, no full stop, the thing and the
/// place by name, never a secret, a type name or a stack.
public struct MistError: Error, Hashable, Sendable {
  /// An open set of kinds: new ones can be added without breaking a `switch`.
  public struct Code: RawRepresentable, Hashable, Sendable {
    public var rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The command line or the request does not say what it must; nothing was done.
    public static let usage = Code(rawValue: "usage")
    /// A value is not acceptable (no key, port out of range, empty name); nothing was done.
    public static let invalid = Code(rawValue: "invalid")
    /// Nothing has that name or id.
    public static let notFound = Code(rawValue: "not-found")
    /// More than one thing answers to the name.
    public static let ambiguous = Code(rawValue: "ambiguous")
    /// The name or thing is there already, or changed under our hands.
    public static let conflict = Code(rawValue: "conflict")
    /// Nobody is logged in, or the token or password was not accepted by the Mist service.
    public static let notLoggedIn = Code(rawValue: "not-logged-in")
    /// A provider or a machine did not accept our credentials.
    public static let credentialsRejected = Code(rawValue: "credentials-rejected")
    /// Not confirmed, read-only, or not allowed to this login.
    public static let refused = Code(rawValue: "refused")
    /// The provider or the machine cannot do this.
    public static let notSupported = Code(rawValue: "not-supported")
    /// The Mist service cannot be reached.
    public static let serviceUnreachable = Code(rawValue: "service-unreachable")
    /// A provider or a machine cannot be reached.
    public static let unreachable = Code(rawValue: "unreachable")
    /// A machine went away in the middle; what it did until then is unknown.
    public static let connectionLost = Code(rawValue: "connection-lost")
    /// A private key is encrypted and nobody gave its passphrase.
    public static let passphraseNeeded = Code(rawValue: "passphrase-needed")
    /// A deadline passed.
    public static let timedOut = Code(rawValue: "timed-out")
    /// A host key, certificate or signature is not the one expected.
    public static let untrusted = Code(rawValue: "untrusted")
    /// Too many attempts; try again later.
    public static let tooMany = Code(rawValue: "too-many")
    /// The person at the keyboard stopped it.
    public static let interrupted = Code(rawValue: "interrupted")
    /// A file, the disk or the store could not be read or written.
    public static let storage = Code(rawValue: "storage")
    /// The thing was tried and did not work.
    public static let failed = Code(rawValue: "failed")
  }

  /// The thing that is not there, or is there already; for clients that have words of their own for it.
  public struct Subject: Hashable, Sendable {
    public enum Thing: Hashable, Sendable {
      case backend, backendName, machine, key, image, network, rule, token
    }

    public var thing: Thing
    /// Its id or name, as it was asked for.
    public var id: String

    public init(_ thing: Thing, _ id: String) {
      self.thing = thing
      self.id = id
    }
  }

  public var code: Code
  /// One line: the thing and the place. `no machine 'db9' in Juno`.
  public var summary: String
  /// The next step, if there is a good one. `did you mean db1?`.
  public var hint: String?
  /// Further lines, e.g. each login that was tried. Safe to show.
  public var details: [String]
  public var subject: Subject?

  public init(
    _ code: Code, _ summary: String, hint: String? = nil, details: [String] = [], about subject: Subject? = nil
  ) {
    self.code = code
    self.summary = summary
    self.hint = hint
    self.details = details
    self.subject = subject
  }
}

extension MistError: CustomStringConvertible {
  /// The summary, the details and the hint as lines for a person.
  public var description: String { lines.joined(separator: "\n") }

  /// The same, line by line.
  public var lines: [String] { [summary] + (details + [hint].compactMap { $0 }).map { "  " + $0 } }
}
