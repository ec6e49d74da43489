import Foundation
import MistModel
import Testing

@testable import MistMonitoring

/// The sampler on this machine, once a second.
struct SamplerTests {
  private let machine = MachineFolder(id: "a/b", title: "db1")
  private static let processes = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '"
  private let now: @Sendable () -> Double = { Date().timeIntervalSince1970 }

  @Test func valuesComeWithoutAHoleHoweverOftenItIsStarted() async throws {
    let host = try LocalHost()
    defer { host.remove() }
    let sampler = Sampler(host: host, machine: machine, pace: 1)
    let pull = Pull(host: host, machine: machine, now: now, pace: 1)
    try await sampler.start()
    try await Task.sleep(for: .seconds(4))
    let first = try await pull(since: nil)
    #expect(first.method == .sampler)
    #expect(!first.hasMore)
    #expect(first.clockOffset == 0)
    let load = try #require(first.series.first { $0.metric == "load.shortterm" })
    #expect(load.times.count >= 3)
    for metric in ["cpu.total.nonidle", "cpu.0.user", "memory.nonfree_percent", "uptime", "interface.lo.if_octets.rx"] {
      #expect(first.series.contains { $0.metric == metric }, "no \(metric)")
    }
    let cpu = try #require(first.series.first { $0.metric == "cpu.total.nonidle" })
    #expect(cpu.values.allSatisfy { $0 >= 0 && $0 <= 100 })

    try await sampler.start()
    try await Task.sleep(for: .seconds(4))
    let second = try await pull(since: first.cursor)
    let all = Set(load.times).union(try #require(second.series.first { $0.metric == "load.shortterm" }).times).sorted()
    #expect(zip(all, all.dropFirst()).allSatisfy { $1 - $0 <= 2 }, "\(all)")
    #expect(Set(all).count >= 7)
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
    let kill = "kill -KILL -- -$(cat \(folder)/pid)"
    #expect(try await host.run(kill, input: [], within: .seconds(5)).status == 0)
    let cursor = try await pull(since: nil).cursor
    try await Task.sleep(for: .seconds(3))
    #expect(try await pull(since: cursor).cursor != cursor)
  }
}
