import MistModel
import MistOutput

extension World {
  /// Whether there is a file that can be read.
  func hasFile(_ path: String) -> Bool {
    (try? readFile(path)) != nil
  }

  /// Writes files that must not be there yet, by path; none is written when one of them is there.
  ///
  /// - Parameter replaces: what is there is replaced: `--yes`.
  func writeNew(_ files: [String: [UInt8]], replaces: Bool) throws {
    let paths = files.keys.sorted()
    if !replaces, let taken = paths.first(where: hasFile) {
      throw MistError(.refused, "\(escaped(taken)) is there already", hint: "say --yes to replace it")
    }
    for path in paths {
      if let end = path.lastIndex(of: "/"), end > path.startIndex { try makeFolder(String(path[..<end])) }
    }
    for path in paths { try writeFile(path, files[path] ?? [], false) }
  }
}
