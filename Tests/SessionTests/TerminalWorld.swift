import Foundation

/// `world.json` of a session at a terminal.
struct TerminalWorld: Codable, Sendable {
  struct Size: Codable, Sendable {
    var rows: Int
    var columns: Int
  }

  var terminal: Size
  /// The status the program left with; `nil` when it was still there after the last key.
  var exit: Int32?
  /// Hints are on, as for a person who did not ask for no colours.
  var colour: Bool?
  /// Begins at the embedded service although there is a `service.json`; `$service` in the lines is its address.
  var embedded: Bool?

  /// The file's text.
  var bytes: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }
}
