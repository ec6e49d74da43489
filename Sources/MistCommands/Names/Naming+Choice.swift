import MistModel
import MistOutput

extension Naming {
  /// The one naming among those a line could give; `nil` when it gives none.
  ///
  /// Throws `MistError(.usage)` when it gives two: one of them would have to be overlooked.
  static func only(_ namings: [Naming?], noun: String) throws -> Naming? {
    let given = namings.compactMap { $0 }
    guard given.count <= 1 else {
      let texts = given.map { "'\(escaped($0.text))'" }.joined(separator: " and ")
      throw MistError(.usage, "\(texts) both name the \(noun)", hint: "name it once: NAME, --name NAME or --id ID")
    }
    return given.first
  }

  init?(_ name: Name<some Nameable>?, _ kind: Kind = .either) {
    guard let name else { return nil }
    self.init(name.text, kind)
  }

  init?(_ id: Identifier<some Any>?) {
    guard let id else { return nil }
    self.init(id.rawValue, .id)
  }
}
