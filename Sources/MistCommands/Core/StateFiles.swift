/// Small files that the shell keeps for itself in its state folder: past lines, names for completion, marks of backends.
///
/// Several shells may use them at once. Only their owner can read them.
public protocol StateFiles: Sendable {
  /// The bytes from an offset on; `nil` when there is no such file.
  func read(_ name: String, from offset: Int) -> [UInt8]?
  /// Puts a file in the place of the one there was; who reads sees the one or the other.
  func replace(_ name: String, with bytes: [UInt8]) throws
  /// Adds to the end, in one piece even when others add at the same moment.
  func append(_ name: String, _ bytes: [UInt8]) throws
}
