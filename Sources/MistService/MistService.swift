import Hummingbird
import Logging
import MistModel
import MistWire

/// The Mist service: the store in a state folder and the routes over it.
public final class MistService: Sendable {
  let services: Services
  let responder: any HTTPResponder<ServiceContext>
  let logger: Logger

  /// Opens the store; throws `MistError(.storage)` when it cannot.
  ///
  /// - Parameters:
  ///   - passphrase: opens a vault that has one; `nil` for a vault with a key file.
  ///   - endpointsFile: base addresses in place of the providers' own; `endpoints.json` in the state folder when left out.
  ///   - usesOwnersSSH: honours `~/.ssh/config`, and tries the ssh-agent's keys where no kept key opens a machine.
  ///   - eras: whose paths `transport` answers; a command that runs alone needs one, and pays for each. Over HTTP all
  ///     are served.
  public convenience init(
    stateFolder: String, passphrase: String? = nil, endpointsFile: String? = nil, usesOwnersSSH: Bool = false,
    world: ServiceWorld = .real, eras: [Era] = Era.allCases, logger: Logger
  ) throws {
    self.init(
      try Services(
        stateFolder: stateFolder, passphrase: passphrase, usesOwnersSSH: usesOwnersSSH, endpointsFile: endpointsFile,
        world: world),
      eras: eras, logger: logger)
  }

  init(_ services: Services, eras: [Era] = Era.allCases, logger: Logger) {
    self.services = services
    responder = Routes.router(services, eras: eras).buildResponder()
    self.logger = logger
  }

  /// The way in for this process; whoever holds it acts as the owner.
  public var transport: InProcessTransport {
    InProcessTransport(responder: responder, logger: logger)
  }

  /// Jobs that this process still works on.
  public func unfinishedJobs() async -> [JobID] {
    await services.jobs.unfinished()
  }

  /// Waits for the jobs of this process.
  ///
  /// - Returns: how they ended.
  public func finishJobs() async -> [Job] {
    var ended: [Job] = []
    for id in await services.jobs.unfinished() {
      await services.jobs.finish(id)
      if let job = try? await services.jobs.job(id) { ended.append(job) }
    }
    return ended
  }

  /// Pulls the monitored machines from now on, and obeys the rules on them, until `close`.
  ///
  /// Not before somebody has a use for it: a prompt is there first.
  public func startMonitoring() async {
    await services.monitoring.puller.start()
  }

  /// Waits for the jobs of this process, then closes its connections and the store.
  public func close() async {
    await services.jobs.finishAll()
    await services.monitoring.puller.stop()
    await services.logins.engine.close()
    services.store.close()
  }
}
