import ArgumentParser
import MistModel

/// What the names are of that a line can hold.
public enum NameKind: String, Hashable, Sendable, CaseIterable, ExpressibleByArgument {
  case backends, machines, keys, tags, images, sizes, locations, networks, providers, regions, metrics, scripts, jobs
}

/// The names that the shell knows without asking the service.
public protocol KnownNames: Sendable {
  /// As they are typed, unquoted; a name that several backends have with its backend: `Juno/db1`.
  func names(of kind: NameKind) -> [String]
  /// The ids, where they are not the names.
  func ids(of kind: NameKind) -> [String]
}

extension Shell {
  public var knownNames: (any KnownNames)? { nil }
}

/// Something that is called by a name in a line.
public protocol Nameable {
  static var nameKind: NameKind { get }
}

extension Backend: Nameable { public static var nameKind: NameKind { .backends } }
extension Image: Nameable { public static var nameKind: NameKind { .images } }
extension Job: Nameable { public static var nameKind: NameKind { .jobs } }
extension Key: Nameable { public static var nameKind: NameKind { .keys } }
extension Location: Nameable { public static var nameKind: NameKind { .locations } }
extension Machine: Nameable { public static var nameKind: NameKind { .machines } }
extension Metric: Nameable { public static var nameKind: NameKind { .metrics } }
extension Network: Nameable { public static var nameKind: NameKind { .networks } }
extension Provider: Nameable { public static var nameKind: NameKind { .providers } }
extension Provider.Region: Nameable { public static var nameKind: NameKind { .regions } }
extension Script: Nameable { public static var nameKind: NameKind { .scripts } }
extension Size: Nameable { public static var nameKind: NameKind { .sizes } }
extension Tag: Nameable { public static var nameKind: NameKind { .tags } }

/// Which names an argument takes, as its declaration says it to ArgumentParser: as a line that prints them, so that
/// bash, zsh and fish offer the same ones.
public struct NameSlot: Hashable, Sendable {
  public var kind: NameKind
  public var wantsIDs: Bool

  public init(_ kind: NameKind, wantsIDs: Bool = false) {
    self.kind = kind
    self.wantsIDs = wantsIDs
  }

  /// The slot that a declaration's line means; `nil` for the line of anything else.
  public init?(completionCommand line: String) {
    let words = line.split(separator: " ").map(String.init)
    guard words.count > 2, words[0] == CommandConfiguration.program, words[1] == "names",
      let kind = NameKind(rawValue: words[2])
    else { return nil }
    self.init(kind, wantsIDs: words.last == "--ids")
  }

  public var completionCommand: String {
    "\(CommandConfiguration.program) names \(kind.rawValue)" + (wantsIDs ? " --ids" : "")
  }

  public var completionKind: CompletionKind { .shellCommand(completionCommand) }
}
