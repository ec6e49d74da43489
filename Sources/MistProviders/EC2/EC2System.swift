/// A system whose newest image is offered by default.
struct EC2System: Sendable {
  /// The publisher's account number.
  var owner: String
  /// The image's name, with `*` for what changes from one to the next.
  var pattern: String

  static let all =
    amazon.map { EC2System(owner: "137112412989", pattern: $0) }
    + debian.map { EC2System(owner: "136693071363", pattern: $0) }
    + ubuntu.map { EC2System(owner: "099720109477", pattern: $0) }
    + rocky.map { EC2System(owner: "792107900819", pattern: $0) }
    + redHat.map { EC2System(owner: "309956199498", pattern: $0) }
    + suse.map { EC2System(owner: "013907871322", pattern: $0) }

  static var publishers: [String] {
    all.reduce(into: []) { owners, system in if !owners.contains(system.owner) { owners.append(system.owner) } }
  }

  private static let amazon = ["al2023-ami-2023.*-x86_64", "al2023-ami-2023.*-arm64", "amzn2-ami-kernel-*-x86_64-gp2"]
  private static let debian = [
    "debian-13-amd64-*", "debian-13-arm64-*", "debian-12-amd64-*", "debian-12-arm64-*",
  ]
  private static let ubuntu = ["26.04", "24.04", "22.04"].flatMap { version in
    ["amd64", "arm64"].map { "ubuntu/images/hvm-ssd*-\(version)-\($0)-server-*" }
  }
  private static let rocky = ["Rocky-10-EC2-Base-*x86_64", "Rocky-9-EC2-Base-*x86_64"]
  private static let redHat = ["RHEL-10.*-x86_64-*", "RHEL-9.*-x86_64-*"]
  private static let suse = ["suse-sles-15-*-hvm-ssd-x86_64"]

  func includes(_ image: EC2Image) -> Bool { image.owner == owner && Self.matches(image.name, pattern) }

  /// The pieces between the stars, in their order; the first one begins the name and the last one ends it.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return name == pattern }
    guard name.hasPrefix(first), name.hasSuffix(last), name.utf8.count >= first.utf8.count + last.utf8.count else {
      return false
    }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let found = rest.firstRange(of: piece) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
