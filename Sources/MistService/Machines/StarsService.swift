import GRDB
import MistModel
import MistProviders

/// The images of a backend with the stars that people gave them or took away.
struct StarsService: Sendable {
  let machines: MachinesService
  let store: Store
  let world: ServiceWorld

  /// The driver's images and the starred ones it left out.
  ///
  /// - Parameter search: a part of the name or the id, whatever its case; `nil` or `all` for no choice.
  func images(of backend: BackendID, search: String?) async throws -> [Image] {
    let driver = try await machines.driver(of: backend)
    var images = try await driver.images(search: search)
    let stars = try await store.read { db in try Star.all(db, of: backend) }
    let listed = Set(images.map(\.id))
    for position in images.indices {
      images[position].isStarred = stars[images[position].id]?.isStarred ?? images[position].isStarred
    }
    let others = stars.values.filter { $0.isStarred && !listed.contains($0.image) && $0.fits(search) }
    return images + others.sorted { $0.name < $1.name }.map { Image(id: $0.image, name: $0.name) }
  }

  /// Gives an image a star, or takes away the one it has.
  ///
  /// - Returns: whether it has one now.
  func toggle(_ image: ImageID, of backend: BackendID, by caller: Caller) async throws -> Bool {
    let known = try await images(of: backend, search: nil).first { $0.id == image }
    let found: Image?
    if let known {
      found = known
    } else {
      found = try await images(of: backend, search: image.rawValue).first { $0.id == image }
    }
    guard let found else {
      throw MistError(
        .notFound, "no image '\(image)' in backend \(backend)", hint: "list-images --search all shows them",
        about: .init(.image, image.rawValue))
    }
    let now = world.now()
    return try await store.write { db in
      // Read again: two that toggle at once are two changes.
      let isStarred = !(try Star.all(db, of: backend)[image]?.isStarred ?? found.isStarred)
      try Star(image: image, name: found.name, isStarred: isStarred).save(db, of: backend)
      try Journal.note(db, at: now, who: caller, isStarred ? "star-image" : "unstar-image", "\(backend)/\(image)")
      return isStarred
    }
  }
}

/// What somebody decided about an image, in the store.
private struct Star: Sendable {
  var image: ImageID
  var name: String
  var isStarred: Bool

  func fits(_ search: String?) -> Bool {
    guard let part = search?.lowercased(), part != "all" else { return true }
    return image.rawValue.lowercased().contains(part) || name.lowercased().contains(part)
  }

  static func all(_ db: Database, of backend: BackendID) throws -> [ImageID: Star] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT image, name, isStarred FROM imageStar WHERE backend = ?", arguments: [backend.rawValue])
    return rows.reduce(into: [:]) { stars, row in
      let star = Star(image: ImageID(row["image"]), name: row["name"], isStarred: row["isStarred"])
      stars[star.image] = star
    }
  }

  func save(_ db: Database, of backend: BackendID) throws {
    try db.execute(
      sql: """
        INSERT INTO imageStar (backend, image, name, isStarred) VALUES (?, ?, ?, ?)
        ON CONFLICT (backend, image) DO UPDATE SET name = excluded.name, isStarred = excluded.isStarred
        """,
      arguments: [backend.rawValue, image.rawValue, name, isStarred])
  }
}
