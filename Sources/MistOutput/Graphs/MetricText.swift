/// A value with its unit, as short as people say it: `99%`, `34.4KB/s`, `2.2`, `12 ms`.
///
/// Three digits count; bytes go up in steps of 1000, and so do numbers without a unit from ten thousand on.
public func metricText(_ value: Double, unit: String) -> String {
  guard value.isFinite else { return "?" }
  let unit = shortened(escaped(unit), to: 12)
  switch unit {
  case "%": return shortNumber(value, digits: abs(value) >= 10 ? 0 : 1) + "%"
  case "": return abs(value) < 10_000 ? shortNumber(value) : scaled(value)
  case "B", "B/s": return scaled(value) + unit
  default: return (abs(value) < 10_000 ? shortNumber(value) : scaled(value)) + " " + unit
  }
}

private func scaled(_ value: Double) -> String {
  var rest = value
  for prefix in ["", "K", "M", "G", "T", "P"] {
    // What rounds to a thousand is one of the next.
    if abs(rest) < 999.5 || prefix == "P" { return shortNumber(rest) + prefix }
    rest /= 1000
  }
  return shortNumber(rest)
}

/// Three digits that count, without zeros at the end.
private func shortNumber(_ value: Double) -> String {
  let size = abs(value)
  if size == 0 { return "0" }
  if size < 0.1 { return rounded(value, toSignificant: 3).description }
  return shortNumber(value, digits: size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2)
}

private func shortNumber(_ value: Double, digits: Int) -> String {
  guard abs(value) < 1e15 else { return value.description }
  let factor = [1.0, 10, 100, 1000][digits]
  let text = numberText((value * factor).rounded() / factor)
  return text == "-0" ? "0" : text
}

/// The value with so many digits that count, for programs: more would tell what nobody measured.
public func rounded(_ value: Double, toSignificant digits: Int) -> Double {
  guard value.isFinite, value != 0 else { return value }
  var (factor, rest) = (1.0, abs(value))
  var limit = 1.0
  for _ in 1..<digits { limit *= 10 }
  while rest >= limit * 10, factor > 1e-300 { (rest, factor) = (rest / 10, factor / 10) }
  while rest < limit, factor < 1e300 { (rest, factor) = (rest * 10, factor * 10) }
  let result = (value * factor).rounded() / factor
  return result.isFinite ? result : value
}
