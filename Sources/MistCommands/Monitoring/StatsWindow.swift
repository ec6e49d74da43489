import ArgumentParser
import MistModel
import MistOutput

/// From when to when, and how fine, in seconds since 1970.
struct StatsWindow {
  let start: Int
  let stop: Int
  let step: Int

  /// - Parameters:
  ///   - last: how far back it goes, in seconds.
  ///   - step: `nil` for what suits so many columns: a few values for each.
  init(last: Double, step: Double? = nil, columns: Int = 72, now: Double) throws {
    guard last >= 1 else { throw MistError(.usage, "--last is less than a second") }
    stop = Int(now.rounded(.up))
    start = stop - Int(last)
    if let step {
      guard step >= 1, step <= last else { throw MistError(.usage, "--step must be from 1s to what --last says") }
      self.step = Int(step)
    } else {
      let wanted = last / Double(max(1, columns)) / 3
      self.step = [3600, 300, 60].first { Double($0) <= wanted } ?? 10
    }
    guard last / Double(self.step) <= 50_000 else {
      throw MistError(.usage, "that would be more than 50000 values", hint: "say a longer --step")
    }
  }

  var span: GraphSpan { GraphSpan(start: Double(start), stop: Double(stop), step: Double(step)) }

  /// `last 1 h · step 10 s · sampled 4 s ago · UTC`.
  func saying(newest: Double?, now: Double, separator: String) -> String {
    let age = newest.map { "sampled \(ageText(seconds: Int(max(0, min(now - $0, 1e9))))) ago" } ?? "no values"
    return ["last \(Self.lengthText(stop - start))", "step \(Self.lengthText(step))", age, "UTC"]
      .joined(separator: separator)
  }

  /// A length in the largest unit that divides it: `90 min`, not `1 h`.
  static func lengthText(_ seconds: Int) -> String {
    for (size, unit) in [(86_400, "d"), (3600, "h"), (60, "min")] where seconds >= size && seconds % size == 0 {
      return "\(seconds / size) \(unit)"
    }
    return "\(seconds) s"
  }
}

extension [Series] {
  /// The time of the newest value.
  var newest: Double? {
    compactMap { series in series.points.last { $0.value != nil }?.time }.max()
  }

  /// Leaves out the times before anything was measured; what is missing later stays.
  ///
  /// - Returns: the time of the first value, if times were left out before it.
  mutating func dropEmptyBeginning() -> Double? {
    let first = compactMap { series in series.points.first { $0.value != nil }?.time }.min()
    let begin = compactMap { $0.points.first?.time }.min()
    self = map { Series(metric: $0.metric, points: $0.points.filter { $0.time >= first ?? .infinity }) }
    return first == begin ? nil : first
  }
}

extension Shell {
  /// The values of a machine, those that were asked for in that order.
  ///
  /// A metric may be called by the name that people gave it. Throws `MistError(.notFound)` for one that the machine has
  /// not, and for a machine that is not measured.
  func series(_ metrics: [String], of machine: FoundMachine, in window: StatsWindow) async throws -> [Series] {
    do {
      return try await series(ofIDs: metrics, of: machine, in: window)
    } catch let error as MistError where error.code == .notFound && !metrics.isEmpty {
      let known = try await client.availableMetrics(of: machine.reference).filter { $0.addition == nil }
      let ids = metrics.map { word in
        let named = known.filter { $0.name == word }
        return named.count == 1 && !known.contains { $0.id == word } ? named[0].id : word
      }
      guard ids != metrics, Set(ids).count == ids.count else { throw error }
      return try await series(ofIDs: ids, of: machine, in: window)
    }
  }

  private func series(
    ofIDs metrics: [String], of machine: FoundMachine, in window: StatsWindow
  ) async throws -> [Series] {
    let found = try await client.stats(
      of: machine.reference, metrics, from: window.start, to: window.stop, step: window.step)
    let byID = Dictionary(found.map { ($0.metric.id, $0) }, uniquingKeysWith: { first, _ in first })
    let now = Double(window.stop)
    guard !found.isEmpty else { throw try await nothingMeasured(metrics, of: machine, now: now) }
    if found.newest == nil { try await sayIfTooEarly(for: machine, now: now) }
    guard !metrics.isEmpty else { return found.inOrderOfImportance }
    if let missing = metrics.first(where: { byID[$0] == nil }) {
      throw try await unknown(missing, of: machine, now: now)
    }
    // A metric that is measured may have no values in that time; one that nobody measures has none either.
    if let empty = metrics.first(where: { byID[$0]?.points.allSatisfy { $0.value == nil } ?? false }),
      !(try await client.availableMetrics(of: machine.reference).contains { $0.id == empty && $0.addition == nil })
    {
      throw try await unknown(empty, of: machine, now: now)
    }
    return metrics.compactMap { byID[$0] }
  }

  private func nothingMeasured(
    _ metrics: [String], of machine: FoundMachine, now: Double
  ) async throws -> MistError {
    let name = escaped(machine.qualifiedName)
    guard try await client.monitoring().machine(machine.reference) != nil else {
      return MistError(
        .notFound, "\(name) is not monitored", hint: "enable-monitoring \(escaped(machine.name)) begins it")
    }
    if let metric = metrics.first { return try await unknown(metric, of: machine, now: now) }
    return try await noValuesYet(of: machine, now: now)
  }

  /// Of a machine that was monitored before, metrics are known before there are values.
  private func sayIfTooEarly(for machine: FoundMachine, now: Double) async throws {
    let monitored = try await client.monitoring().machine(machine.reference)
    // Other metrics may have values already: then it is not the machine that is waited for.
    guard let since = monitored?.since, now - since < Self.firstValuesTake, monitored?.newest ?? 0 < since else {
      return
    }
    throw try await noValuesYet(of: machine, now: now)
  }

  private func noValuesYet(of machine: FoundMachine, now: Double) async throws -> MistError {
    let monitored = try await client.monitoring().machine(machine.reference)
    var summary = "no values of \(escaped(machine.qualifiedName)) are there yet"
    var hint = "the first ones come within half a minute"
    if let since = monitored?.since {
      let age = Swift.max(0, Swift.min(now - since, 1e9))
      summary += ": monitored since \(calendarTime(since)), for \(ageText(seconds: Int(age)))"
      if age > Self.firstValuesTake { hint = "describe-machine \(escaped(machine.name)) says what measures it" }
    }
    return MistError(
      .notFound, summary, hint: hint, details: monitored?.trouble.map { [escaped($0)] } ?? [])
  }

  /// Seconds after which a machine without values is one where something is wrong.
  private static var firstValuesTake: Double { 60 }

  private func unknown(_ metric: String, of machine: FoundMachine, now: Double) async throws -> MistError {
    let known = try await client.availableMetrics(of: machine.reference)
    let summary = "no metric '\(escaped(metric))' on \(escaped(machine.qualifiedName))"
    if known.contains(where: { $0.id == metric && $0.addition == nil }) {
      return MistError(.notFound, "no values of \(escaped(metric)) on \(escaped(machine.qualifiedName)) yet")
    }
    if known.contains(where: { $0.addition != nil && ($0.id == metric || $0.addition?.plugin == metric) }) {
      return MistError(
        .notFound, summary, hint: "it can be added: add-metric \(escaped(machine.name)) \(escaped(metric))")
    }
    let ids = known.filter { $0.addition == nil }.map(\.id)
    guard !ids.isEmpty else { return try await noValuesYet(of: machine, now: now) }
    let near = ids.filter { $0.hasPrefix(metric + ".") }.prefix(3) + nearest(metric, among: ids)
    return MistError(
      .notFound, summary,
      hint: question(nearest: near.prefix(3).map(escaped)) ?? "list-metrics \(escaped(machine.name)) shows them")
  }
}

extension [Series] {
  /// The main ones first, then the others by their ids.
  var inOrderOfImportance: [Series] {
    let main = MetricAlias.main
    func place(_ series: Series) -> Int { main.firstIndex(of: series.metric.id) ?? main.count }
    return sorted { (place($0), $0.metric.id) < (place($1), $1.metric.id) }
  }
}
