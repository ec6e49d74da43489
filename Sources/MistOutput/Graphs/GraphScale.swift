import MistModel

/// From which value to which a graph goes.
struct GraphScale: Hashable, Sendable {
  var bottom: Double
  var top: Double

  /// 0 to 100 for shares; else so far that all but the highest fiftieth of the values fits, and a round number: one
  /// peak must not make everything else flat.
  ///
  /// - Parameter threshold: is shown where that makes the rest no smaller than a third.
  init(of values: [Double], unit: String, threshold: Double? = nil) {
    let sorted = values.filter(\.isFinite).sorted()
    let least = sorted.first ?? 0
    bottom = least < 0 ? -Self.roundedUp(-least) : 0
    if unit == "%", least >= 0, (sorted.last ?? 0) <= 100 {
      top = 100
      return
    }
    let high = Self.high(sorted)
    top = high > 0 ? Self.roundedUp(high * 1.1) : bottom < 0 ? 0 : 1
    if let threshold, threshold > top, threshold <= top * 3 { top = Self.roundedUp(threshold * 1.1) }
  }

  /// The 98th percentile; of many values at least the highest is left out.
  private static func high(_ sorted: [Double]) -> Double {
    guard sorted.count >= 20 else { return sorted.last ?? 0 }
    return sorted[min(sorted.count - 2, Int(Double(sorted.count) * 0.98))]
  }

  /// Where a value stands, from 0 at the bottom to 1 at the top; outside of that where it does not fit.
  func share(_ value: Double) -> Double {
    (value - bottom) / (top - bottom)
  }

  /// The next of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten.
  static func roundedUp(_ value: Double) -> Double {
    guard value > 0, value.isFinite, value < 1e300 else { return value > 0 ? value : 1 }
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value, power > 1e-300 { power /= 10 }
    for step in [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] where step * power >= value * (1 - 1e-12) {
      return step * power
    }
    return power * 10
  }
}
