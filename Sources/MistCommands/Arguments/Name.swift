import ArgumentParser
import MistModel

/// The name of something, as a person types it. Its type says of what, so that TAB can offer the right names and
/// a key cannot be looked for among backends.
public struct Name<Subject: Nameable>: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
  public var text: String

  public init(_ text: String) {
    self.text = text
  }

  public init?(argument: String) {
    self.init(argument)
  }

  public var description: String { text }
  public static var defaultCompletionKind: CompletionKind { NameSlot(Subject.nameKind).completionKind }
}

public typealias BackendName = Name<Backend>
public typealias ImageName = Name<Image>
public typealias KeyName = Name<Key>
public typealias LocationName = Name<Location>
public typealias MachineName = Name<Machine>
public typealias MetricName = Name<Metric>
public typealias NetworkName = Name<Network>
public typealias ProviderName = Name<Provider>
public typealias RegionName = Name<Provider.Region>
public typealias ScriptName = Name<Script>
public typealias SizeName = Name<Size>
public typealias TagName = Name<Tag>

/// Ids are typed as they are: `--id ID`.
extension Identifier: ExpressibleByArgument where Subject: Nameable {
  public static var defaultCompletionKind: CompletionKind {
    NameSlot(Subject.nameKind, wantsIDs: true).completionKind
  }
}
