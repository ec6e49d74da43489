import Foundation
import MistModel
import Testing

@testable import MistMonitoring

/// The sampler on this machine, once a second.
struct SamplerTests {
  private let machine = MachineFolder(id: "a/b", title: "db1")
  private static let processes = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"
  private let now: @Sendable () -> Double = { Date().timeIntervalSince1970 }

  /// Every three seconds, since a busy machine may not get to it in one.
  @Test func valuesComeWithoutAHoleHoweverOftenItIsStarted() async throws {
    let host = try LocalHost()
    defer { host.remove() }
    let pace = 3
    let sampler = Sampler(host: host, machine: machine, pace: pace)
    let pull = Pull(host: host, machine: machine, now: now, pace: pace)
    try await sampler.start()
    let first = try await values(of: pull, until: 3)
    #expect(first.method == .sampler)
    #expect(!first.hasMore)
    #expect(abs(first.clockOffset) < 2)
    let load = try #require(first.series.first { $0.metric == "load.shortterm" })
    #expect(load.times.count >= 3)
    for metric in ["cpu.total.nonidle", "cpu.0.user", "memory.nonfree_percent", "uptime", "interface.lo.if_octets.rx"] {
      #expect(first.series.contains { $0.metric == metric }, "no \(metric)")
    }
    let cpu = try #require(first.series.first { $0.metric == "cpu.total.nonidle" })
    #expect(cpu.values.allSatisfy { $0 >= 0 && $0 <= 100 })

    // The one that runs is left alone.
    let process = "cat \(host.home)/.mist-monitoring/\(machine.name)/sampler/pid"
    let running = try await host.run(process, input: [], within: .seconds(30)).text
    try await sampler.start()
    let second = try await values(of: pull, since: first.cursor, until: 5)
    #expect(try await host.run(process, input: [], within: .seconds(30)).text == running)
    let all = Set(load.times).union(try #require(second.series.first { $0.metric == "load.shortterm" }).times).sorted()
    // One that comes late leaves its place to the next; a new start would leave two.
    #expect(zip(all, all.dropFirst()).allSatisfy { $1 - $0 <= 2 * pace }, "\(all)")
  }

  /// Pulls until there are so many values of a metric.
  private func values(of pull: Pull, since cursor: PullCursor? = nil, until count: Int) async throws -> Pulled {
    for _ in 0..<240 {
      if let pulled = try? await pull(since: cursor),
        pulled.series.contains(where: { $0.metric == "load.shortterm" && $0.times.count >= count })
      {
        return pulled
      }
      try await Task.sleep(for: .milliseconds(250))
    }
    throw MistError(.failed, "no \(count) values in a minute")
  }

  @Test func itEndsWhenItsFolderIsGone() async throws {
    let host = try LocalHost()
    defer { host.remove() }
    let sampler = Sampler(host: host, machine: machine, pace: 1)
    try await sampler.start()
    try await Task.sleep(for: .seconds(1))
    let isRunning = { try await host.run(Self.processes, input: [], within: .seconds(5)).text.contains(host.home) }
    #expect(try await isRunning())
    try FileManager.default.removeItem(atPath: host.home + "/.mist-monitoring")
    var isStillRunning = true
    for _ in 0..<50 where isStillRunning {
      try await Task.sleep(for: .milliseconds(200))
      isStillRunning = try await isRunning()
    }
    #expect(!isStillRunning)
  }

  @Test func aMachineThatNothingMeasuresSaysSo() async throws {
    let host = try LocalHost()
    defer { host.remove() }
    let error = await #expect(throws: MistError.self) {
      _ = try await Pull(host: host, machine: machine, now: now, pace: 1)(since: nil)
    }
    #expect(error?.summary == "nothing measures db1")
  }

  @Test func aSamplerThatWasKilledIsStartedByTheNextPull() async throws {
    let host = try LocalHost()
    defer { host.remove() }
    try await Sampler(host: host, machine: machine, pace: 1).start()
    let pull = Pull(host: host, machine: machine, now: now, pace: 1)
    try await Task.sleep(for: .milliseconds(1500))
    let folder = host.home + "/.mist-monitoring/\(machine.name)/sampler"
    let kill = "kill -KILL -$(cat \(folder)/pid)"
    #expect(try await host.run(kill, input: [], within: .seconds(5)).status == 0)
    let cursor = try await pull(since: nil).cursor
    try await Task.sleep(for: .seconds(3))
    #expect(try await pull(since: cursor).cursor != cursor)
  }
}
