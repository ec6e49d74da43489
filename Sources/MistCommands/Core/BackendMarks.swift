import MistModel
import Synchronization

/// Which backends are marked as production. Kept with the shell, not with the service: any Mist service will do.
public final class BackendMarks: Sendable {
  private let files: (any StateFiles)?
  private let ids: Mutex<Set<BackendID>?>
  private static let file = "production"

  /// - Parameter files: where the marks are kept; `nil` for marks that end with the shell.
  public init(files: (any StateFiles)?) {
    self.files = files
    ids = Mutex(nil)
  }

  /// Whether the backend carries the mark. Reads the file at the first question.
  public func isProduction(_ backend: BackendID) -> Bool {
    ids.withLock { known in
      let ids = known ?? read()
      known = ids
      return ids.contains(backend)
    }
  }

  /// Throws `MistError(.storage)` when the mark cannot be kept.
  public func set(_ backend: BackendID, isProduction: Bool) throws {
    // Read again: another shell may have set one meanwhile.
    var changed = read()
    if isProduction { changed.insert(backend) } else { changed.remove(backend) }
    let lines = changed.map { $0.rawValue + "\n" }.sorted().joined()
    try files?.replace(Self.file, with: Array(lines.utf8))
    ids.withLock { $0 = changed }
  }

  private func read() -> Set<BackendID> {
    let bytes = files?.read(Self.file, from: 0) ?? []
    return Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { BackendID(String($0)) })
  }
}
