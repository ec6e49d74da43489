import MistCommands
import MistModel
import Synchronization

/// A state folder in memory.
final class MemoryFiles: StateFiles {
  private struct State {
    var files: [String: [UInt8]] = [:]
    var readCount = 0
    var bytesRead = 0
    var isReadOnly = false
    var beforeReplace: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  var all: [String: [UInt8]] { state.withLock { $0.files } }
  var readCount: Int { state.withLock { $0.readCount } }
  var bytesRead: Int { state.withLock { $0.bytesRead } }
  var sizes: [String: Int] { state.withLock { $0.files.mapValues(\.count) } }

  var isReadOnly: Bool {
    get { state.withLock { $0.isReadOnly } }
    set { state.withLock { $0.isReadOnly = newValue } }
  }

  /// Once, before the next file is replaced.
  func beforeReplace(_ work: @escaping @Sendable () -> Void) { state.withLock { $0.beforeReplace = work } }

  func text(_ name: String) -> String { String(decoding: read(name, from: 0) ?? [], as: UTF8.self) }
  func add(_ name: String, _ text: String) { add(name, bytes: Array(text.utf8)) }
  func add(_ name: String, bytes: [UInt8]) { state.withLock { $0.files[name, default: []] += bytes } }
  func remove(_ name: String) { state.withLock { _ = $0.files.removeValue(forKey: name) } }

  func read(_ name: String, from offset: Int) -> [UInt8]? {
    state.withLock { state in
      state.readCount += 1
      guard let file = state.files[name] else { return nil }
      let bytes = Array(file.dropFirst(offset))
      state.bytesRead += bytes.count
      return bytes
    }
  }

  func replace(_ name: String, with bytes: [UInt8]) throws {
    let work = state.withLock { state in
      defer { state.beforeReplace = nil }
      return state.beforeReplace
    }
    work?()
    try change { $0[name] = bytes }
  }

  func append(_ name: String, _ bytes: [UInt8]) throws {
    try change { $0[name, default: []] += bytes }
  }

  private func change(_ change: (inout [String: [UInt8]]) -> Void) throws {
    try state.withLock { state in
      guard !state.isReadOnly else { throw MistError(.storage, "read-only") }
      change(&state.files)
    }
  }
}
