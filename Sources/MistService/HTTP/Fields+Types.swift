import MistModel

extension Fields {
  /// A TCP port, as a number or as text.
  func port(_ name: String) throws -> Int? {
    guard let text = try text(name) else { return nil }
    guard let port = Int(text), (1...65_535).contains(port) else {
      throw MistError(.invalid, "\(name) must be a number from 1 to 65535")
    }
    return port
  }

  /// A time in seconds, as a number or as text; 0 counts as not given.
  func seconds(_ name: String) throws -> Double? {
    guard let text = try text(name) else { return nil }
    guard let seconds = Double(text), seconds.isFinite else {
      throw MistError(.invalid, "\(name) must be a number of seconds")
    }
    return seconds == 0 ? nil : seconds
  }
}
