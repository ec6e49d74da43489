import MistModel

/// Measures a machine with what can be had there: a sampler at once, then collectd.
///
/// collectd comes with Debian's package where the user is root or has sudo without a password, and is unpacked in the
/// user's home elsewhere on Debian and Ubuntu; it has a configuration, values and a place of its own beside the
/// distribution's. On other systems the sampler stays, and in a container it goes on beside collectd.
public struct MachineCollector: Collector {
  private let host: any MonitoredHost
  private let machine: MachineFolder
  private let now: @Sendable () -> Double
  private let pace: Int

  /// - Parameters:
  ///   - machine: names folders on the machine; a machine of another id has others.
  ///   - title: what errors call the machine.
  ///   - now: seconds since 1970.
  public init(host: any MonitoredHost, machine: String, title: String, now: @escaping @Sendable () -> Double) {
    self.init(host: host, machine: machine, title: title, now: now, pace: Pulled.interval)
  }

  /// For tests, which cannot wait ten seconds for each value.
  init(
    host: any MonitoredHost, machine: String, title: String, now: @escaping @Sendable () -> Double, pace: Int
  ) {
    self.host = host
    self.machine = MachineFolder(id: machine, title: title)
    self.now = now
    self.pace = pace
  }

  public func startSampler() async throws {
    try await Sampler(host: host, machine: machine, pace: pace).start()
  }

  public func installCollectd(report: @escaping @Sendable (String) -> Void) async throws -> MonitoringMethod {
    let facts = try await MachineFacts.ask(host, machine)
    let collectd = Collectd(host: host, machine: machine, facts: facts, pace: pace)
    guard facts.hasApt || (facts.root != .none && facts.hasCollectd) else {
      report("collectd comes with Debian's packages, which \(machine.title) does not have: the sampler stays")
      return .sampler
    }
    let place = try await collectd.place()
    try await collectd.bringProgram(place, report: report)
    try await collectd.start(place, report: report)
    guard !facts.isContainer else {
      report(
        "collectd is there for further metrics; the sampler goes on: \(machine.title) is a container, and of processors, "
          + "memory, load and disks collectd would show the whole computer's")
      return .sampler
    }
    _ = try await host.sh(UserFolder.shell + "\n" + Sampler.leave, [machine.name], within: .seconds(30))
    report("collectd measures \(machine.title)")
    return place.method
  }

  public func pull(since cursor: PullCursor?) async throws -> Pulled {
    try await Pull(host: host, machine: machine, now: now, pace: pace)(since: cursor)
  }

  public func remove() async throws {
    let facts = try await MachineFacts.ask(host, machine)
    try await Collectd(host: host, machine: machine, facts: facts, pace: pace).remove()
  }

  public func loadPlugin(_ plugin: String) async throws {
    guard let entry = PluginCatalogue.plugin(named: plugin) else {
      throw MistError(.notFound, "no plugin '\(plugin)' in the catalogue", hint: "list-metrics shows what can be added")
    }
    let (collectd, place) = try await installed()
    try await collectd.load(entry, at: place)
  }

  public func deploy(_ plugin: CustomPlugin) async throws {
    try plugin.check()
    let (collectd, place) = try await installed()
    try await PythonMetrics(collectd: collectd, place: place).deploy(plugin)
  }

  public func removePlugin(_ id: String) async throws {
    try CustomPlugin.check(id: id)
    let facts = try await MachineFacts.ask(host, machine)
    guard facts.hasSystemFolder || facts.hasUserFolder else { return }
    let collectd = Collectd(host: host, machine: machine, facts: facts, pace: pace)
    try await PythonMetrics(collectd: collectd, place: try await collectd.place()).remove(id)
  }

  /// The collectd that is on the machine.
  private func installed() async throws -> (Collectd, CollectdPlace) {
    let facts = try await MachineFacts.ask(host, machine)
    let collectd = Collectd(host: host, machine: machine, facts: facts, pace: pace)
    let place = try await collectd.place()
    let there = try await host.sh("test -e \"$1/collectd.conf\"", [place.folder], within: .seconds(30))
    guard there.status == 0 else {
      throw MistError(
        .notSupported, "collectd does not measure \(machine.title), and what does has no plugins",
        hint: "enable-monitoring again tries to install it")
    }
    return (collectd, place)
  }
}
