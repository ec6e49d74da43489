import MistModel

/// Whether an answer has the shape of a recorded one: every member that a client may read, with the same kind of value.
enum RecordedShape {
  /// Members that no client reads.
  private static let unread: Set<String> = [
    "uuid", "poll_interval", "index", "state", "region", "machine_limit", "promo_code", "isTrial", "driver",
    "bandwidth", "price", "routers", "public", "dns_name",
  ]

  static func differences(_ recorded: JSONValue, _ answer: JSONValue?, at place: String = "answer") -> [String] {
    guard let answer else { return ["\(place) is missing"] }
    switch (recorded, answer) {
    case (.null, _), (.bool, .bool), (.string, .string), (.integer, .integer), (.integer, .number),
      (.number, .integer), (.number, .number):
      return []
    case (.object(let members), .object(let mine)):
      // The networks of a backend are in lists of that name.
      let isNetworks = members["private"] != nil
      return members.filter { !unread.contains($0.key) || ($0.key == "public" && isNetworks) }
        .flatMap { differences($0.value, mine[$0.key], at: "\(place).\($0.key)") }
    case (.array(let items), .array(let mine)):
      // Tuples item by item, listings by their first.
      if items.count > 2, items.allSatisfy(\.isScalar) {
        return zip(items, mine).flatMap { differences($0, $1, at: place) }
          + (items.count == mine.count ? [] : ["\(place) has \(mine.count) items, not \(items.count)"])
      }
      guard let first = items.first, let same = mine.first else { return [] }
      return differences(first, same, at: "\(place)[0]")
    default:
      return ["\(place) is \(answer), recorded \(recorded)"]
    }
  }
}

extension JSONValue {
  fileprivate var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }
}
