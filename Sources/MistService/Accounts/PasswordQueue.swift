import Crypto
import Foundation
import MistModel
import Synchronization

/// Works on passwords on threads of its own, two at a time in this process: hashing one takes 32 MiB and most of a tenth
/// of a second.
final class PasswordQueue: Sendable {
  /// How many may wait; more would only time out.
  private static let longestQueue = 200

  private let waiting = Mutex(0)
  /// Made for the first password; most commands see none. `OperationQueue` may be used from any thread.
  private static let threads: OperationQueue = {
    let threads = OperationQueue()
    threads.name = "passwords"
    threads.maxConcurrentOperationCount = 2
    return threads
  }()

  /// Runs the work when its turn comes; throws `.tooMany` when too many wait already.
  func run<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
    let isFull = waiting.withLock { waiting in
      guard waiting < Self.longestQueue else { return true }
      waiting += 1
      return false
    }
    guard !isFull else { throw MistError(.tooMany, "too many logins at the same time: wait 10 seconds") }
    defer { waiting.withLock { $0 -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      Self.threads.addOperation {
        continuation.resume(with: Result(catching: work))
      }
    }
  }
}

/// A password as it is kept: hashed with scrypt and a salt of its own.
struct PasswordHash: Sendable {
  /// The first byte is the binary logarithm of the rounds, so that they can grow.
  var bytes: [UInt8]
  var salt: [UInt8]

  private static let logarithm: UInt8 = 15

  /// What an unknown e-mail is compared with: no password has this hash.
  static func none(salt: [UInt8]) -> PasswordHash {
    PasswordHash(bytes: [logarithm] + [UInt8](repeating: 0, count: 32), salt: salt)
  }

  init(bytes: [UInt8], salt: [UInt8]) {
    self.bytes = bytes
    self.salt = salt
  }

  /// Takes most of a tenth of a second.
  init(of password: String, salt: [UInt8]) throws {
    let key = try Scrypt.key(from: password, salt: salt, rounds: 1 << Int(Self.logarithm))
    self.init(bytes: [Self.logarithm] + key.withUnsafeBytes(Array.init), salt: salt)
  }

  /// Takes most of a tenth of a second, and no longer for a password that is nearly right.
  func isHash(of password: String) throws -> Bool {
    guard let logarithm = bytes.first, (14...20).contains(logarithm) else { return false }
    let key = try Scrypt.key(from: password, salt: salt, rounds: 1 << Int(logarithm))
    // Symmetric keys are compared in constant time.
    return key == SymmetricKey(data: bytes.dropFirst())
  }
}
