import MistProviders
import Synchronization

/// A memory of drivers that the test can look into; it never gets old.
final class KeptInTests: DriverMemory {
  private let kept = Mutex<[String: [UInt8]]>([:])

  var names: [String] { kept.withLock { $0.keys.sorted() } }

  func recall(_ name: String, notOlderThan seconds: Double) async -> [UInt8]? { kept.withLock { $0[name] } }
  func keep(_ bytes: [UInt8], as name: String) async { kept.withLock { $0[name] = bytes } }
}
