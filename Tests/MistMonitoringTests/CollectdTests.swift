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
    peer = try #require(CollectdPeer.all.first)
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

  @Test(arguments: CollectdPeer.all)
  func withSudoItMeasuresAndLeavesNoTrace(peer: CollectdPeer) async throws {
    let before = try await peer.traces()
    let collector = peer.collector("deploy", machine: "with sudo")
    try await collector.startSampler()
    let steps = Mutex<[String]>([])
    let method = try await collector.installCollectd { step in steps.withLock { $0.append(step) } }
    #expect(method == .collectd)
    #expect(steps.withLock { $0.first } == "installing collectd-core")
    #expect(steps.withLock { $0.last } == "collectd measures db1")
    let pulled = try await pull(collector, until: "users")
    for metric in main { #expect(pulled.series.contains { $0.metric == metric }, "no \(metric)") }

    // Again, nothing changes: the same collectd runs on.
    let process = "cat /opt/mist-collectd/*/collectd.pid"
    let first = try await peer.host("root").text(process)
    #expect(try await collector.installCollectd { _ in } == .collectd)
    #expect(try await peer.host("root").text(process) == first)
    _ = try await pull(collector, until: "processes.fork_rate")
    let later = try await pull(collector, since: pulled.cursor, until: "cpu.total.nonidle")
    #expect(later.method == .collectd)

    // The distribution's own has nothing of it.
    let own = try await peer.host("root").text("ls /etc/collectd; pgrep -x collectd | wc -l")
    #expect(own == "collection.conf\n1\n")

    // What is killed is begun again, with what keeps it.
    _ = try await peer.host("root").text("kill -KILL $(cat /opt/mist-collectd/*/keeper.pid) $(\(process))")
    if peer.description == "systemd" {
      #expect(try await peer.host("root").text("cat /proc/1/comm") == "systemd\n")
      #expect(try await eventually { try await peer.host("root").text(process) != first })
    }

    try await collector.remove()
    // What slept for a keeper that was killed sleeps three seconds at most.
    var traces: Set<String> = []
    _ = try await eventually {
      traces = try await peer.traces().symmetricDifference(before)
      return traces.isEmpty
    }
    #expect(traces.isEmpty, "\(traces.sorted())")
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
    let traces = try await peer.traces().symmetricDifference(before)
    #expect(traces.isEmpty, "\(traces.sorted())")
  }

  @Test func aConnectionThatWasLostLeavesNoHole() async throws {
    let collector = peer.collector("plain", machine: "no hole", pace: 2)
    try await collector.startSampler()
    _ = try await collector.installCollectd { _ in }
    let first = try await pull(collector, until: "cpu.total.nonidle")
    // All that came in over SSH is ended; what measures is not.
    _ = try? await peer.host("root").run("pkill -KILL -f 'sshd: [a-z]'", input: [], within: .seconds(10))
    try await Task.sleep(for: .seconds(12))
    let second = try await pull(collector, since: first.cursor, until: "cpu.total.nonidle")
    let times = [first, second].flatMap { pulled in
      pulled.series.first { $0.metric == "cpu.total.nonidle" }?.times ?? []
    }
    let all = Set(times).sorted()
    #expect(all.count >= 8)
    #expect(zip(all, all.dropFirst()).allSatisfy { $1 - $0 == 2 }, "\(all)")
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

  /// One collectd goes on until the next one has values, however soon one plugin follows another.
  @Test(arguments: CollectdPeer.all) func noValueIsLostWhenAPluginIsAdded(peer: CollectdPeer) async throws {
    let pace = 3
    let collector = peer.collector("deploy", machine: "no hole", pace: pace)
    _ = try await collector.installCollectd { _ in }
    let before = try await pull(collector, until: "cpu.0.user")
    let process = "cat /opt/mist-collectd/*/collectd.pid"
    let first = try await peer.host("root").text(process)
    try await collector.loadPlugin("contextswitch")
    try await collector.loadPlugin("vmem")
    try await collector.deploy(CustomPlugin(id: "one", kind: .gauge, text: "def read(): return 1\n"))
    var metrics = ["contextswitch", "vmem.vmpage_number.free_pages", "mist.python.one"]
    for metric in metrics { _ = try await pull(collector, until: metric) }
    // Until those that ran before have ended.
    let running = "pgrep -xc collectd; ls /opt/mist-collectd/* | grep -c leaving || true"
    #expect(try await eventually { try await peer.host("root").text(running) == "1\n0\n" })
    #expect(try await peer.host("root").text(process) != first)
    try await Task.sleep(for: .seconds(2 * pace))
    let after = try await collector.pull(since: before.cursor)
    metrics += ["cpu.0.user", "load.shortterm", "interface.lo.if_octets.rx", "processes.fork_rate", "memory.free"]
    for metric in metrics {
      let parts = [before, after].flatMap { $0.series.filter { $0.metric == metric }.flatMap(\.times) }
      let times = Set(parts).sorted()
      // One may be late on a machine that has much to do; a new start would lose two rates at least.
      #expect(
        times.count > 2 && zip(times, times.dropFirst()).allSatisfy { $1 - $0 <= 2 * pace }, "\(metric): \(times)")
    }
    try await collector.remove()
  }

  /// The trial refuses what cannot work; what passes it and goes wrong later takes nothing along.
  @Test func hostileMetricsHurtNobody() async throws {
    let before = try await peer.traces()
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
    // Python came with the first metric and goes with the last trace of us.
    let traces = try await peer.traces().symmetricDifference(before)
    #expect(traces.isEmpty, "\(traces.sorted().prefix(30))")
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

  /// What the catalogue says of collectd, on the real one.
  @Test func whatNeedsNothingIsAcceptedAsItIsWritten() async throws {
    let host = peer.host("plain")
    let machine = MachineFolder(id: "catalogue", title: "db1")
    let facts = try await MachineFacts.ask(host, machine)
    #expect(facts.root == .none && facts.hasApt && facts.user == "plain")
    let collectd = Collectd(host: host, machine: machine, facts: facts, pace: 1)
    let place = try await collectd.place()
    try await collectd.bringProgram(place) { _ in }
    let trial = CollectdConfiguration(place: place, machine: machine, pace: 1).trial
    // What this kernel, in a namespace, does not show is not wrong in the catalogue.
    for plugin in PluginCatalogue.all where plugin.needs.isEmpty && plugin.packages.isEmpty {
      let script =
        CollectdScripts.shell + "\n" + CollectdScripts.file("/tmp/\(plugin.name).trial", trial + plugin.configuration)
        + "\ntry_out \"$1\" /tmp/\(plugin.name).trial 2>&1; rm -f /tmp/\(plugin.name).trial"
      let said = try await host.sh(script, [place.program], within: .seconds(30)).text
      #expect(!said.contains("Unknown config") && !said.contains("not allowed here"), "\(plugin.name): \(said)")
      #expect(!said.contains("dlopen") && !said.contains("Could not find plugin"), "\(plugin.name): \(said)")
      #expect(!said.contains("Parse error") && !said.contains("configuration file"), "\(plugin.name): \(said)")
    }
    try await Collectd(
      host: host, machine: machine, facts: try await MachineFacts.ask(host, machine), pace: 1
    ).remove()
  }

  @Test func aFullDiskIsWaitedFor() async throws {
    let root = peer.host("root")
    _ = try await root.text("mkdir /mnt/small && mount -t tmpfs -o size=64k small /mnt/small")
    let host = ElsewhereHost(host: root, home: "/mnt/small")
    let machine = MachineFolder(id: "full", title: "db1")
    try await Sampler(host: host, machine: machine, pace: 1).start()
    _ = try await root.run("head -c 1000000 /dev/zero >/mnt/small/fill", input: [], within: .seconds(10))
    try await Task.sleep(for: .seconds(3))
    _ = try await root.text("rm /mnt/small/fill")
    let pull = Pull(host: host, machine: machine, now: { Date().timeIntervalSince1970 }, pace: 1)
    let cursor = try await pull(since: nil).cursor
    #expect(
      try await eventually {
        try await pull(since: cursor).series.contains { $0.metric == "cpu.total.nonidle" && $0.times.count > 2 }
      })
    _ = try await root.text("kill -TERM -$(cat /mnt/small/.mist-monitoring/*/sampler/pid)")
    _ = try await root.text("umount -l /mnt/small && rmdir /mnt/small")
  }

  @Test func collectdGoesOnWhenTheDiskHasRoomAgain() async throws {
    let root = peer.host("root")
    _ = try await root.text(
      "mkdir /mnt/small && mount -t tmpfs -o size=48m,uid=plain small /mnt/small && chown plain /mnt/small")
    let host = ElsewhereHost(host: peer.host("plain"), home: "/mnt/small")
    let collector = MachineCollector(
      host: host, machine: "full", title: "db1", now: { Date().timeIntervalSince1970 }, pace: 1)
    _ = try await collector.installCollectd { _ in }
    _ = try await root.run("cat /dev/zero >/mnt/small/fill", input: [], within: .seconds(30))
    try await Task.sleep(for: .seconds(4))
    // It is still asked for what there is.
    let cursor = try await collector.pull(since: nil).cursor
    _ = try await root.text("rm /mnt/small/fill")
    #expect(
      try await eventually {
        try await collector.pull(since: cursor).series.contains { $0.metric == "cpu.0.user" && $0.times.count > 2 }
      })
    try await collector.remove()
    _ = try await root.text("umount -l /mnt/small && rmdir /mnt/small")
  }

  private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<60 {
      if try await condition() { return true }
      try await Task.sleep(for: .milliseconds(500))
    }
    return false
  }
}

/// What is taken away again was brought by us.
@Suite(.serialized, withCollectd)
struct PackagesOfOursTests {
  private let root: PeerHost

  init() throws {
    root = try #require(CollectdPeer.all.first).host("root")
  }

  private func collectd() async throws -> Collectd {
    let machine = MachineFolder(id: "packages", title: "db1")
    return Collectd(host: root, machine: machine, facts: try await MachineFacts.ask(root, machine), pace: 1)
  }

  @Test func whatDidNotComeIsNotOurs() async throws {
    await #expect(throws: MistError.self) { try await collectd().packages(["libmnl0", "no-such-package"]) }
    _ = try await root.text("! test -e /opt/mist-collectd && ! test -e /usr/sbin/policy-rc.d")
    // Somebody else installs it: it stays.
    _ = try await root.text("apt-get -qq -y install libmnl0 </dev/null")
    try await collectd().packages(["libmnl0"])
    try await collectd().remove()
    #expect(try await root.text("dpkg-query -W -f '${db:Status-Status}' libmnl0") == "installed")
    _ = try await root.text("dpkg --purge libmnl0 && apt-get clean")
  }

  @Test func anInstallationThatWasKilledIsTakenAwayByTheNextEnd() async throws {
    try await collectd().packages(["libmnl0"])
    _ = try await root.text("printf '#!/bin/sh\\n# mist-shell\\nexit 101\\n' >/usr/sbin/policy-rc.d")
    try await collectd().remove()
    _ = try await root.text("! test -e /opt/mist-collectd && ! test -e /usr/sbin/policy-rc.d")
    _ = try await root.text("! dpkg-query -W libmnl0")
  }

  /// What lies in a sampler's folder is run as its user.
  @Test func aFolderThatAnotherUserMadeIsNotUsed() async throws {
    let plain = try #require(CollectdPeer.all.first).host("plain")
    let folder = "/var/tmp/mist-monitoring-$(id -u plain)"
    let script = "HOME=; \(UserFolder.shell)\nuser_folder m1"
    #expect(try await plain.text(script).hasPrefix("/var/tmp/"))
    _ = try await root.text("mkdir -m 777 \(folder)")
    #expect(try await plain.text(script) == "/nonexistent/m1\n")
    _ = try await root.text("rmdir \(folder) && ln -s /home/plain \(folder)")
    #expect(try await plain.text(script) == "/nonexistent/m1\n")
    _ = try await root.text("rm \(folder)")
  }
}
