/// What a rule looks for.
struct RuleCondition: Hashable, Sendable {
  /// How a value is compared, in the words of the original.
  enum Comparison: String, Sendable, CaseIterable {
    case above = "gt"
    case below = "lt"

    var sign: String { self == .above ? ">" : "<" }
  }

  /// Which values of the window have to pass.
  enum Aggregate: String, Sendable, CaseIterable {
    case all, any
    /// Their mean.
    case avg
  }

  var metric: String
  var comparison: Comparison
  var value: Double
  var aggregate: Aggregate
  /// Seconds of values that are looked at.
  var window: Int

  /// 1 while a machine gives no values though others answer; for the rules alone.
  static let noData = "nodata"

  /// The part of a window's values that must be there.
  private static let enough = 0.8

  /// What values say; `nil` when they are too few to say anything.
  ///
  /// - Parameter values: of the window, a step of ten seconds each.
  func verdict(on values: [Double?]) -> (holds: Bool, value: Double)? {
    let there = values.compactMap { $0 }
    guard !there.isEmpty, Double(there.count) >= Double(values.count) * Self.enough else { return nil }
    let mean = there.reduce(0, +) / Double(there.count)
    // The one that says most: the last to pass where all must, the first where one is enough.
    guard let least = there.min(), let greatest = there.max() else { return nil }
    let decisive: Double
    switch (aggregate, comparison) {
    case (.avg, _): decisive = mean
    case (.all, .above), (.any, .below): decisive = least
    case (.all, .below), (.any, .above): decisive = greatest
    }
    return (passes(decisive), decisive)
  }

  func passes(_ other: Double) -> Bool {
    comparison == .above ? other > value : other < value
  }
}
