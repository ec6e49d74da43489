import Foundation

/// What a driver keeps for later processes: a token, a list that hardly ever changes. It is kept sealed, and goes with
/// its backend.
///
/// Nothing is thrown here: what cannot be kept, or is not there any more, is asked for once more.
public protocol DriverMemory: Sendable {
  /// What was kept under this name, at most so many seconds ago; `nil` for nothing.
  func recall(_ name: String, notOlderThan seconds: Double) async -> [UInt8]?
  /// Takes the place of what was kept under this name.
  func keep(_ bytes: [UInt8], as name: String) async
}

extension DriverMemory {
  func recall<Value: Decodable>(_ type: Value.Type, _ name: String, notOlderThan seconds: Double) async -> Value? {
    guard let bytes = await recall(name, notOlderThan: seconds) else { return nil }
    return try? JSONDecoder().decode(type, from: Data(bytes))
  }

  func keep(_ value: some Encodable, as name: String) async {
    guard let bytes = try? JSONEncoder().encode(value) else { return }
    await keep(Array(bytes), as: name)
  }
}

/// For drivers that nobody calls a second time.
public struct NoMemory: DriverMemory {
  public init() {}

  public func recall(_ name: String, notOlderThan seconds: Double) async -> [UInt8]? { nil }
  public func keep(_ bytes: [UInt8], as name: String) async {}
}
