import Foundation

/// What a recorded session depended on beside its lines: `world.json`.
public struct RecordedWorld: Codable, Hashable, Sendable {
  /// The lines were typed at a prompt, not piped in.
  public var prompt = true
  /// The status the program ended with.
  public var exit: Int32 = 0
  /// Seconds since 1970, when it began.
  public var clock: Double
  /// Columns of the terminal.
  public var width: Int
  /// The time of each typed line; `nil` when the clock stood still.
  public var times: [Double]?
  /// What the service is called in messages.
  public var service: String?
  /// Lines that were run before the first one, unseen.
  public var before: [String]?
  /// Variables of the environment that lines name; each holds `•••`.
  public var environment: [String]?

  public init(clock: Double, width: Int) {
    self.clock = clock
    self.width = width
  }

  /// The file's text.
  public var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array((try? encoder.encode(self)) ?? Data()) + [UInt8(ascii: "\n")]
  }

  public init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(RecordedWorld.self, from: Data(bytes))
  }
}
