import Foundation
import MistModel
import Synchronization
import Testing

@testable import MistMonitoring

/// collectd on a real Debian machine, over SSH, once a second.
@Suite(.serialized, withCollectd)
struct CollectdTests {
  private let peer: CollectdPeer

  init() throws {
    peer = try CollectdPeer.started.get()
  }

  /// Pulls until a metric is there.
  private func pull(
    _ collector: MachineCollector, since cursor: PullCursor? = nil, until metric: String, within seconds: Int = 30
  ) async throws -> Pulled {
    for _ in 0..<(seconds * 2) {
      let pulled = try await collector.pull(since: cursor)
      if pulled.series.contains(where: { $0.metric == metric }) { return pulled }
      try await Task.sleep(for: .milliseconds(500))
    }
    let last = try await collector.pull(since: cursor)
    Issue.record("no \(metric) in \(last.series.map(\.metric))")
    return last
  }

  private let main = [
    "cpu.total.nonidle", "load.shortterm", "memory.nonfree_percent", "interface.lo.if_octets.rx", "users", "uptime",
  ]

  @Test func withSudoItMeasuresAndLeavesNoTrace() async throws {
    let before = try await peer.traces()
    let collector = peer.collector("deploy", machine: "with sudo")
    try await collector.startSampler()
    let steps = Mutex<[String]>([])
    let method = try await collector.installCollectd { step in steps.withLock { $0.append(step) } }
    #expect(method == .collectd)
    #expect(steps.withLock { $0.first } == "installing collectd-core")
    #expect(steps.withLock { $0.last } == "collectd measures db1")
    let pulled = try await pull(collector, until: "cpu.total.nonidle")
    for metric in main { #expect(pulled.series.contains { $0.metric == metric }, "no \(metric)") }

    // Again, nothing changes: the same collectd runs on.
    let process = "cat /opt/mist-collectd/*/collectd.pid"
    let first = try await peer.host("root").text(process)
    #expect(try await collector.installCollectd { _ in } == .collectd)
    #expect(try await peer.host("root").text(process) == first)
    let later = try await pull(collector, since: pulled.cursor, until: "cpu.total.nonidle")
    #expect(later.method == .collectd)

    // The distribution's own has nothing of it.
    let own = try await peer.host("root").text("ls /etc/collectd; pgrep -x collectd | wc -l")
    #expect(own == "collection.conf\n1\n")

    try await collector.remove()
    #expect(try await peer.traces() == before)
    await #expect(throws: MistError.self) { _ = try await collector.pull(since: nil) }
    try await collector.remove()
  }

  @Test func withoutSudoItRunsInTheUsersHomeAndLeavesNoTrace() async throws {
    let before = try await peer.traces()
    let collector = peer.collector("plain", machine: "without")
    #expect(try await collector.installCollectd { _ in } == .rootlessCollectd)
    let pulled = try await pull(collector, until: "cpu.total.nonidle")
    #expect(pulled.method == .rootlessCollectd)
    for metric in main { #expect(pulled.series.contains { $0.metric == metric }, "no \(metric)") }
    try await collector.remove()
    #expect(try await peer.traces() == before)
  }

  @Test func aConnectionThatWasLostLeavesNoHole() async throws {
    let collector = peer.collector("plain", machine: "no hole")
    try await collector.startSampler()
    _ = try await collector.installCollectd { _ in }
    let first = try await pull(collector, until: "cpu.total.nonidle")
    // All that came in over SSH is ended; what measures is not.
    _ = try? await peer.host("root").run("pkill -KILL -f 'sshd: [a-z]'", input: [], within: .seconds(10))
    try await Task.sleep(for: .seconds(8))
    let second = try await pull(collector, since: first.cursor, until: "cpu.total.nonidle")
    let times = [first, second].flatMap { pulled in
      pulled.series.first { $0.metric == "cpu.total.nonidle" }?.times ?? []
    }
    let all = Set(times).sorted()
    #expect(all.count >= 8)
    #expect(zip(all, all.dropFirst()).allSatisfy { $1 - $0 == 1 }, "\(all)")
    try await collector.remove()
  }

  @Test func aCollectdThatWasKilledComesBack() async throws {
    let collector = peer.collector("plain", machine: "killed")
    _ = try await collector.installCollectd { _ in }
    let host = peer.host("root")
    let process = "cat /home/plain/.mist-monitoring/*/collectd/collectd.pid"
    let first = try await host.text(process)
    _ = try await host.text("kill -KILL \(first)")
    #expect(try await eventually { try await host.text(process) != first })
    // The keeper too: the next pull begins it anew.
    _ = try await host.text("kill -KILL $(cat /home/plain/.mist-monitoring/*/collectd/keeper.pid)")
    let cursor = try await collector.pull(since: nil).cursor
    _ = try await pull(collector, since: cursor, until: "cpu.total.nonidle")
    try await collector.remove()
  }

  @Test func pluginsAreAddedWhenTheMachineCanDoWithThem() async throws {
    let collector = peer.collector("root", machine: "plugins")
    _ = try await collector.installCollectd { _ in }
    try await collector.loadPlugin("users")
    try await collector.loadPlugin("tcpconns")
    _ = try await pull(collector, until: "tcpconns.all.tcp_connections.LISTEN")
    let process = "cat /opt/mist-collectd/*/collectd.pid"
    let running = try await peer.host("root").text(process)
    try await collector.loadPlugin("tcpconns")
    let error = await #expect(throws: MistError.self) { try await collector.loadPlugin("memcached") }
    #expect(error?.code == .invalid)
    #expect(error?.summary.hasPrefix("db1 cannot do with plugin memcached: ") == true, "\(error?.summary ?? "")")
    #expect(error?.hint == "it needs memcached on port 11211")
    #expect(try await peer.host("root").text(process) == running)
    await #expect(throws: MistError.self) { try await collector.loadPlugin("nonsense; reboot") }
    try await collector.remove()
  }

  /// The trial refuses what cannot work; what passes it and goes wrong later takes nothing along.
  @Test func hostileMetricsHurtNobody() async throws {
    let collector = peer.collector("deploy", machine: "hostile")
    _ = try await collector.installCollectd { _ in }
    let process = "cat /opt/mist-collectd/*/collectd.pid"
    for plugin in HostilePlugin.all {
      let custom = CustomPlugin(id: plugin.id, kind: plugin.kind, text: plugin.text)
      guard let refused = plugin.refused else {
        try await collector.deploy(custom)
        continue
      }
      let error = await #expect(throws: MistError.self, "\(plugin)") { try await collector.deploy(custom) }
      #expect(error?.code == .invalid)
      #expect(error?.summary.contains(refused) == true, "\(plugin): \(error?.summary ?? "")")
    }
    let host = peer.host("deploy")
    let running = try await host.text(process)
    // Past the trial by hand, all of them at once.
    let metrics = "/opt/mist-collectd/*/python/metrics"
    for plugin in HostilePlugin.all where plugin.refused != nil {
      let script = "cd \(metrics) && cat >\(plugin.id).py && echo \(plugin.kind.rawValue) >\(plugin.id).kind"
      _ = try await host.run(script, input: Array(plugin.text.utf8), within: .seconds(10))
    }
    try await Task.sleep(for: .seconds(12))
    let pulled = try await pull(collector, until: "mist.python.counter")
    let counter = try #require(pulled.series.first { $0.metric == "mist.python.counter" })
    #expect(counter.values.suffix(3).allSatisfy { $0 > 3 && $0 < 8 }, "\(counter.values)")
    let random = try #require(pulled.series.first { $0.metric == "mist.python.random" })
    #expect(
      zip(random.times.suffix(8), random.times.suffix(8).dropFirst()).allSatisfy { $1 - $0 <= 2 }, "\(random.times)")
    for plugin in HostilePlugin.all where plugin.refused != nil {
      #expect(!pulled.series.contains { $0.metric == "mist.python.\(plugin.id)" })
      let status = try await host.text("cat \(metrics)/\(plugin.id).status")
      #expect(status != "ok\n", "\(plugin)")
    }
    #expect(try await host.text(process) == running)

    // Removed without a new start; the last takes the runner along.
    for plugin in HostilePlugin.all { try await collector.removePlugin(plugin.id) }
    #expect(try await eventually { try await host.text("pgrep -fc 'runner[.]py' || true") == "0\n" })
    try await collector.remove()
    #expect(try await host.text("pgrep -fc 'mist[-]collectd' || true") == "0\n")
  }

  @Test func aMetricOfAUserWithoutSudoNeedsPythonOnTheMachine() async throws {
    let collector = peer.collector("plain", machine: "no python")
    _ = try await collector.installCollectd { _ in }
    let error = await #expect(throws: MistError.self) {
      try await collector.deploy(CustomPlugin(id: "a", kind: .gauge, text: "def read(): return 1\n"))
    }
    #expect(error?.summary == "custom metrics need python3, which db1 does not have")
    try await collector.remove()
  }

  private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<60 {
      if try await condition() { return true }
      try await Task.sleep(for: .milliseconds(500))
    }
    return false
  }
}
