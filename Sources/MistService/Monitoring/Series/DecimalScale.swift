import Foundation

/// Numbers as integers of a common power of ten, five significant digits each: an error that no graph shows and no rule
/// feels, and less than a third of the bytes of exact numbers.
enum DecimalScale {
  /// Exponents beyond this are for numbers that nobody measures; those are kept exactly.
  static let largestExponent = 100
  /// Integers beyond this would lose digits as `Double`.
  private static let largestInteger = 9_007_199_254_740_992.0
  /// Decimals that are always enough: a millionth of anything.
  private static let usualDecimals = 6

  /// `10^n` for `|n|` up to four digits more than the largest exponent, as exact as can be.
  private static let powers: [Double] = (0...(largestExponent + 8)).map { pow(10, Double($0)) }

  static func scaled(_ value: Double, by exponent: Int) -> Double {
    exponent >= 0 ? value * powers[exponent] : value / powers[-exponent]
  }

  /// The integers and the exponent by which they were multiplied; `nil` where they would not fit.
  static func integers(_ values: [Double]) -> (exponent: Int, integers: [Int64])? {
    var digits: [(mantissa: Int64, decimals: Int)] = []
    digits.reserveCapacity(values.count)
    var (needed, largest) = (-largestExponent, 0.0)
    for value in values {
      guard value != 0 else {
        digits.append((0, -largestExponent))
        continue
      }
      guard let parts = parts(of: value) else { return nil }
      digits.append(parts)
      needed = max(needed, parts.decimals)
      largest = max(largest, abs(value))
    }
    guard largest > 0 else { return (0, [Int64](repeating: 0, count: values.count)) }
    // What is small beside a millionth is kept to five digits of the largest.
    let exponent = min(needed, max(usualDecimals, 4 - magnitude(largest)))
    guard exponent <= largestExponent, abs(scaled(largest, by: exponent)) < largestInteger else { return nil }
    var integers: [Int64] = []
    integers.reserveCapacity(values.count)
    for (value, parts) in zip(values, digits) {
      let missing = exponent - parts.decimals
      if missing >= 0, parts.mantissa != 0 {
        integers.append(Int64((Double(parts.mantissa) * powers[missing]).rounded()))
      } else {
        integers.append(parts.mantissa == 0 ? 0 : Int64(scaled(value, by: exponent).rounded()))
      }
    }
    return (exponent, integers)
  }

  /// Five significant digits without zeros at their end, and how many of them are decimals.
  private static func parts(of value: Double) -> (mantissa: Int64, decimals: Int)? {
    var decimals = 4 - magnitude(value)
    guard abs(decimals) <= largestExponent else { return nil }
    var mantissa = Int64(scaled(value, by: decimals).rounded())
    while mantissa % 10 == 0, mantissa != 0 {
      mantissa /= 10
      decimals -= 1
    }
    return (mantissa, decimals)
  }

  /// Without the noise of what 32-bit floats and sums of decimals leave behind.
  static func plain(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    let decimals = 6 - magnitude(value)
    guard abs(decimals) <= largestExponent else { return value }
    return scaled(scaled(value, by: decimals).rounded(), by: -decimals)
  }

  /// The power of ten below a number.
  private static func magnitude(_ value: Double) -> Int {
    Int(log10(abs(value)).rounded(.down))
  }
}
