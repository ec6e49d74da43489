import MistModel
import MistProviders

/// What a creation job has to do, as the store keeps it sealed. How far it came stands in the job's log.
struct CreationWork: Codable, Sendable {
  var backend: BackendID
  var names: [String]
  var image: ImageID
  var size: SizeID?
  var location: LocationID?
  var networks: [NetworkID]
  /// `nil` in jobs of versions that knew none.
  var wantsFloatingIP: Bool?
  var key: KeyID?
  var script: String?
  var parameters: String
  var isMonitored: Bool
  var isAsync: Bool
  var command: String?
  var environment: [String: String]

  static let action = "create_machine"

  /// The first state of the job's counters.
  var summary: [String: Job.Counters] {
    func pending(_ isWanted: Bool) -> Job.Counters { .init(pending: isWanted ? names.count : 0) }
    return [
      "create": pending(true), "probe": pending(true), "script": pending(script != nil),
      "monitoring": pending(isMonitored),
    ]
  }

  /// The order of one machine; the same each time it is asked for in the same job.
  func order(_ position: Int, of job: JobID, key: OrderedKey?) -> MachineOrder {
    var order = MachineOrder(
      name: names[position], image: image, size: size, location: location, orderID: "\(job)-\(position + 1)")
    order.networks = networks
    order.wantsFloatingIP = wantsFloatingIP == true
    order.key = key
    order.command = command
    order.environment = environment
    return order
  }
}

/// How far a job came with one machine, told by its log.
struct CreationProgress: Sendable {
  /// When its order was first sent, or was about to be.
  var sentAt: Double?
  var machine: MachineReference?
  /// What was wrong with an earlier step: nothing more is done.
  var error: String?
  var hasFloatingIP = false
  var isReached = false
  var isScriptBegun = false
  var isScriptOver = false
  var isMonitoringOver = false
  var isOver = false

  init(of name: String, in logs: [Job.LogEntry]) {
    func named(_ action: String) -> Job.LogEntry? {
      logs.first { $0.action == action && $0.result?["name"]?.string == name }
    }
    sentAt = named("create_machine")?.time
    guard let finish = named("machine_creation_finished") else { return }
    machine = finish.machine
    error = finish.error
    guard let machine else { return }
    let own = logs.filter { $0.machine == machine }
    func entry(_ action: String) -> Job.LogEntry? { own.first { $0.action == action } }
    let probe = entry("probe")
    let address = entry("floating_ip")
    hasFloatingIP = address != nil
    isReached = probe != nil
    isScriptBegun = entry("script_started") != nil
    isScriptOver = entry("script_finished") != nil
    isMonitoringOver = entry("monitoring_finished") != nil
    isOver = entry("post_deploy_finished") != nil
    error =
      error ?? address?.error ?? probe?.error ?? entry("script_finished")?.error ?? entry("monitoring_finished")?.error
  }
}
