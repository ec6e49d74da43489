/// A small file system of a disc (ECMA-119), with the names in Joliet's form beside the old one.
///
/// One folder, few files, no dates: the same files give the same bytes. Systems that know Joliet see the names as given;
/// the others see them in large letters, which Linux turns into small ones.
struct ISO9660: Sendable {
  let bytes: [UInt8]

  private static let sector = 2048
  /// Sectors, in the order in which they stand. The first sixteen are the system's.
  private enum Place {
    static let volume = 16, jolietVolume = 17, end = 18
    static let paths = 19, pathsReversed = 20, jolietPaths = 21, jolietPathsReversed = 22
    static let folder = 23, jolietFolder = 24, files = 25
  }

  /// - Parameters:
  ///   - label: the volume's name, 16 letters at most.
  ///   - files: in the order of their names; few enough for their names to fit into a sector.
  init(label: String, files: [(name: String, content: [UInt8])]) {
    var places: [(name: String, sector: Int, length: Int)] = []
    var next = Place.files
    for file in files {
      places.append((file.name, next, file.content.count))
      next += max(1, (file.content.count + Self.sector - 1) / Self.sector)
    }
    var image = [UInt8](repeating: 0, count: next * Self.sector)
    func write(_ content: [UInt8], at sector: Int) {
      image.replaceSubrange(sector * Self.sector..<sector * Self.sector + content.count, with: content)
    }
    write(Self.volume(label, sectors: next, isJoliet: false), at: Place.volume)
    write(Self.volume(label, sectors: next, isJoliet: true), at: Place.jolietVolume)
    write([255] + "CD001".utf8 + [1], at: Place.end)
    for (sector, folder, isReversed) in [
      (Place.paths, Place.folder, false), (Place.pathsReversed, Place.folder, true),
      (Place.jolietPaths, Place.jolietFolder, false), (Place.jolietPathsReversed, Place.jolietFolder, true),
    ] {
      // One entry, the root: length of its name, no further attributes, its place, itself as its parent.
      let place = Self.little(folder, 4)
      write([1, 0] + (isReversed ? place.reversed() : place) + (isReversed ? [0, 1] : [1, 0]) + [0, 0], at: sector)
    }
    for (sector, isJoliet) in [(Place.folder, false), (Place.jolietFolder, true)] {
      var records =
        Self.record([0], sector, Self.sector, isFolder: true) + Self.record([1], sector, Self.sector, isFolder: true)
      for place in places {
        let name = isJoliet ? Self.wide(place.name + ";1") : Array((place.name.uppercased() + ".;1").utf8)
        records += Self.record(name, place.sector, place.length, isFolder: false)
      }
      write(records, at: sector)
    }
    for (file, place) in zip(files, places) { write(file.content, at: place.sector) }
    bytes = image
  }

  private static func volume(_ label: String, sectors: Int, isJoliet: Bool) -> [UInt8] {
    func text(_ text: String, _ length: Int) -> [UInt8] {
      let letters = isJoliet ? wide(text) : Array(text.utf8)
      let blank = isJoliet ? wide(" ") : Array(" ".utf8)
      var bytes = Array(letters.prefix(length))
      while bytes.count + blank.count <= length { bytes += blank }
      return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }
    let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
    let folder = isJoliet ? Place.jolietFolder : Place.folder
    let paths = isJoliet ? (Place.jolietPaths, Place.jolietPathsReversed) : (Place.paths, Place.pathsReversed)
    var bytes: [UInt8] = [isJoliet ? 2 : 1] + "CD001".utf8 + [1, 0]
    bytes += text("", 32) + text(label, 32) + zeros(8) + both(sectors, 4)
    // Which set of letters: UCS-2, level 3.
    bytes += isJoliet ? Array("%/E".utf8) + zeros(29) : zeros(32)
    bytes += both(1, 2) + both(1, 2) + both(sector, 2) + both(10, 4)
    bytes += little(paths.0, 4) + zeros(4) + little(paths.1, 4).reversed() + zeros(4)
    bytes += record([0], folder, sector, isFolder: true)
    for length in [128, 128, 128, 128, 37, 37, 37] { bytes += text("", length) }
    // Four dates that nobody said.
    for _ in 0..<4 { bytes += Array("0000000000000000".utf8) + [0] }
    return bytes + [1]
  }

  private static func record(_ name: [UInt8], _ place: Int, _ length: Int, isFolder: Bool) -> [UInt8] {
    var bytes: [UInt8] = [0, 0] + both(place, 4) + both(length, 4)
    // 1970-01-01 00:00:00 UTC.
    bytes += [70, 1, 1, 0, 0, 0, 0] + [isFolder ? 2 : 0, 0, 0] + both(1, 2) + [UInt8(name.count)] + name
    if bytes.count % 2 == 1 { bytes.append(0) }
    bytes[0] = UInt8(bytes.count)
    return bytes
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// First byte first, then once more last byte first.
  private static func both(_ value: Int, _ count: Int) -> [UInt8] {
    little(value, count) + little(value, count).reversed()
  }

  /// UCS-2, the large byte first.
  private static func wide(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
  }
}
