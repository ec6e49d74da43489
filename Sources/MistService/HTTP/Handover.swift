/// Hands pieces of an answer from its writer to its reader, one at a time: the writer waits until the last one was taken.
actor Handover {
  private var piece: [UInt8]?
  private var end: Result<Void, any Error>?
  private var writer: CheckedContinuation<Void, any Error>?
  private var reader: CheckedContinuation<[UInt8]?, any Error>?

  /// Throws when the reader has left.
  func give(_ bytes: [UInt8]) async throws {
    if let end { try end.get() }
    guard end == nil else { throw CancellationError() }
    if let reader {
      self.reader = nil
      reader.resume(returning: bytes)
      return
    }
    piece = bytes
    try await withCheckedThrowingContinuation { writer = $0 }
  }

  /// `nil` at the end.
  func take() async throws -> [UInt8]? {
    if let bytes = piece {
      piece = nil
      writer?.resume()
      writer = nil
      return bytes
    }
    if let end {
      try end.get()
      return nil
    }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { reader = $0 }
    } onCancel: {
      Task { await self.finish(.failure(CancellationError())) }
    }
  }

  /// The writer is done, or the reader has left.
  func finish(_ result: Result<Void, any Error>) {
    guard end == nil else { return }
    end = result
    reader?.resume(with: result.map { nil })
    reader = nil
    if case .failure(let error) = result {
      writer?.resume(throwing: error)
      writer = nil
      piece = nil
    }
  }
}

/// Does something when the last who holds it lets go.
final class OnRelease: Sendable {
  private let act: @Sendable () -> Void

  init(_ act: @escaping @Sendable () -> Void) {
    self.act = act
  }

  deinit {
    act()
  }
}
