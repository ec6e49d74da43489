import MistModel

/// One pull: asks the machine for what was measured since the cursor, and makes values of ours of the answer.
struct Pull {
  let host: any MonitoredHost
  let machine: MachineFolder
  /// Seconds since 1970.
  let now: @Sendable () -> Double
  let pace: Int

  /// What the last pull may have missed, because it was being written or came late, is brought again: three intervals.
  private var overlap: Int { 3 * pace }

  func callAsFunction(since cursor: PullCursor?) async throws -> Pulled {
    let position = PullPosition(cursor)
    // By the machine's clock; 0 for what there is.
    var since = position.map { max(1, $0.time - $0.shift - overlap) } ?? 0
    while true {
      let before = now()
      let answer = try await ask(since: since, shift: position?.shift ?? 0, at: before)
      let offset = PullPosition.offset(of: answer.now, between: before, and: now())
      let shift = PullPosition.shift(offset: offset, pace: pace, before: position?.shift)
      let isAll = answer.until >= answer.now - 1
      var pulled = values(of: answer, shift: shift, isAll: isAll)
      pulled.clockOffset = offset
      // After a long sleep of the machine there are hours without anything.
      if isAll || !pulled.series.isEmpty { return pulled }
      since = answer.until
    }
  }

  private func ask(since: Int, shift: Int, at time: Double) async throws -> PullAnswer {
    let words = [machine.name, "\(since)", "\(Int(time))", "\(shift)", "\(pace)"]
    let answer = try await host.sh(PullScript.text, words, within: .seconds(60))
    guard answer.status == 0 else {
      throw MistError(
        .failed, "\(machine.title) did not tell what was measured (exit status \(answer.status))",
        details: MachineText.lines(answer.errors, atMost: 3))
    }
    return try PullAnswer(answer.output, from: machine.title)
  }

  private func values(of answer: PullAnswer, shift: Int, isAll: Bool) -> Pulled {
    var grid = Grid(from: answer.since, to: answer.until, pace: pace, shift: shift)
    SamplerRates.read(answer.samplerLines, into: &grid)
    let sampled = grid.lastTime
    // Of a time that both measured, collectd's values stay.
    CSVReader.read(answer.csvLines, into: &grid)
    VirtualMetrics.add(to: &grid)
    let newest = isAll ? grid.lastTime ?? answer.until + shift : answer.until + shift
    let isCollectd = answer.collectd != nil && (sampled ?? 0) < newest
    return Pulled(
      series: grid.series, cursor: PullPosition(time: min(newest, answer.until + shift), shift: shift).cursor,
      method: isCollectd ? answer.collectd ?? .sampler : .sampler, hasMore: !isAll)
  }
}
