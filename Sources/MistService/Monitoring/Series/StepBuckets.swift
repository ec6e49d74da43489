/// Gathers values into the steps of an answer.
struct StepBuckets: Sendable {
  /// Seconds since 1970: where the first step begins.
  let start: Int
  let step: Int
  private var sums: [Double]
  private var weights: [Double]
  private var leasts: [Double]
  private var greatests: [Double]

  init(start: Int, step: Int, count: Int) {
    self.start = start
    self.step = step
    sums = [Double](repeating: 0, count: count)
    weights = sums
    leasts = [Double](repeating: .nan, count: count)
    greatests = leasts
  }

  var count: Int { sums.count }
  var end: Int { start + count * step }

  /// - Parameter weight: seconds that the value stands for.
  mutating func add(_ value: Double, least low: Double, greatest high: Double, at time: Int, weight: Int) {
    guard time >= start, !value.isNaN else { return }
    let index = (time - start) / step
    guard index < sums.count else { return }
    sums[index] += value * Double(weight)
    weights[index] += Double(weight)
    leasts[index] = Double.minimum(leasts[index], low)
    greatests[index] = Double.maximum(greatests[index], high)
  }

  mutating func add(_ value: Double, at time: Int, weight: Int) {
    add(value, least: value, greatest: value, at: time, weight: weight)
  }

  /// `nil` where there was none.
  func mean(_ index: Int) -> Double? {
    weights[index] > 0 ? DecimalScale.plain(sums[index] / weights[index]) : nil
  }

  func least(_ index: Int) -> Double? {
    weights[index] > 0 ? DecimalScale.plain(leasts[index]) : nil
  }

  func greatest(_ index: Int) -> Double? {
    weights[index] > 0 ? DecimalScale.plain(greatests[index]) : nil
  }
}
