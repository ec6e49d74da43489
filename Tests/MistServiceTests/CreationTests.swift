import Foundation
import MistModel
import MistSSH
import MistWire
import Testing

@testable import MistProviders
@testable import MistService

/// Machines that are made at a provider, from the order to the end of their script.
@Suite(withPeer)
struct CreationTests {
  private let folder = newFolder()
  private let clock = TestService.Clock()
  private let cloud: LoopbackCloud
  private let services: Services
  private let backend: BackendID

  init() async throws {
    let peer = try Peer.get()
    cloud = LoopbackCloud(user: peer.user, ports: peer.ports)
    services = try Self.services(folder, cloud, clock)
    let new = try NewBackend(["title": "Juno", "provider": "docker", "docker_host": "127.0.0.1"])
    backend = try await services.backends.add(new, by: .owner).0.backendID
    _ = try await services.keys.add(
      name: "fleet", privateKey: try peer.text("fleet_key"), passphrase: nil, by: .owner)
  }

  private static func services(_ folder: String, _ cloud: LoopbackCloud, _ clock: TestService.Clock) throws -> Services
  {
    try Services(
      stateFolder: folder, passphrase: nil, usesOwnersSSH: false, world: TestService.world(clock),
      makeDrivers: { _ in LoopbackDrivers(cloud: cloud) }, makeCollectors: { _, _ in StandInCollectors() })
  }

  private func creation(of services: Services) -> CreationService {
    var creation = services.creation
    creation.patience.firstPause = .milliseconds(10)
    creation.patience.lookingPauses = [.milliseconds(1), .milliseconds(10)]
    return creation
  }

  private func create(_ fields: [String: JSONValue]) async throws -> CreationService.Created {
    let body = ["name": "web", "image": "img"].merging(fields) { $1 }
    return try await creation(of: services).create(try NewMachine(body), in: backend, by: .owner)
  }

  private func end(of id: JobID, in services: Services? = nil) async throws -> Job {
    let services = services ?? self.services
    await services.jobs.finish(id)
    return try await services.jobs.job(id)
  }

  @Test func aMachineIsOrderedReachedAndRunsItsScript() async throws {
    let created = try await create([
      "script": "echo hello $1; id -un", "script_params": "world", "monitoring": true, "size": "t1",
    ])
    #expect(created.machines.map(\.name) == ["web"])
    let job = try await end(of: created.job)
    #expect(job.error == nil)
    #expect(
      job.logs.map(\.action) == [
        "create_machine", "machine_creation_finished", "probe", "script_started", "script_finished",
        "enable_monitoring", "monitoring_step", "monitoring_step", "monitoring_finished", "post_deploy_finished",
      ])
    #expect(job.summary["create"] == .init(success: 1) && job.summary["probe"] == .init(success: 1))
    #expect(job.summary["script"] == .init(success: 1) && job.summary["monitoring"] == .init(success: 1))
    #expect(job.logs.last?.machine == MachineReference(backend: backend, machine: "m1"))
    #expect(
      job.logs.first { $0.action == "script_finished" }?.result?["output"] == .string("hello world\n\(cloud.user)\n"))

    let order = try #require(cloud.orders.first)
    #expect(cloud.orders.count == 1 && order.size == "t1" && order.orderID == "\(created.job)-1")
    #expect(order.key?.publicKey == (try await services.keys.publicKey(of: "fleet")))
    let association = try #require(try await services.keys.list().first?.associations.first)
    #expect(association.machine.machine == "m1" && association.user == cloud.user)
    await services.logins.engine.close()
  }

  @Test func whereThereAreSeveralSizesOneHasToBeNamed() async throws {
    cloud.state.withLock { $0.sizes = ["small", "large"] }
    let error = await #expect(throws: MistError.self) { try await create([:]) }
    #expect(error?.summary == "required parameter not provided: size")
    #expect(error?.hint == "say --size: list-sizes shows what there is")
    #expect(cloud.orders.isEmpty)
  }

  @Test func aMachineWhoseAnswerWasLostIsLookedForAndNotOrderedAgain() async throws {
    cloud.state.withLock { $0.lostAnswers = 1 }
    let created = try await create([:])
    #expect(created.machines.map(\.name) == ["web"])
    #expect(cloud.orders.count == 1 && cloud.machines.count == 1)
    let job = try await end(of: created.job)
    #expect(job.error == nil)
    await services.logins.engine.close()
  }

  @Test func anOrderThatCameToNothingIsSentOnce() async throws {
    cloud.refuse("web", with: MistError(.unreachable, "Juno: it cannot be reached"))
    let error = await #expect(throws: MistError.self) { try await create([:]) }
    #expect(error?.code == .unreachable)
    #expect(cloud.orders.count == 1 && cloud.machines.isEmpty)
  }

  /// The provider keeps no keys of its own, as most do.
  @Test(arguments: [Set<Ability>([.create, .sizes]), [.create, .sizes, .execute]])
  func theDefaultKeyOpensWhatIsReachedOverSSH(_ abilities: Set<Ability>) async throws {
    let peer = try Peer.get()
    let other = LoopbackCloud(user: peer.user, ports: peer.ports, abilities: abilities)
    let services = try Self.services(folder, other, clock)
    let created = try await creation(of: services).create(
      try NewMachine(["name": "web", "image": "img"]), in: backend, by: .owner)
    #expect(try await end(of: created.job, in: services).error == nil)
    #expect((other.orders.first?.key?.name == "fleet") == !abilities.contains(.execute))
    await services.logins.engine.close()
  }

  @Test func aFloatingAddressIsGivenBeforeTheMachineIsReached() async throws {
    let peer = try Peer.get()
    let other = LoopbackCloud(user: peer.user, ports: peer.ports, abilities: [.create, .sizes, .floatingIP])
    let services = try Self.services(folder, other, clock)
    let created = try await creation(of: services).create(
      try NewMachine(["name": "web", "image": "img", "associate_floating_ip": true, "networks": ["outside"]]),
      in: backend, by: .owner)
    let job = try await end(of: created.job, in: services)
    #expect(
      job.logs.map(\.action) == [
        "create_machine", "machine_creation_finished", "floating_ip", "probe", "post_deploy_finished",
      ])
    #expect(job.logs.first { $0.action == "floating_ip" }?.result == "203.0.113.7")
    #expect(other.orders.first?.wantsFloatingIP == true)
    let addressed = other.state.withLock { $0.addressed }
    #expect(addressed.map(\.machine) == ["m1"] && addressed.map(\.networks) == [["outside"]])
    await services.logins.engine.close()
  }

  @Test func aFloatingAddressThatNobodyGivesIsRefusedBeforeTheOrder() async throws {
    let error = await #expect(throws: MistError.self) { try await create(["associate_floating_ip": true]) }
    #expect(error?.summary == "Juno is a docker backend and has no 'floating_ip'")
    #expect(cloud.orders.isEmpty)
  }

  @Test func severalAreNumberedAndAFailedOneIsNamed() async throws {
    cloud.refuse("web-2", with: MistError(.tooMany, "Juno: no quota is left"))
    let error = await #expect(throws: MistError.self) { try await create(["quantity": 3]) }
    #expect(error?.summary == "2 of 3 machines were made; web-2: Juno: no quota is left")
    #expect(cloud.machines.map(\.name) == ["web-1", "web-3"])
    let id = try #require(error?.hint?.split(separator: " ").dropFirst().first.map { JobID(String($0)) })
    let job = try await end(of: id)
    #expect(job.error == "1 of 3 machines: web-2: Juno: no quota is left")
    #expect(job.summary["create"] == .init(success: 2, error: 1))
    #expect(job.summary["probe"] == .init(success: 2, skipped: 1))
    await services.logins.engine.close()
  }

  @Test func anAsynchronousOrderIsAnsweredAtOnce() async throws {
    let created = try await create(["async": true])
    #expect(created.machines.isEmpty)
    let job = try await end(of: created.job)
    #expect(job.error == nil && job.logs.first?.action == "async_machine_creation_started")
    #expect(cloud.machines.map(\.name) == ["web"])
    // One size only: nobody has to name it.
    #expect(cloud.orders.first?.size == "only")
    await services.logins.engine.close()
  }

  @Test func aScriptThatFailsIsTheJobsError() async throws {
    let created = try await create(["script": "echo no >&2; exit 7"])
    let job = try await end(of: created.job)
    #expect(job.error == "the script ended with status 7")
    #expect(job.summary["script"] == .init(error: 1))
    #expect(job.logs.last?.result?["errors"] == "no\n")
    await services.logins.engine.close()
  }

  @Test func aMachineThatRefusesItsKeyIsGivenUpInTheEnd() async throws {
    let stranger = try await services.keys.generate(.ed25519)
    _ = try await services.keys.add(name: "stranger", privateKey: stranger, passphrase: nil, by: .owner)
    _ = try await services.keys.delete("fleet", by: .owner)
    let created = try await create(["key": "stranger", "script": "true"])
    #expect(try await eventually { cloud.state.withLock { $0.listings } > 4 })
    clock.advance(by: 1000)
    let job = try await end(of: created.job)
    #expect(job.error?.hasPrefix("web was not reached in 1000 s: ssh: ") == true)
    #expect(job.summary["probe"] == .init(error: 1) && job.summary["script"] == .init(skipped: 1))
    await services.logins.engine.close()
  }

  @Test func aMachineThatIsDestroyedIsWaitedForNoLonger() async throws {
    let stranger = try await services.keys.generate(.ed25519)
    _ = try await services.keys.add(name: "stranger", privateKey: stranger, passphrase: nil, by: .owner)
    _ = try await services.keys.delete("fleet", by: .owner)
    let created = try await create(["key": "stranger", "script": "true"])
    #expect(try await eventually { cloud.state.withLock { $0.listings } > 4 })
    cloud.state.withLock { $0.machines = [:] }
    let job = try await end(of: created.job)
    #expect(job.error == "web is not listed any more")
    #expect(job.summary["probe"] == .init(error: 1) && job.summary["script"] == .init(skipped: 1))
    await services.logins.engine.close()
  }

  // MARK: A process that ended too early

  /// A job as a process left it that is gone.
  private func leave(_ logs: [Job.LogEntry], script: String? = "echo hello") async throws -> JobID {
    let id = services.jobs.newID()
    let work = CreationWork(
      backend: backend, names: ["web"], image: "img", networks: [], key: "fleet", script: script, parameters: "",
      isMonitored: false, isAsync: false, environment: [:])
    try await services.creation.vault.unlock(toSeal: true)
    let sealed = try services.creation.vault.seal(try WireJSON.bytes(work), at: JobsService.placeOfWork(id))
    var job = Job(id: id, action: CreationWork.action, startedAt: clock.now, summary: work.summary)
    job.logs = logs
    let left = job
    try await services.creation.jobs.store.write { db in
      try JobRecord.insert(left, worker: WorkerProcess(pid: 1, started: "never"), work: sealed, db)
    }
    return id
  }

  private func entry(_ action: String, machine: MachineID? = nil) -> Job.LogEntry {
    Job.LogEntry(
      time: clock.now, action: action, machine: machine.map { MachineReference(backend: backend, machine: $0) },
      result: action.contains("creat") ? ["name": "web"] : nil)
  }

  @Test func anOrderThatMayHaveArrivedIsRepeatedAndMakesNoSecondMachine() async throws {
    let id = try await leave([entry("create_machine")])
    let driver = try await services.machines.driver(of: backend)
    // It had arrived.
    _ = try await driver.create(MachineOrder(name: "web", image: "img", orderID: "\(id)-1"))
    try await creation(of: services).goOn(with: id)
    let job = try await end(of: id)
    #expect(job.error == nil, "\(job.logs)")
    #expect(cloud.machines.count == 1 && cloud.orders.map(\.orderID) == ["\(id)-1", "\(id)-1"])
    #expect(job.logs.contains { $0.action == "job_taken_over" })
    #expect(job.summary["script"] == .init(success: 1))
    await services.logins.engine.close()
  }

  @Test func aListingOfJobsLeavesItToBeGoneOnWith() async throws {
    let id = try await leave([entry("create_machine")], script: nil)
    #expect(try await services.jobs.list().map(\.state) == [.running])
    #expect(try await services.jobs.job(id).state == .running)
    try await creation(of: services).goOn(with: id)
    let job = try await end(of: id)
    #expect(job.error == nil && cloud.orders.map(\.sentBefore) == [clock.now])
    await services.logins.engine.close()
  }

  @Test func aMachineThatWasMadeIsNotMadeAgain() async throws {
    let driver = try await services.machines.driver(of: backend)
    let machine = try await driver.create(MachineOrder(name: "web", image: "img", orderID: "x"))
    let id = try await leave([entry("create_machine"), entry("machine_creation_finished", machine: machine.id)])
    try await creation(of: services).goOn(with: id)
    let job = try await end(of: id)
    #expect(job.error == nil && cloud.orders.count == 1)
    #expect(job.logs.last?.action == "post_deploy_finished")
    await services.logins.engine.close()
  }

  @Test func aMachineThatIsGoneBeforeTheJobGoesOnIsNotWaitedForLong() async throws {
    let id = try await leave([entry("create_machine"), entry("machine_creation_finished", machine: "m9")])
    try await creation(of: services).goOn(with: id)
    #expect(try await eventually { cloud.state.withLock { $0.listings } > 2 })
    clock.advance(by: 200)
    #expect(try await end(of: id).error == "web was not reached in 200 s: web is not listed")
    await services.logins.engine.close()
  }

  /// Where a name is all that tells a machine, two jobs may look for the same one.
  @Test func whatAnotherJobMadeIsNoOrdersMachine() async throws {
    let driver = try await services.machines.driver(of: backend)
    let machine = try await driver.create(MachineOrder(name: "web", image: "img", orderID: "x")).id
    _ = try await leave([entry("create_machine"), entry("machine_creation_finished", machine: machine)])
    let id = try await leave([entry("create_machine")], script: nil)
    try await creation(of: services).goOn(with: id)
    let job = try await end(of: id)
    #expect(job.error == nil && cloud.machines.count == 2)
    #expect(cloud.orders.last?.orderID == "\(id)-1" && cloud.orders.last?.others == [machine])
    await services.logins.engine.close()
  }

  @Test func aScriptThatHadBegunIsNotRunTwiceAndThatIsSaid() async throws {
    let driver = try await services.machines.driver(of: backend)
    let machine = try await driver.create(MachineOrder(name: "web", image: "img", orderID: "x")).id
    let id = try await leave([
      entry("create_machine"), entry("machine_creation_finished", machine: machine), entry("probe", machine: machine),
      entry("script_started", machine: machine),
    ])
    try await creation(of: services).goOn(with: id)
    let job = try await end(of: id)
    #expect(job.error == "the mist-shell that ran the script ended first; whether it ran to its end is not known")
    #expect(job.logs.count { $0.action == "script_started" } == 1)
    await services.logins.engine.close()
  }

  /// Two shells ordered a machine of one name, one order arrived, and both jobs are gone on with at the same moment.
  @Test func twoJobsOfOneNameNeverHaveTheSameMachine() async throws {
    cloud.state.withLock { $0.tellsByName = true }
    let driver = try await services.machines.driver(of: backend)
    _ = try await driver.create(MachineOrder(name: "web", image: "img", orderID: "x"))
    let script = "echo ran"
    let ids = [
      try await leave([entry("create_machine")], script: script),
      try await leave([entry("create_machine")], script: script),
    ]
    let other = try Self.services(folder, cloud, clock)
    async let first: Void = creation(of: services).goOn(with: ids[0])
    async let second: Void = creation(of: other).goOn(with: ids[1])
    _ = try await (first, second)
    let jobs = [try await end(of: ids[0]), try await end(of: ids[1], in: other)]
    #expect(jobs.map(\.error) == [nil, nil])
    let made = jobs.map { job in job.logs.filter { $0.action == "machine_creation_finished" }.compactMap(\.machine) }
    #expect(made.allSatisfy { $0.count == 1 } && made[0] != made[1])
    #expect(cloud.machines.count == 2)
    for (job, machine) in zip(jobs, made) {
      #expect(job.logs.filter { $0.action == "script_started" }.map(\.machine) == machine)
      #expect(job.summary["create"] == .init(success: 1) && job.summary["script"] == .init(success: 1))
    }
    await services.logins.engine.close()
    await other.logins.engine.close()
  }

  /// A process that was taken for dead: it does nothing more once another one has the job.
  @Test func whoseJobWasTakenOverStops() async throws {
    let created = try await create(["script": "sleep 1; echo hello"])
    try await services.jobs.store.write { db in
      try JobRecord.setWorker(WorkerProcess(pid: 1, started: "later"), of: created.job, db)
    }
    let before = try await services.jobs.store.read { try JobRecord.fetch(created.job, $0)?.0 }
    await services.jobs.finish(created.job)
    let after = try await services.jobs.store.read { try JobRecord.fetch(created.job, $0)?.0 }
    #expect(after == before && after?.finishedAt == nil)
    #expect(after?.logs.contains { $0.action == "script_finished" } == false)
    await services.logins.engine.close()
  }

  @Test func aProcessThatEndedIsGoneBeforeItsParentTakesNotice() throws {
    var process = pid_t()
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
    defer { free(words[0]) }
    #expect(posix_spawn(&process, "/bin/true", nil, nil, &words, nil) == 0)
    defer { waitpid(process, nil, 0) }
    let stat = { (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? "" }
    for _ in 0..<200 where !stat().contains(") Z ") { usleep(10_000) }
    let fields = stat().split(separator: " ")
    #expect(fields[2] == "Z")
    #expect(!WorkerProcess(pid: process, started: String(fields[21])).isAlive)
  }

  @Test func ofTwoProcessesOneGoesOnWithIt() async throws {
    let id = try await leave([entry("create_machine")], script: nil)
    let other = try Self.services(folder, cloud, clock)
    async let first: Void = creation(of: services).goOn(with: id)
    async let second: Void = creation(of: other).goOn(with: id)
    _ = try await (first, second)
    await other.jobs.finish(id)
    let job = try await end(of: id)
    #expect(job.error == nil && cloud.orders.count == 1)
    await services.logins.engine.close()
    await other.logins.engine.close()
  }
}
