import MistModel

@testable import MistService

extension Schema {
  /// What of a value is not as it is described, each with its place. Stricter than JSON Schema: what is not described is
  /// a fault too.
  func faults(of value: JSONValue, at place: String = "$") -> [String] {
    switch (self, value) {
    case (.anything, _), (.text, .string), (.flag, .bool), (.integer, .integer), (.null, .null): return []
    case (.number, .integer), (.number, .number): return []
    case (.choice(let texts), .string(let text)) where texts.contains(text): return []
    case (.list(let item), .array(let items)):
      return items.enumerated().flatMap { item.faults(of: $1, at: "\(place)[\($0)]") }
    case (.places(let schemas), .array(let items)) where schemas.count == items.count:
      return zip(schemas, items).flatMap { $0.faults(of: $1, at: place + "[…]") }
    case (.members(let schema), .object(let members)):
      return members.flatMap { schema.faults(of: $1, at: "\(place).\($0)") }
    case (.object(let described), .object(let members)):
      return faults(of: members, described, at: place)
    case (.either(let schemas), _):
      let all = schemas.map { $0.faults(of: value, at: place) }
      return all.contains([]) ? [] : all.flatMap(\.self)
    case (.named(_, let schema), _):
      return schema.faults(of: value, at: place)
    default:
      return ["\(place) is \(value), not \(json)"]
    }
  }

  private func faults(of members: [String: JSONValue], _ described: [Member], at place: String) -> [String] {
    let missing = described.filter { $0.isRequired && members[$0.name] == nil }.map { "\(place) lacks \($0.name)" }
    return missing
      + members.flatMap { name, value -> [String] in
        guard let member = described.first(where: { $0.name == name }) else { return ["\(place).\(name) is not told"] }
        return member.schema.faults(of: value, at: "\(place).\(name)")
      }
  }
}
