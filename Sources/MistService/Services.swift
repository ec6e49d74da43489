import MistModel
import MistSSH

/// The parts of the service, each knowing only those it is given.
struct Services: Sendable {
  let world: ServiceWorld
  let store: Store
  let accounts: AccountsService
  let vault: Vault
  let keys: KeysService
  let hostKeys: StoredHostKeys
  let logins: LoginService
  let backends: BackendsService
  let machines: MachinesService
  let stars: StarsService
  let associations: AssociationsService
  let probes: ProbeService
  let runs: RunService
  let terminals: TerminalService
  let jobs: JobsService
  let scripts: ScriptsService
  let creation: CreationService
  let changes: LongChanges
  let monitoring: MonitoringService
  let metrics: MetricsService
  let rules: RulesService

  /// - Parameters:
  ///   - endpointsFile: in place of the one in the state folder.
  ///   - patience: how long our own client waits for a change before that is a job.
  ///   - makeDrivers: what reaches the providers, in place of their drivers.
  ///   - makeCollectors: what measures machines, in place of what runs on them.
  init(
    stateFolder: String, passphrase: String?, usesOwnersSSH: Bool, endpointsFile: String? = nil, world: ServiceWorld,
    makeDrivers: ((LoginService) -> any DriverMaking)? = nil,
    makeCollectors: (PlaceBook, Entrances) -> (any CollectorMaking)? = { _, _ in nil },
    pace: PullTimes.Pace = .init(), patience: Duration = .seconds(25)
  ) throws {
    let store = try Store(folder: stateFolder)
    self.store = store
    vault = Vault(store: store, passphrase: passphrase, world: world)
    let listings = Listings(store: store)
    self.world = world
    accounts = AccountsService(store: store, world: world)
    keys = KeysService(store: store, vault: vault, world: world)
    hostKeys = StoredHostKeys(store: store, world: world)
    let ssh = SSHConfiguration(readsUserConfig: usesOwnersSSH, useAgent: usesOwnersSSH)
    logins = LoginService(
      engine: SSHEngine(hostKeys: hostKeys, configuration: ssh), triesAgent: usesOwnersSSH && world.hasSSHAgent,
      keys: keys, associations: Associations(store: store), listings: listings, world: world)
    let drivers =
      makeDrivers?(logins)
      ?? DriverFactory(
        logins: logins, stateFolder: stateFolder, endpointsFile: endpointsFile,
        memory: { [vault] in StoredMemory(backend: $0, store: store, vault: vault, world: world) })
    backends = BackendsService(store: store, vault: vault, drivers: drivers, world: world)
    machines = MachinesService(
      backends: backends, drivers: drivers, listings: listings, tags: Tags(store: store, world: world), store: store,
      world: world)
    stars = StarsService(machines: machines, store: store, world: world)
    associations = AssociationsService(machines: machines, keys: keys, logins: logins, world: world)
    probes = ProbeService(machines: machines, logins: logins)
    let entrances = Entrances(machines: machines, logins: logins)
    runs = RunService(machines: machines, logins: logins, entrances: entrances, store: store, world: world)
    terminals = TerminalService(machines: machines, entrances: entrances, store: store, world: world)
    jobs = JobsService(store: store, world: world)
    let execution = ScriptExecution(entrances: entrances)
    scripts = ScriptsService(machines: machines, execution: execution, jobs: jobs, store: store, world: world)
    let series = SeriesStore(folder: stateFolder)
    let places = PlaceBook(machines: machines, world: world)
    rules = RulesService(
      store: store, series: series, machines: machines,
      deeds: RuleDeeds(machines: machines, places: places, entrances: entrances, store: store, now: world.now),
      alerts: Alerts(since: world.now()),
      world: world)
    let collectors =
      makeCollectors(places, entrances) ?? HostCollectors(places: places, entrances: entrances, now: world.now)
    let pulls = MachinePulls(series: series, collectors: collectors, places: places, rules: rules, world: world)
    let puller = Puller(pulls: pulls, world: world, pace: pace) {
      try await store.read { try MonitoredRecord.fetchAll($0).map(\.machine) }
    }
    monitoring = MonitoringService(
      machines: machines, collectors: collectors, jobs: jobs, vault: vault, store: store, series: series, pulls: pulls,
      puller: puller, world: world)
    changes = LongChanges(machines: machines, jobs: jobs, patience: patience)
    metrics = MetricsService(monitoring: monitoring)
    creation = CreationService(
      machines: machines, keys: keys, scripts: scripts, monitoring: monitoring, jobs: jobs, vault: vault, world: world)
  }
}
