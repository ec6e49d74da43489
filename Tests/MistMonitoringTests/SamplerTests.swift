import Foundation
import MistModel
import Synchronization
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

  /// Control groups of version 2, as files: the kernel of the tests may have the first version.
  @Test(arguments: ["max", "268435456"]) func aContainerIsMeasuredByItsControlGroup(limit: String) async throws {
    let host = try LocalHost()
    defer { host.remove() }
    let group = host.home + "/cgroup"
    try FileManager.default.createDirectory(atPath: group, withIntermediateDirectories: true)
    for (name, text) in [
      ("memory.current", "104857600"), ("memory.max", limit), ("cpu.max", "150000 100000"),
      ("memory.stat", "anon 1\nfile 20971520\nslab_reclaimable 1048576\nslab_unreclaimable 2097152\nx 1"),
      ("cpu.stat", "usage_usec 30\nuser_usec 10000000\nsystem_usec 20000000\nnr_periods 0"),
      ("io.stat", "(unknown) rbytes=1\n999999:9 rbytes=2"),
    ] {
      try Data((text + "\n").utf8).write(to: URL(filePath: "\(group)/\(name)"))
    }
    let script = SamplerScript.text.replacing("/sys/fs/cgroup", with: group)
    try Data(script.utf8).write(to: URL(filePath: host.home + "/sampler.sh"))
    let began = "sh \(host.home)/sampler.sh \(host.home) 1 3 >/dev/null 2>\(host.home)/errors &"
    _ = try await host.run(began, input: [], within: .seconds(5))
    let read = "cat \(host.home)/spool/* 2>/dev/null | head -n 1"
    var line = ""
    for _ in 0..<100 where line.isEmpty {
      try await Task.sleep(for: .milliseconds(100))
      line = try await host.run(read, input: [], within: .seconds(5)).text
    }
    let tick = try #require(
      SamplerTick(line: Substring(line.trimmingCharacters(in: .whitespacesAndNewlines))), "\(line)")
    #expect(try String(contentsOfFile: host.home + "/errors", encoding: .utf8) == "")
    #expect(try #require(tick.processors) > 0 && tick.processors ?? 9 <= 1.5)
    #expect(tick.counters["cpu.0.user"] == 1000 && tick.counters["cpu.0.system"] == 2000)
    #expect(tick.counters.keys.filter { $0.hasPrefix("cpu.") || $0.hasPrefix("disk.") }.count == 2)
    #expect(tick.gauges["memory.cached"] == 20_971_520 && tick.gauges["memory.used"] == 104_857_600 - 24_117_248)
    let total = ["free", "used", "cached", "slab_recl", "slab_unrecl", "buffered"]
      .reduce(0) { $0 + (tick.gauges["memory.\($1)"] ?? 0) }
    #expect(limit == "max" ? total > 268_435_456 : total == 268_435_456)
    #expect(try #require(tick.gauges["load.shortterm"]) >= 0 && tick.gauges["load.longterm"] != nil)
  }

  /// A machine with a collectd, which takes every script.
  private final class Container: MonitoredHost {
    let answer: String
    let asked = Mutex<[String]>([])

    init(is isContainer: Bool) {
      answer = "user=root\ngroup=root\nroot=itself\ncollectd=yes\ncontainer=\(isContainer ? "yes" : "no")\n"
    }

    func run(_ command: String, input: [UInt8], within limit: Duration) async throws -> HostAnswer {
      asked.withLock { $0.append(command + "\n" + String(decoding: input, as: UTF8.self)) }
      return HostAnswer(status: 0, output: Array(answer.utf8))
    }
  }

  @Test(arguments: [true, false]) func inAContainerTheSamplerGoesOnBesideCollectd(isContainer: Bool) async throws {
    let host = Container(is: isContainer)
    let collector = MachineCollector(host: host, machine: "b/m", title: "db1", now: now, pace: 1)
    #expect(try await collector.installCollectd { _ in } == (isContainer ? .sampler : .collectd))
    let asked = host.asked.withLock { $0 }
    #expect(asked.contains { $0.contains(Sampler.leave) } != isContainer)
    let configured = try #require(asked.first { $0.contains(" interface processes users ") })
    let words = configured.prefix { $0 != "\n" }.split(separator: " ")
    #expect(words.contains("df"))
    for plugin in ["cpu", "load", "memory", "swap", "disk"] {
      #expect(words.contains(Substring(plugin)) != isContainer, "\(plugin)")
    }
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
