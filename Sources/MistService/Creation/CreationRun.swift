import MistModel
import MistProviders

/// Carries a creation job out, or on from where its log ends.
struct CreationRun: Sendable {
  let work: CreationWork
  let job: JobID
  let machines: MachinesService
  let keys: KeysService
  let execution: ScriptExecution
  let monitoring: MonitoringService
  let world: ServiceWorld
  let patience: CreationPatience
  /// Told of each order that the provider took or refused.
  let ordered: @Sendable (Int, Result<Machine, MistError>) -> Void

  /// Machines that are worked on at the same time.
  private static let mostAtOnce = 5

  /// Throws what went wrong with the first machine of those with which something did.
  func all(_ log: JobLog) async throws {
    if work.isAsync, await !log.entries.contains(where: { $0.action == "async_machine_creation_started" }) {
      try await log.note("async_machine_creation_started")
    }
    let troubles = try await withThrowingTaskGroup(of: (Int, MistError?).self) { group in
      var waiting = work.names.indices[...]
      func beginNext() {
        guard let position = waiting.popFirst() else { return }
        group.addTask { (position, try await trouble(with: position, log)) }
      }
      for _ in 0..<Self.mostAtOnce { beginNext() }
      var troubles: [Int: MistError] = [:]
      for try await (position, trouble) in group {
        troubles[position] = trouble
        beginNext()
      }
      return troubles
    }
    guard let (position, first) = troubles.min(by: { $0.key < $1.key }) else { return }
    guard work.names.count > 1 else { throw first }
    throw MistError(
      first.code,
      "\(troubles.count) of \(work.names.count) machines: \(work.names[position]): \(first.summary)")
  }

  /// Errors of the store are thrown; those of the machine are the job's result.
  private func trouble(with position: Int, _ log: JobLog) async throws -> MistError? {
    do {
      try await one(position, log)
      return nil
    } catch let error as MistError where error.code != .storage && error.code != .interrupted {
      return error
    }
  }

  private func one(_ position: Int, _ log: JobLog) async throws {
    let progress = CreationProgress(of: work.names[position], in: await log.entries)
    if let error = progress.error { throw MistError(.failed, error) }
    guard !progress.isOver else { return }
    let machine: MachineReference
    if let known = progress.machine {
      machine = known
    } else {
      machine = try await create(position, sentBefore: progress.sentAt, log)
    }
    if work.wantsFloatingIP == true, !progress.hasFloatingIP { try await giveAddress(to: machine, position, log) }
    let entrance = try await reach(machine, position, progress, log)
    if let script = work.script, !progress.isScriptOver {
      try await run(script, at: entrance, of: machine, progress, log)
    }
    if work.isMonitored, !progress.isMonitoringOver { try await monitor(machine, log) }
    try await log.note("post_deploy_finished", machine: machine)
  }

  // MARK: Steps

  private func create(_ position: Int, sentBefore: Double?, _ log: JobLog) async throws -> MachineReference {
    let name: JSONValue = ["name": .string(work.names[position])]
    try await log.note("create_machine", result: name)
    do {
      var key: OrderedKey?
      if let id = work.key { key = OrderedKey(name: id.rawValue, publicKey: try await keys.publicKey(of: id)) }
      let driver = try await machines.driver(of: work.backend)
      var order = work.order(position, of: job, key: key)
      order.sentBefore = sentBefore
      order.others = try await others(than: order, log)
      let began = sentBefore ?? world.now()
      while true {
        let machine = try await made(order, by: driver)
        let way = work.key.map { Associations.Way(key: $0, association: KeyAssociation(machine: machine.reference)) }
        let isOurs = try await log.claim(
          machine.reference, since: began, "machine_creation_finished", result: name,
          settled: [.init("create", .success)]
        ) { db in
          if let way { try Associations.save(way, db) }
        }
        if isOurs {
          ordered(position, .success(machine))
          return machine.reference
        }
        // It is what came of another job's order: ours is still to be carried out.
        guard order.others.insert(machine.id).inserted else {
          throw MistError(
            .conflict, "\(work.names[position]): the provider answers with a machine of another job",
            hint: "look at list-machines before you order it again")
        }
      }
    } catch let error as MistError where error.code != .storage && error.code != .interrupted {
      try await log.note(
        "machine_creation_finished", error: error.summary, result: name,
        settled: [.init("create", .error)] + skipped("probe", "script", "monitoring"))
      ordered(position, .failure(error))
      throw error
    }
  }

  /// Machines that cannot have come of the order, whatever they are called: of one that was sent before, those that other
  /// jobs made; of a new one, all that are there.
  private func others(than order: MachineOrder, _ log: JobLog) async throws -> Set<MachineID> {
    guard order.sentBefore != nil else { return Set(try await machines.lastListed(work.backend).keys) }
    return Set(try await log.machinesOfOtherJobs().filter { $0.backend == work.backend }.map(\.machine))
  }

  /// An order whose answer was lost may have been carried out: its machine is looked for, and never ordered again.
  private func made(_ order: MachineOrder, by driver: any ProviderDriver) async throws -> Machine {
    let sent = world.now()
    do {
      return try await driver.create(order)
    } catch let error as MistError where [.notFound, .invalid].contains(error.code) {
      throw error.naming(order, at: driver)
    } catch let error as MistError where [.unreachable, .timedOut, .connectionLost].contains(error.code) {
      var order = order
      order.sentBefore = order.sentBefore ?? sent
      for pause in patience.lookingPauses {
        try await Task.sleep(for: pause)
        do {
          if let found = try await driver.machine(orderedBy: order) { return found }
        } catch let trouble as MistError where trouble.code != .interrupted {
          // What went wrong first tells more.
          break
        }
      }
      throw error
    }
  }

  private func giveAddress(to machine: MachineReference, _ position: Int, _ log: JobLog) async throws {
    do {
      let driver = try await machines.driver(of: work.backend)
      let order = work.order(position, of: job, key: nil)
      let address = try await driver.giveFloatingAddress(to: machine.machine, of: order)
      try await log.note("floating_ip", machine: machine, result: .string(address))
    } catch let error as MistError where error.code != .storage && error.code != .interrupted {
      try await log.note(
        "floating_ip", machine: machine, error: error.summary, settled: skipped("probe", "script", "monitoring"))
      throw error
    }
  }

  private func reach(
    _ machine: MachineReference, _ position: Int, _ progress: CreationProgress, _ log: JobLog
  ) async throws -> Entrance {
    let wait = EntranceWait(
      machine: machine, name: work.names[position], machines: machines, entrances: execution.entrances, world: world,
      patience: patience)
    guard !progress.isReached else { return try await wait.entrance() }
    do {
      let entrance = try await wait.entrance()
      try await log.note("probe", machine: machine, settled: [.init("probe", .success)])
      return entrance
    } catch let error as MistError where error.code != .storage && error.code != .interrupted {
      try await log.note(
        "probe", machine: machine, error: error.summary,
        settled: [.init("probe", .error)] + skipped("script", "monitoring"))
      throw error
    }
  }

  private func run(
    _ script: String, at entrance: Entrance, of machine: MachineReference, _ progress: CreationProgress, _ log: JobLog
  ) async throws {
    let error: String?
    if progress.isScriptBegun {
      // Twice may be worse than not at all.
      error = "the mist-shell that ran the script ended first; whether it ran to its end is not known"
      try await log.note("script_finished", machine: machine, error: error, settled: [.init("script", .error)])
    } else {
      error = try await execution.run(
        ScriptCall(script, parameters: work.parameters), at: entrance, of: machine, log)
    }
    guard let error else { return }
    if work.isMonitored {
      try await log.note(
        "enable_monitoring", machine: machine, result: "skipped: the script went wrong",
        settled: [.init("monitoring", .skipped)])
    }
    throw MistError(.failed, error)
  }

  /// A machine that cannot be monitored is there all the same, and does what else was wanted.
  private func monitor(_ machine: MachineReference, _ log: JobLog) async throws {
    do {
      try await monitoring.enable(machine, in: job, log)
    } catch let error as MistError where error.code != .storage && error.code != .interrupted {
      let isTold = await log.entries.contains { $0.action == "monitoring_finished" && $0.machine == machine }
      guard !isTold else { throw error }
      try await log.note(
        "monitoring_finished", machine: machine, error: error.summary, settled: [.init("monitoring", .error)])
      throw error
    }
  }

  /// Those of the steps that were wanted.
  private func skipped(_ steps: String...) -> [JobLog.Settled] {
    steps.filter { work.summary[$0]?.pending ?? 0 > 0 }.map { .init($0, .skipped) }
  }
}
