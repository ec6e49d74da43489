import MistModel

/// A region of EC2: by the original's id, `ec2_eu_west`, or by Amazon's own name, `eu-west-1`.
struct EC2Region: Hashable, Sendable {
  /// Amazon's own name.
  let name: String
  /// The original's id; `nil` for the regions it did not know.
  let id: String?

  /// The original's regions, in its order.
  static let known: [(id: String, location: String, name: String)] = [
    ("ec2_ap_northeast", "Tokyo", "ap-northeast-1"),
    ("ec2_ap_southeast", "Singapore", "ap-southeast-1"),
    ("ec2_ap_southeast_2", "Sydney", "ap-southeast-2"),
    ("ec2_eu_west", "Ireland", "eu-west-1"),
    ("ec2_sa_east", "Sao Paulo", "sa-east-1"),
    ("ec2_us_east", "N. Virginia", "us-east-1"),
    ("ec2_us_west", "N. California", "us-west-1"),
    ("ec2_us_west_oregon", "Oregon", "us-west-2"),
  ]

  /// - Throws: `.invalid` for what cannot be the name of a region: it becomes part of an address.
  init(_ text: String) throws {
    if let known = Self.known.first(where: { $0.id == text || $0.name == text }) {
      (name, id) = (known.name, known.id)
      return
    }
    guard Self.isName(text) else {
      throw MistError(
        .invalid, "'\(printable(text))' is no region of EC2",
        hint: "one that list-providers shows, or Amazon's own name of any other, such as eu-central-1")
    }
    (name, id) = (text, nil)
  }

  /// `eu-central-1`, `us-gov-west-1`.
  private static func isName(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (3...4).contains(parts.count), let number = parts.last, let area = parts.first, area.count == 2 else {
      return false
    }
    let isLetters = parts.dropLast().allSatisfy { part in
      (2...10).contains(part.count) && part.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }
    return isLetters && (1...2).contains(number.count) && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  var endpoint: String {
    "https://ec2.\(name).amazonaws.com" + (name.hasPrefix("cn-") ? ".cn" : "")
  }
}
