/// Names in few words: `db1, db2, db3, web` become `db[1-3], web`. In the order of their first appearance.
///
/// Names are folded when they differ only in the number at their end; zeros before it are kept (`db[01-12]`).
func folded(_ names: [String]) -> String {
  let padded = Set(names.compactMap(NumberedName.init).filter(\.isPadded).map(\.series))
  var order: [Word] = []
  var numbers: [NumberedName.Series: [Int]] = [:]
  for name in names {
    guard let numbered = NumberedName(name) else {
      order.append(.name(name))
      continue
    }
    var series = numbered.series
    if !padded.contains(series) { series.width = 0 }
    if numbers[series] == nil { order.append(.series(series)) }
    numbers[series, default: []].append(numbered.number)
  }
  return order.map { word in
    switch word {
    case .name(let name): name
    case .series(let series): series.written(numbers[series] ?? [])
    }
  }.joined(separator: ", ")
}

private enum Word {
  case name(String)
  case series(NumberedName.Series)
}

/// A name with a number at its end.
private struct NumberedName {
  /// Names with the same beginning.
  struct Series: Hashable {
    var beginning: String
    /// How many digits, where numbers are filled up with zeros; 0 for numbers as they are.
    var width: Int
  }

  var series: Series
  var number: Int
  var isPadded: Bool

  init?(_ name: String) {
    let digits = String(name.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
    guard let number = Int(digits) else { return nil }
    series = Series(beginning: String(name.dropLast(digits.count)), width: digits.count)
    self.number = number
    isPadded = digits.first == "0" && digits.count > 1
  }
}

extension NumberedName.Series {
  func written(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers.sorted() {
      if let last = ranges.last, number == last.upperBound + 1 {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else if ranges.last?.upperBound != number {
        ranges.append(number...number)
      }
    }
    if ranges.count == 1, ranges[0].count == 1 { return beginning + padded(ranges[0].lowerBound) }
    let parts = ranges.map { range in
      range.count == 1 ? padded(range.lowerBound) : "\(padded(range.lowerBound))-\(padded(range.upperBound))"
    }
    return "\(beginning)[\(parts.joined(separator: ","))]"
  }

  private func padded(_ number: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}
