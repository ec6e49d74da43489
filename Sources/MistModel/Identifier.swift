/// A typed id: a `BackendID` cannot be handed in where a `MachineID` is meant.
///
/// The text is the service's own and opaque; it may hold any character, `/` and blanks included.
public struct Identifier<Subject>: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension Identifier: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) {
    self.init(value)
  }
}

extension Identifier: CustomStringConvertible {
  public var description: String { rawValue }
}

extension Identifier: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

public typealias ProviderID = Identifier<Provider>
public typealias BackendID = Identifier<Backend>
public typealias MachineID = Identifier<Machine>
/// In the Mist of 2015 a key's id is its name.
public typealias KeyID = Identifier<Key>
public typealias ImageID = Identifier<Image>
public typealias SizeID = Identifier<Size>
public typealias LocationID = Identifier<Location>
public typealias NetworkID = Identifier<Network>
public typealias ScriptID = Identifier<Script>
public typealias JobID = Identifier<Job>
public typealias RuleID = Identifier<Rule>
