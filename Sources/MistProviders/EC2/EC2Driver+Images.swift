import MistModel

/// Images. Anybody may publish one at EC2 under any name: only those of publishers that are known here are looked at,
/// and the account's own.
extension EC2Driver {
  /// Beside the account's own, for each system on the list the newest image, with a star; `all` adds the older ones of
  /// the same systems. A search goes through all that these publishers, and the marketplace, offer.
  func images(search: String?) async throws -> [Image] {
    switch search {
    case nil, "":
      async let own = describeOwn()
      let newest = try await knownSystems.all { newestOfEach(in: try await describeSystems()) }
      return unique(try await own + newest)
    case let search? where search.lowercased() == "all":
      async let own = describeOwn()
      let listed = try await describeSystems()
      return unique(try await own + newestOfEach(in: listed) + listed.map { $0.image(isStarred: false) })
    case let search?:
      return try await found(search)
    }
  }

  /// More than anybody reads.
  private static let mostFound = 200

  private func describeOwn() async throws -> [Image] {
    try await describe(owners: ["self"], filters: []).newestFirst.map { $0.image(isStarred: true) }
  }

  /// The images of the systems on the list, newest first.
  private func describeSystems() async throws -> [EC2Image] {
    try await describe(owners: EC2System.publishers, filters: [("name", EC2System.all.map(\.pattern))]).newestFirst
  }

  private func newestOfEach(in listed: [EC2Image]) -> [Image] {
    let newest = Set(EC2System.all.compactMap { system in listed.first { system.includes($0) }?.id })
    return listed.filter { newest.contains($0.id) }.map { $0.image(isStarred: true) }
  }

  private func found(_ search: String) async throws -> [Image] {
    let owners = ["self", "amazon", "aws-marketplace"] + EC2System.publishers
    // Their filters tell large letters from small ones.
    let capitalized = search.prefix(1).uppercased() + search.dropFirst().lowercased()
    let spellings = Set([search, search.lowercased(), search.uppercased(), capitalized])
    async let named = describe(owners: owners, filters: [("name", spellings.map { "*\($0)*" }.sorted())])
    let isPartOfID = search.lowercased().hasPrefix("ami-") || search.utf8.allSatisfy { isHexDigit($0) }
    var images =
      isPartOfID ? try await describe(owners: owners, filters: [("image-id", ["*\(search.lowercased())*"])]) : []
    images += try await named
    let matching = images.filter { "\($0.id)\n\($0.name)".lowercased().contains(search.lowercased()) }
    return Array(unique(matching.newestFirst.map { $0.image(isStarred: false) }).prefix(Self.mostFound))
  }

  private func isHexDigit(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }

  private func describe(owners: [String], filters: [(String, [String])]) async throws -> [EC2Image] {
    var parameters = [("MaxResults", "1000")] + listed("Owner", owners)
    for (number, (name, values)) in zip(1..., [("state", ["available"])] + filters) {
      parameters += filter(number, name, values)
    }
    return try await api.pages("DescribeImages", parameters).flatMap { page in
      page.items("imagesSet").compactMap { EC2Image($0) }
    }
  }

  private func unique(_ images: [Image]) -> [Image] {
    var seen: Set<ImageID> = []
    return images.filter { seen.insert($0.id).inserted }
  }
}

struct EC2Image: Sendable {
  var id: String
  var name: String
  /// The publisher's account number.
  var owner: String
  /// In a form whose order is that of time.
  var created: String

  /// - Returns: `nil` for kernels and boot discs, which are no machines.
  init?(_ element: XMLElement) {
    guard let id = element.text("imageId"), id.hasPrefix("ami-") else { return nil }
    self.id = id
    name = element.text("name") ?? element.text("description") ?? id
    owner = element.text("imageOwnerId") ?? ""
    created = element.text("creationDate") ?? ""
  }

  func image(isStarred: Bool) -> Image { Image(id: ImageID(id), name: name, isStarred: isStarred) }
}

extension [EC2Image] {
  fileprivate var newestFirst: [EC2Image] {
    sorted { ($1.created, $0.name) < ($0.created, $1.name) }
  }
}
