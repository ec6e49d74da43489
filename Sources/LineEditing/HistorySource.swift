/// Lines typed before.
public protocol HistorySource: Sendable {
  /// Newest first; an entry holds newlines when it was typed over several rows. Asked once for each line read, and only
  /// when a key needs it.
  func entries() -> [String]
}
