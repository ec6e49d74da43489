/// Makes values of the sampler's ticks: gauges as they are, counters as their change in a second.
enum SamplerRates {
  /// Reads all lines, in order; those that are not whole are left out.
  static func read(_ text: ArraySlice<UInt8>, into grid: inout Grid) {
    var previous: SamplerTick?
    for line in text.split(separator: newline) {
      guard let tick = SamplerTick(line: Substring(decoding: line, as: UTF8.self)) else { continue }
      for (metric, value) in tick.gauges { grid.set(metric, at: Double(tick.time), to: value) }
      if let previous {
        for (metric, value) in rates(from: previous, to: tick, pace: grid.pace) {
          grid.set(metric, at: Double(tick.time), to: value)
        }
      }
      previous = tick
    }
  }

  /// None across a pause of the sampler or a start of the machine: what happened in between is not known.
  static func rates(from previous: SamplerTick, to tick: SamplerTick, pace: Int) -> [String: Double] {
    let seconds = tick.uptime - previous.uptime
    guard seconds > 0, seconds < 2.5 * Double(pace) else { return [:] }
    var rates: [String: Double] = [:]
    for (metric, value) in tick.counters {
      guard let before = previous.counters[metric], let change = change(from: before, to: value) else { continue }
      rates[metric] = change / seconds
    }
    if let processors = tick.processors, let user = rates["cpu.0.user"], let system = rates["cpu.0.system"] {
      rates["cpu.0.idle"] = max(0, 100 * processors - user - system)
    }
    return rates
  }

  /// `nil` for a counter that began anew. One of 32 bits that went past its end goes on from zero.
  static func change(from before: Double, to value: Double) -> Double? {
    if value >= before { return value - before }
    let half = Double(1 << 31)
    let wrapped = value + 2 * half - before
    return before >= half && before < 2 * half && wrapped < half ? wrapped : nil
  }
}
