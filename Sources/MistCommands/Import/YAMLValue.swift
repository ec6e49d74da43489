import Foundation
import MistModel
import MistOutput
import Yams

/// A value of a YAML file that knows where it is, so that what is wrong with it can be said with its place.
///
/// The types that a Python program of the time wrote down (`!!python/unicode`) are read as what they hold.
struct YAMLValue {
  private let node: Node
  /// `db.yaml`.
  private let file: String
  /// `keypairs.prod.private`.
  private let path: String

  private static let longestFile = 16 << 20
  /// Texts that look like an alias count too. So few cannot grow into much, however they are nested.
  private static let mostAliases = 12

  /// Throws `MistError(.invalid)` that names the place for a text that is no YAML.
  init(file: String, text: String) throws {
    guard text.utf8.count <= Self.longestFile else {
      throw MistError(.invalid, "\(file) is larger than \(Self.longestFile >> 20) MiB")
    }
    guard Self.aliasCount(in: text) <= Self.mostAliases else {
      throw MistError(
        .invalid, "\(file) repeats its parts by more than \(Self.mostAliases) YAML aliases",
        hint: "write them out, so that none begins with '*'")
    }
    do {
      guard let node = try compose(yaml: text) else { throw MistError(.invalid, "\(file) is empty") }
      self.init(node, file: file, path: "")
    } catch let error as YamlError {
      throw MistError(.invalid, error.saying(in: file))
    }
  }

  private init(_ node: Node, file: String, path: String) {
    self.node = node
    self.file = file
    self.path = path
  }

  /// `*name` where a value can begin.
  private static func aliasCount(in text: String) -> Int {
    let opening = Set(" \t\n\r[{,:-?".utf8)
    var before = UInt8(ascii: "\n")
    var stars = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "*"), opening.contains(before) { stars += 1 }
      before = byte
    }
    return stars
  }
}

// MARK: - What it holds

extension YAMLValue {
  var isNull: Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// The parts of a mapping by name, in their order; none for null.
  func members() throws -> [(name: String, value: YAMLValue)] {
    guard !isNull else { return [] }
    guard let mapping = node.mapping else { throw fault("must be a mapping") }
    return try mapping.map { key, value in
      let name = try YAMLValue(key, file: file, path: path).text ?? ""
      return (name, YAMLValue(value, file: file, path: path.isEmpty ? name : path + "." + name))
    }
  }

  /// The items of a list; none for null.
  var items: [YAMLValue] {
    get throws {
      guard !isNull else { return [] }
      guard let sequence = node.sequence else { throw fault("must be a list") }
      return sequence.enumerated().map { YAMLValue($1, file: file, path: "\(path).\($0)") }
    }
  }

  /// A text or a number, as it is written; `nil` for null and for nothing.
  var text: String? {
    get throws {
      guard !isNull else { return nil }
      guard let scalar = node.scalar else { throw fault("must be a text") }
      guard scalar.tag == Tag(.binary) else { return scalar.string.isEmpty ? nil : scalar.string }
      guard let bytes = node.binary, let text = String(validating: bytes, as: UTF8.self) else {
        throw fault("must be a text in UTF-8")
      }
      return text.isEmpty ? nil : text
    }
  }

  /// `nil` for null.
  var flag: Bool? {
    get throws {
      switch try text?.lowercased() {
      case nil: return nil
      case "true", "yes", "on", "1": return true
      case "false", "no", "off", "0": return false
      default: throw fault("must be true or false")
      }
    }
  }

  /// 1 to 65535; `nil` for null.
  var port: Int? {
    get throws {
      guard let text = try text else { return nil }
      guard let port = Int(text), (1...65_535).contains(port) else { throw fault("must be a number from 1 to 65535") }
      return port
    }
  }

  /// - Parameter saying: `must be a text`.
  func fault(_ saying: String) -> MistError {
    let place = node.mark.map { "\(file):\($0.line):\($0.column)" } ?? file
    return MistError(.invalid, "\(place): \(path.isEmpty ? "the file" : escaped(path)) \(saying)")
  }
}

extension YamlError {
  /// The fault and its place, without any of the file's text: that may be secret.
  fileprivate func saying(in file: String) -> String {
    switch self {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "\(file):\(mark.line):\(mark.column): \(problem)"
    case .duplicatedKeysInMapping(_, let context):
      "\(file):\(context.mark.line):\(context.mark.column): the same name twice in one mapping"
    default:
      "\(file) is no YAML"
    }
  }
}
