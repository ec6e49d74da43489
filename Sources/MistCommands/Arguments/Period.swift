import ArgumentParser

/// A length of time: `90`, `30s`, `5m`, `1h`.
public struct Period: Hashable, Sendable, ExpressibleByArgument, CustomStringConvertible {
  public var seconds: Double

  public init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    let number = unit == nil ? argument[...] : argument.dropLast()
    guard let count = Double(number), count > 0, count.isFinite, number.allSatisfy({ $0.isNumber || $0 == "." })
    else { return nil }
    seconds = count * (unit ?? 1)
  }

  public var description: String { "\(seconds)s" }
}
