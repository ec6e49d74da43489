import Foundation
import MistModel

/// What `GET …/stats` asks for.
struct StatsOrder: Sendable {
  /// Seconds since 1970; a multiple of `step`.
  var start: Int
  /// Seconds of one value; a multiple of ten.
  var step: Int
  /// Steps in all.
  var count: Int
  /// None: those that every machine shows and those that were chosen for it.
  var metrics: [String]
  /// With the least and the greatest of each step.
  var withExtremes: Bool

  var end: Int { start + count * step }

  /// The most steps of one answer.
  private static let mostSteps = 11_000
  /// Steps that are aimed at where none is named.
  private static let usualSteps = 300

  init(_ fields: Fields, now: Double) throws {
    let stop = try Self.time("stop", fields, now: now) ?? now
    let start = try Self.time("start", fields, now: now) ?? stop - 3600
    // Nothing is measured in the future, nor was before there was this.
    let last = min(stop, now + 60)
    let span = max(0, last - max(start, 0))
    let asked = try Self.step(fields)
    let step = Self.multipleOfTen(asked ?? max(10, span / Double(Self.usualSteps)))
    guard span / Double(step) <= Double(Self.mostSteps) else {
      let least = Self.multipleOfTen(span / Double(Self.mostSteps))
      throw MistError(
        .invalid, "Requested resolution is too high: \(Int(span) / step) values of \(step) s",
        hint: "a step of \(least) s or more has an answer")
    }
    // A window that is stale and narrow comes of clients that ask for what was now when they were started.
    let age = now - start
    if let asked, span >= 60, let kept = Tier.allCases.first(where: { age <= Double($0.retention) }),
      Double(kept.step) > max(10, asked)
    {
      throw MistError(
        .invalid,
        "Requested resolution is too high: of \(Int(age) / 86_400) days ago, values of \(kept.step) s are kept",
        hint: "a step of \(kept.step) s or more has an answer")
    }
    self.start = Int(max(start, 0)) / step * step
    self.step = step
    count = last <= start ? 0 : (Int(last) - self.start + step - 1) / step
    metrics = try Self.metrics(fields)
    withExtremes = try fields.flag("extremes") ?? false
  }

  private static func multipleOfTen(_ seconds: Double) -> Int {
    max(10, Int((min(seconds, 1e9) / 10).rounded(.up)) * 10)
  }

  /// A list, one name, or several with commas between them.
  private static func metrics(_ fields: Fields) throws -> [String] {
    if case .array(let items)? = fields.body["metrics"] {
      return try items.map { item in
        guard let metric = item.string, !metric.isEmpty else {
          throw MistError(.invalid, "metrics must be a list of ids")
        }
        return metric
      }
    }
    return try fields.text("metrics")?.split(separator: ",").map { String($0).trimmingBlanks() } ?? []
  }

  /// Seconds, or graphite's `5m`, `10sec`.
  private static func step(_ fields: Fields) throws -> Double? {
    guard let text = try fields.text("step") else { return nil }
    guard let seconds = Double(text) ?? span(text[...]), seconds.isFinite, seconds > 0 else {
      throw MistError(.invalid, "step must be a number of seconds, or like 5m")
    }
    return seconds
  }

  /// Seconds since 1970, or graphite's `-10min`, `now`.
  private static func time(_ name: String, _ fields: Fields, now: Double) throws -> Double? {
    guard let text = try fields.text(name) else { return nil }
    if text == "now" { return now }
    if text.hasPrefix("-"), let ago = span(text.dropFirst()) { return now - ago }
    guard let time = Double(text), abs(time) < 1e11 else {
      throw MistError(.invalid, "\(name) must be seconds since 1970, or like -10min")
    }
    // Graphite counts what is negative back from now.
    return time < 0 ? now + time : time
  }

  private static func span(_ text: Substring) -> Double? {
    guard let parts = text.wholeMatch(of: /([0-9]{1,9})\s*([a-z]+)/), let count = Double(parts.1),
      let unit = units.first(where: { $0.names.contains(String(parts.2)) })
    else { return nil }
    return count * unit.seconds
  }

  private static let units: [(names: Set<String>, seconds: Double)] = [
    (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60),
    (["h", "hour", "hours"], 3600), (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 604_800),
    (["mon", "month", "months"], 2_592_000), (["y", "year", "years"], 31_536_000),
  ]
}
