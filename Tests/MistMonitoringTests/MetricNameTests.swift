import MistMonitoring
import Testing

struct MetricNameTests {
  /// The ids of the original, beside what collectd calls the values.
  @Test(arguments: [
    ("cpu-0/cpu-idle", "value", "cpu.0.idle"),
    ("memory/memory-used", "value", "memory.used"),
    ("interface-eth0/if_octets", "rx", "interface.eth0.if_octets.rx"),
    ("interface-eth0.100/if_octets", "tx", "interface.eth0.100.if_octets.tx"),
    ("load/load", "shortterm", "load.shortterm"),
    ("disk-vda/disk_octets", "read", "disk.vda.disk_octets.read"),
    ("df-root/df_complex-free", "value", "df.root.df_complex.free"),
    ("df-var-lib-data/percent_bytes-used", "value", "df.var-lib-data.percent_bytes.used"),
    ("swap/swap-used", "value", "swap.used"),
    ("swap/swap_io-in", "value", "swap.swap_io.in"),
    ("processes/ps_state-running", "value", "processes.ps_state.running"),
    ("processes/fork_rate", "value", "processes.fork_rate"),
    ("users/users", "value", "users"),
    ("tcpconns-all/tcp_connections-LISTEN", "value", "tcpconns.all.tcp_connections.LISTEN"),
    ("ping/ping-8.8.8.8", "value", "ping.8_8_8_8"),
    ("mist.python-random/gauge", "value", "mist.python.random"),
    ("mist.python-jobs_done/derive", "value", "mist.python.jobs_done"),
  ])
  func whatCollectdCallsAValueHasTheOriginalsID(path: Substring, source: Substring, id: String) {
    #expect(MetricID.ofCollectd(path: path, source: source) == id)
  }

  @Test(arguments: ["", "load", "/load", "load/", "a/b/c"])
  func aPathThatIsNoneOfCollectdsHasNoID(path: Substring) {
    #expect(MetricID.ofCollectd(path: path, source: "value") == nil)
  }

  @Test(arguments: [
    ("cpu.total.nonidle", "CPU", "%"), ("load.midterm", "Load (5 mins)", ""),
    ("disk.vda.disk_octets.read", "Disk vda Read", "B/s"),
    ("disk.total.disk_octets.write", "Disks Write", "B/s"), ("cpu.0.user", "CPU 0 user", "jiffies"),
    ("interface.eth0.100.if_octets.rx", "Interface eth0.100 Rx", "B/s"), ("memory.nonfree_percent", "RAM", "%"),
    ("df.root.percent_bytes.used", "Disk space root used", "%"), ("ping.10_0_0_1", "Ping 10.0.0.1", "ms"),
    ("mist.python.jobs_done", "Jobs done", ""),
    ("tcpconns.all.tcp_connections.LISTEN", "Tcpconns all tcp connections LISTEN", ""),
    ("", "", ""), ("...", "...", ""),
  ])
  func aMetricIsToldInWords(id: String, name: String, unit: String) {
    let description = MetricNames.describe(id)
    #expect(description.id == id)
    #expect(description.name == name)
    #expect(description.unit == unit)
  }

  @Test func shortWordsStandForBuiltInMetrics() {
    for (word, id) in MetricNames.aliases {
      #expect(MetricNames.id(for: word) == id)
      #expect(MetricNames.builtIn.contains { $0.id == id })
    }
    #expect(MetricNames.id(for: "users") == "users")
  }

  @Test func thePluginOfAMetricIsFoundInTheCatalogue() {
    #expect(PluginCatalogue.plugin(of: "tcpconns.all.tcp_connections.LISTEN")?.name == "tcpconns")
    #expect(PluginCatalogue.plugin(of: "users")?.isDefault == true)
    #expect(PluginCatalogue.plugin(of: "nonsense") == nil)
    #expect(Set(PluginCatalogue.all.map(\.name)).count == PluginCatalogue.all.count)
  }
}
