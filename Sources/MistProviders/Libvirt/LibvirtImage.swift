import MistModel

/// A file that machines can be made from.
struct LibvirtImage: Hashable, Sendable {
  var path: String

  /// Begins the names of the volumes that the driver makes for its machines: they are no images.
  static let ownPrefix = "mist-"
  private static let endings = [".img", ".qcow2", ".qcow", ".raw", ".iso"]

  init?(path: String) {
    guard path.hasPrefix("/"), !path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else { return nil }
    self.path = path
  }

  /// A line of `virsh vol-list`: the volume's name and its path, in columns that blanks fill.
  init?(volumeLine line: String) {
    // A name may hold blanks, a path too: the right split is the one where the path ends with the name.
    var searched = line.startIndex
    while let split = line[searched...].firstRange(of: "  /")?.lowerBound
      ?? line[searched...].firstRange(of: " /")?.lowerBound
    {
      let name = line[..<split].drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      let path = line[split...].drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      if !name.isEmpty, String(path).hasSuffix("/" + String(name)) {
        self.init(path: String(path))
        return
      }
      searched = line.index(after: split)
    }
    return nil
  }

  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// A disc that installs a system, not a disk with one.
  var isInstaller: Bool { path.lowercased().hasSuffix(".iso") }

  var isOffered: Bool {
    !name.hasPrefix(Self.ownPrefix) && Self.endings.contains { name.lowercased().hasSuffix($0) }
  }

  var image: Image { Image(id: ImageID(path), name: name) }
}
