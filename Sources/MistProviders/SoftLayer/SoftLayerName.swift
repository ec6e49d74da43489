import MistModel

/// A machine's name at SoftLayer, where every machine is in a domain.
struct SoftLayerName: Hashable, Sendable {
  var hostname: String
  var domain: String

  /// Of machines whose name has none. It is the one that the original took.
  private static let usualDomain = "example.com"

  init(hostname: String, domain: String?) {
    self.hostname = hostname
    self.domain = domain ?? Self.usualDomain
  }

  /// - Parameter text: `db1`, or `db1.example.org`.
  /// - Throws: `.invalid` for what could be no host name.
  init(_ text: String) throws {
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    guard text.utf8.count <= 200, labels.count != 2, labels.allSatisfy(Self.isLabel),
      labels.count == 1 || labels.last?.utf8.contains(where: \.isLetter) == true
    else {
      throw MistError(
        .invalid, "'\(printable(text))' is no name for a machine at SoftLayer",
        hint: "letters, digits and '-', alone or with a domain as in db1.example.org")
    }
    hostname = String(labels.first ?? "")
    domain = labels.count == 1 ? Self.usualDomain : labels.dropFirst().joined(separator: ".")
  }

  /// Short in the usual domain.
  var text: String { domain == Self.usualDomain ? hostname : "\(hostname).\(domain)" }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy { $0.isLetter || (0x30...0x39).contains($0) || $0 == 0x2D }
  }
}

extension UInt8 {
  /// ASCII only.
  fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
