/// Mean, least and greatest of values, as columns; a missing one is a NaN in all three.
struct Summary: Hashable, Sendable {
  var mean: [Double]
  var least: [Double]
  var greatest: [Double]

  var columns: [[Double]] { [mean, least, greatest] }

  /// Of `count` steps, all missing.
  init(count: Int) {
    mean = [Double](repeating: .nan, count: count)
    least = mean
    greatest = mean
  }

  init(columns: [[Double]]) {
    mean = columns[0]
    least = columns[1]
    greatest = columns[2]
  }

  /// Each `factor` values in one.
  init(of values: [Double], each factor: Int) {
    self.init(count: values.count / factor)
    for index in mean.indices {
      var (sum, count) = (0.0, 0)
      for value in values[index * factor..<(index + 1) * factor] where !value.isNaN {
        sum += value
        count += 1
        // With a NaN first, these take the other one.
        least[index] = Double.minimum(least[index], value)
        greatest[index] = Double.maximum(greatest[index], value)
      }
      if count > 0 { mean[index] = sum / Double(count) }
    }
  }

  /// Takes over what the other one has, from `start` on.
  ///
  /// - Parameter fillsGaps: leaves what is there already.
  mutating func merge(_ other: Summary, at start: Int, fillsGaps: Bool) {
    for index in other.mean.indices where !other.mean[index].isNaN {
      guard !fillsGaps || mean[start + index].isNaN else { continue }
      mean[start + index] = other.mean[index]
      least[start + index] = other.least[index]
      greatest[start + index] = other.greatest[index]
    }
  }
}
