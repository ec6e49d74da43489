import Testing

@testable import MistMonitoring

struct SamplerTickTests {
  private let line = """
    @1000 500.25;L 0.10 0.20 0.30;C 0 100 1 50 800 4 3 2 1 10 1;P forks 70;P running 2;M MemTotal: 1000;M MemFree: 300;\
    M Buffers: 100;M Cached: 200;M SReclaimable: 30;M SUnreclaim: 20;M SwapTotal: 50;M SwapFree: 40;M SwapCached: 1;\
    N eth0 1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0;D vda 7 1 100 5 9 2 200 6 0 33 40;F 100 40 55 /;F 10 5 5 /srv/my data;.
    """

  @Test func aLineGivesTheIDsOfCollectd() throws {
    let tick = try #require(SamplerTick(line: Substring(line)))
    #expect(tick.time == 1000)
    #expect(tick.gauges["load.midterm"] == 0.2)
    #expect(tick.gauges["processes.ps_state.running"] == 2)
    #expect(tick.gauges["memory.used"] == Double(350 * 1024))
    #expect(tick.gauges["swap.used"] == Double(9 * 1024))
    #expect(tick.gauges["df.root.df_complex.reserved"] == Double(5 * 1024))
    #expect(tick.gauges["df.root.percent_bytes.used"] == 40)
    #expect(tick.gauges["df.srv-my data.df_complex.free"] == Double(5 * 1024))
    #expect(tick.counters["cpu.0.user"] == 90)
    #expect(tick.counters["interface.eth0.if_octets.tx"] == 2000)
    #expect(tick.counters["interface.eth0.if_dropped.rx"] == 2)
    #expect(tick.counters["disk.vda.disk_octets.write"] == Double(200 * 512))
    #expect(tick.counters["disk.vda.disk_io_time.io_time"] == 33)
  }

  @Test func aContainerHasOneCoreOfWhatItMayUse() throws {
    let text =
      "L 1.500 0.20 0.30;M MemTotal: 1000;M MemFree: 300;M Cached: 200;I vda rbytes=100 wbytes=200 rios=3 wios=4 dbytes=0"
    let first = try #require(SamplerTick(line: "@1000 500.00;K 500 1000000 200000;\(text);."))
    let second = try #require(
      SamplerTick(line: "@1010 510.00;K 500 3000000 700000;\(text.replacing("=100 ", with: "=600 "));."))
    let rates = SamplerRates.rates(from: first, to: second, pace: 10)
    #expect(rates["cpu.0.user"] == 20 && rates["cpu.0.system"] == 5 && rates["cpu.0.idle"] == 25)
    #expect(rates["disk.vda.disk_octets.read"] == 50 && rates["disk.vda.disk_ops.write"] == 0)
    #expect(second.gauges["load.shortterm"] == 1.5 && second.gauges["memory.used"] == Double(500 * 1024))
    // It was allowed more for a while.
    let burst = try #require(SamplerTick(line: "@1020 520.00;K 500 9000000 700000;."))
    #expect(SamplerRates.rates(from: second, to: burst, pace: 10)["cpu.0.idle"] == 0)
    // Whatever was allowed since, idle time is of this interval.
    let more = try #require(SamplerTick(line: "@1020 520.00;K 2000 3000000 700000;."))
    #expect(SamplerRates.rates(from: second, to: more, pace: 10)["cpu.0.idle"] == 200)
  }

  @Test func aLineThatTheDiskHadNoRoomForIsLeftOut() {
    for count in 1..<line.count { #expect(SamplerTick(line: line.prefix(count)) == nil) }
    // The next tick was written behind what fit.
    #expect(SamplerTick(line: line.prefix(60) + line)?.time == 1000)
  }

  @Test func countersGiveTheirChangeInASecond() throws {
    var first = try #require(SamplerTick(line: "@1000 500.00;P forks 70;."))
    var second = try #require(SamplerTick(line: "@1010 510.00;P forks 170;."))
    #expect(SamplerRates.rates(from: first, to: second, pace: 10) == ["processes.fork_rate": 10])
    // The machine started in between; the sampler paused.
    second.uptime = 5
    #expect(SamplerRates.rates(from: first, to: second, pace: 10).isEmpty)
    (first.uptime, second.uptime) = (500, 530)
    #expect(SamplerRates.rates(from: first, to: second, pace: 10).isEmpty)
  }

  @Test func aCounterOf32BitsGoesPastItsEndAndOneThatBeganAnewIsAGap() {
    #expect(SamplerRates.change(from: 4_294_967_290, to: 4) == 10)
    #expect(SamplerRates.change(from: 1000, to: 4) == nil)
    #expect(SamplerRates.change(from: 9e12, to: 4) == nil)
    #expect(SamplerRates.change(from: 5, to: 5) == 0)
  }

  @Test func totalsAreOfWhatIsCountedOnce() {
    var grid = Grid(from: 0, to: 9, pace: 10, shift: 0)
    for (disk, value) in [("vda", 1.0), ("vda1", 100), ("nvme0n1", 2), ("nvme0n1p2", 100), ("dm-0", 100), ("md0", 100)]
    {
      grid.set("disk.\(disk).disk_octets.read", at: 0, to: value)
    }
    for (name, value) in [("eth0", 1.0), ("ens5", 2), ("lo", 100), ("veth12", 100), ("br-0a", 100), ("docker0", 100)] {
      grid.set("interface.\(name).if_octets.rx", at: 0, to: value)
    }
    for (state, value) in [("user", 20.0), ("idle", 60), ("system", 20)] {
      grid.set("cpu.0.\(state)", at: 0, to: value)
      grid.set("cpu.1.\(state)", at: 0, to: state == "idle" ? 100 : 0)
    }
    for (kind, value) in [("used", 30.0), ("free", 20), ("cached", 50)] { grid.set("memory.\(kind)", at: 0, to: value) }
    VirtualMetrics.add(to: &grid)
    let values = Dictionary(uniqueKeysWithValues: grid.series.map { ($0.metric, $0.values) })
    #expect(values["disk.total.disk_octets.read"] == [3])
    #expect(values["interface.total.if_octets.rx"] == [3])
    #expect(values["cpu.total.idle"] == [80])
    #expect(values["cpu.total.nonidle"] == [20])
    #expect(values["memory.nonfree"] == [80])
    #expect(values["memory.nonfree_percent"] == [80])
    #expect(values["memory.used_percent"] == [30])
  }
}
