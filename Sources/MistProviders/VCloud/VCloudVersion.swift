/// A version of the vCloud API: `5.5`, `36.3`. Each request names the one it is written in.
struct VCloudVersion: Comparable, Sendable {
  /// As the service writes it.
  let text: String
  private let major: Int
  private let minor: Int

  /// - Returns: `nil` for what is no version, such as the name of one that is still being made.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { return nil }
    let numbers = parts.compactMap { part in
      (1...4).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
    }
    guard numbers.count == parts.count else { return nil }
    self.init(text: text, major: numbers[0], minor: numbers.count > 1 ? numbers[1] : 0)
  }

  private init(text: String, major: Int, minor: Int) {
    (self.text, self.major, self.minor) = (text, major, minor)
  }

  private static func version(_ major: Int, _ minor: Int = 0) -> VCloudVersion {
    VCloudVersion(text: "\(major).\(minor)", major: major, minor: minor)
  }

  /// Those whose documents the driver was written by: vCloud Director 5.1 to VMware Cloud Director 10.6.
  static let known = version(5, 1)...version(39, 9999)
  /// One order tells all of a new machine.
  static let wholeOrders = version(5, 6)
  /// Logins moved to the newer of the two APIs.
  static let tokens = version(33)

  static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
  static func == (left: Self, right: Self) -> Bool { (left.major, left.minor) == (right.major, right.minor) }

  /// The newest that both sides know; `nil` when there is none.
  ///
  /// - Parameter offered: by the service, in any order.
  static func newest(of offered: [String]) -> VCloudVersion? {
    offered.compactMap { VCloudVersion($0) }.filter { known.contains($0) }.max()
  }
}
