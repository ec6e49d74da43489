/// Finds in values that came late when a condition held.
enum LateIncidents {
  struct Found: Hashable, Sendable {
    /// Positions of the first value at which it held, and of the first after it.
    var first: Int
    var end: Int
    var value: Double
  }

  /// The most that are told of at once.
  private static let most = 50

  /// A window slides over the values; too few of them in it end what went on.
  static func find(_ condition: RuleCondition, in values: [Double?], step: Int) -> [Found] {
    let window = max(1, condition.window / step)
    guard values.count >= window else { return [] }
    var found: [Found] = []
    var current: Found?
    for end in window...values.count {
      let verdict = condition.verdict(on: Array(values[end - window..<end]))
      if let verdict, verdict.holds {
        current = Found(first: current?.first ?? end - 1, end: end, value: current?.value ?? verdict.value)
      } else if let over = current {
        found.append(over)
        current = nil
        if found.count == most { return found }
      }
    }
    return found + [current].compactMap { $0 }
  }
}
