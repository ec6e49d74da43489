import Foundation
import MistModel

/// What machines are made from.
extension GCEDriver {
  /// Google's own projects with systems that are reached by SSH. Each keeps its newest images at the front.
  private static let publishers = [
    "almalinux-cloud", "centos-cloud", "cos-cloud", "debian-cloud", "fedora-coreos-cloud", "opensuse-cloud",
    "rhel-cloud", "rocky-linux-cloud", "suse-cloud", "ubuntu-os-cloud",
  ]
  private static let newestFirst = [("orderBy", "creationTimestamp desc")]

  /// Without a search the project's own images and the families of the publishers, whose newest image is meant at any
  /// time; with one also each single image.
  func images(search: String?) async throws -> [Image] {
    async let own = api.all(GCEImages.self, ["global", "images"]).filter(\.canBeUsed).map {
      Image(id: GCEImageName($0.name).id, name: $0.name)
    }
    guard let search else {
      let families = try await knownFamilies.all { try await published(newestOnly: true).families }
      return try await own + families
    }
    let (families, single) = try await published(newestOnly: false)
    return (try await own + families + single).found(by: search)
  }

  private func published(newestOnly: Bool) async throws -> (families: [Image], single: [Image]) {
    let all = try await atOnce(Self.publishers, most: Self.publishers.count) { publisher in
      try await imagesPublished(by: publisher, newestOnly: newestOnly).filter(\.canBeUsed).map { (publisher, $0) }
    }
    var (families, single): ([Image], [Image]) = ([], [])
    var seen: Set<ImageID> = []
    for (publisher, image) in all.joined() {
      if let family = image.family {
        let id = GCEImageName(family: family, in: publisher).id
        if seen.insert(id).inserted { families.append(Image(id: id, name: family)) }
      }
      single.append(Image(id: GCEImageName(image.name, in: publisher).id, name: image.name, isStarred: false))
    }
    return (families, single)
  }

  /// - Parameter newestOnly: the first page, which has all families: images are built anew every month. A search goes
  ///   through the older ones too.
  private func imagesPublished(by publisher: String, newestOnly: Bool) async throws -> [GCEImage] {
    do {
      return try await everyPage(of: GCEImages.subject, in: account.title) { token in
        let page = try await api.page(
          of: GCEImages.self, ["global", "images"], Self.newestFirst, in: publisher, at: token
        ).page
        return newestOnly ? Page(page.elements) : page
      }
    } catch let error as MistError where [.notFound, .refused].contains(error.code) {
      // A publisher that was closed, or that an organization forbids, hides none of the others.
      return []
    }
  }

  /// Every size of any zone, once. Asked zone by zone, several at once: the listing of all zones together has more than
  /// a hundred pages, one after the other.
  func sizes() async throws -> [Size] {
    try await knownSizes.all {
      let lists = try await atOnce(try await openZones()) { zone in
        try await api.all(GCESizes.self, ["zones", zone, "machineTypes"])
      }
      var seen: Set<String> = []
      return lists.joined().filter { $0.deprecated.isOffered && seen.insert($0.name).inserted }
        .sorted { $0.name.compare($1.name, options: .numeric) == .orderedAscending }.map(\.size)
    }
  }
}
