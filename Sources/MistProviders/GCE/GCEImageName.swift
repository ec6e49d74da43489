import MistModel

/// How an image is called: `golden` and `family/golden` in the account's project, `debian-cloud/family/debian-13` and
/// `debian-cloud/debian-13-v20261111` in another. A family means its newest image.
struct GCEImageName: Hashable, Sendable {
  var name: String
  var isFamily = false
  /// `nil` for the account's own.
  var project: String?

  init(_ name: String, in project: String? = nil) {
    self.name = name
    self.project = project
  }

  init(family: String, in project: String) {
    (name, isFamily, self.project) = (family, true, project)
  }

  /// Reads an id, or the image's address as Google writes it.
  ///
  /// - Throws: `.invalid` for what is neither.
  init(_ id: ImageID) throws {
    var words = id.rawValue.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if let start = words.lastIndex(of: "projects") { words.removeFirst(start + 1) }
    if let place = words.firstIndex(of: "global"), words.dropFirst(place + 1).first == "images" {
      words.removeSubrange(place...(place + 1))
    }
    guard let name = words.popLast() else { throw Self.unreadable(id) }
    self.name = name
    if words.last == "family" {
      words.removeLast()
      isFamily = true
    }
    project = words.popLast()
    guard words.isEmpty, ([name] + (project.map { [$0] } ?? [])).allSatisfy(\.isImagePart) else {
      throw Self.unreadable(id)
    }
  }

  var id: ImageID {
    ImageID((project.map { $0 + "/" } ?? "") + (isFamily ? "family/" : "") + name)
  }

  /// As it stands in an order.
  func address(for own: String) -> String {
    "projects/\(project ?? own)/global/images/" + (isFamily ? "family/" : "") + name
  }

  private static func unreadable(_ id: ImageID) -> MistError {
    MistError(
      .invalid, "'\(printable(id.rawValue))' is no image at Google",
      hint: "list-images shows them, as debian-cloud/family/debian-13")
  }
}

extension String {
  /// Of the signs that names of images and projects have.
  fileprivate var isImagePart: Bool {
    first.map { $0.isLetter || $0.isNumber } == true
      && utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || "-.:".utf8.contains(byte)
      }
  }
}
