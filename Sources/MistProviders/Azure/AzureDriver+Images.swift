import MistModel

/// Images: those of the marketplace go by their URN, those of the subscription by `group/name`.
extension AzureDriver {
  /// Without a search a list of plain systems, and the subscription's own images. A search goes through the offers of
  /// known publishers, and one that begins with `publisher:` through those of that publisher.
  func images(search: String?) async throws -> [Image] {
    async let own = ownImages()
    guard let search, !search.isEmpty else { return try await own + AzureSystem.all.map(\.image) }
    async let market = marketplace(search)
    let listed = try await own + AzureSystem.all.map(\.image)
    let known = Set(listed.map(\.id))
    return (listed + (try await market).filter { !known.contains($0.id) }).found(by: search)
  }

  private func ownImages() async throws -> [Image] {
    let images: [AzureNamed] = try await api.all("/providers/\(AzureID.images)", .compute, of: "images")
    return images.compactMap { image in
      image.id.flatMap { AzureID($0) }.map { Image(id: ImageID($0.short), name: image.name, isStarred: true) }
    }
  }

  /// Offers that are named are looked into; for `all` every one of the known publishers.
  private func marketplace(_ search: String) async throws -> [Image] {
    guard let place = try await knownLocations().first?.name else { return [] }
    let root = "/providers/Microsoft.Compute/locations/\(percentEncoded(place))/publishers"
    let words = search.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let isNamed = words.count > 1 && !words[0].isEmpty
    let publishers = isNamed ? [words[0]] : AzureSystem.publishers
    let offers = try await atOnce(publishers) { publisher in
      let path = "\(root)/\(percentEncoded(publisher))/artifacttypes/vmimage/offers"
      return try await names(path).map { (publisher: publisher, name: $0) }
    }.joined()
    let wanted = offers.filter { offer in
      guard !isNamed else { return offer.name.lowercased().hasPrefix(words[1].lowercased()) }
      return search.lowercased() == "all"
        || "\(offer.publisher):\(offer.name)".lowercased().contains(search.lowercased())
    }
    return try await atOnce(Array(wanted)) { offer in
      let path =
        "\(root)/\(percentEncoded(offer.publisher))/artifacttypes/vmimage/offers/\(percentEncoded(offer.name))/skus"
      return try await names(path).map { sku in
        Image(
          id: ImageID("\(offer.publisher):\(offer.name):\(sku):latest"),
          name: "\(offer.publisher) \(offer.name) \(sku)", isStarred: false)
      }
    }.flatMap(\.self)
  }

  /// A listing without pages. A publisher that is not there offers nothing.
  private func names(_ path: String) async throws -> [String] {
    try await api.known(path, .compute, as: [AzureNamed].self)?.map(\.name) ?? []
  }

  /// How an order names an image.
  func reference(to image: ImageID) throws -> JSONValue {
    let text = image.rawValue
    if text.hasPrefix("/") { return ["id": .string(text)] }
    let words = text.split(separator: ":", omittingEmptySubsequences: false).map { JSONValue.string(String($0)) }
    if words.count == 4, !words.contains("") {
      return ["publisher": words[0], "offer": words[1], "sku": words[2], "version": words[3]]
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts.contains("") else {
      throw MistError(
        .invalid, "'\(printable(text))' is no image of \(account.title)",
        hint: "list-images shows them: publisher:offer:sku:version, or group/name of one of your own")
    }
    return ["id": .string(api.id(AzureID(group: parts[0], kind: AzureID.images, name: parts[1]).path))]
  }
}
