import MistClient
import MistModel

/// `mist`: machines, from their creation to their end.
enum MachineModule: AnsibleModule {
  static let name = "mist"
  static let summary = "Creates, monitors, destroys, lists and describes machines."
  static let options = [
    ModuleOption.backend, ModuleOption.state,
    ModuleOption("name", "The machine: its whole name or id wherever something is changed."),
    ModuleOption("image_id", "What a new one is made from: id or whole name.", aliases: ["image"]),
    ModuleOption("size_id", "How big: id or whole name.", aliases: ["size"]),
    ModuleOption("location_id", "Where: id or whole name; the provider chooses if left out.", aliases: ["location"]),
    ModuleOption("key", "The kept key that opens it; the default one if left out."),
    ModuleOption("networks", .list, "Its networks: ids or whole names; the provider chooses if left out."),
    ModuleOption(
      "associate_floating_ip", .bool,
      "Give a new one an address of the outside network, where there are several of the one in networks.",
      otherwise: false),
    ModuleOption("image_extra", "Accepted for old playbooks; no provider here wants it."),
    ModuleOption("disk", .int, "Accepted for old playbooks; the size says how big the disk is."),
    ModuleOption(
      "wait", .bool, "Wait until a new one is reached, and until monitoring is installed.", otherwise: false),
    ModuleOption("wait_time", .int, "Seconds that each waiting takes at most; then the task fails.", otherwise: 600),
    ModuleOption("monitoring", .bool, "Monitor it; C(false) leaves it as it is.", otherwise: false),
    ModuleOption("wait_for_stats", .bool, "Wait until values come from it, which must be monitored.", otherwise: false),
    ModuleOption("metric", "A metric to measure: its id, or the name of a new one with python_file."),
    ModuleOption("python_file", .path, "A Python file with a function read() that gives the metric's value."),
    ModuleOption("unit", "The metric's unit."),
    ModuleOption(
      "value_type", "How the values of a new metric are taken.", choices: ["gauge", "derive"], otherwise: "gauge"),
  ]
  static let returns = [
    ReturnedValue("machines", .list, "Name and id of each.", when: "no name is given"),
    ReturnedValue("machine", .dict, "The machine: name, id, info.", when: "it is there"),
    ReturnedValue("info", .dict, "All that is known of it: state, addresses, tags and more.", when: "it is there"),
    ReturnedValue("job_id", .str, "The service's job that goes on with a new one.", when: "a job was begun"),
    ReturnedValue("metric_id", .str, "The id of a new metric.", when: "python_file made one"),
    ReturnedValue("progress", .list, "What was waited for: each step with its second.", when: "something was"),
  ]
  static let examples = """
    - name: Provision a machine and wait until it is reached
      mist:
        backend: EC2
        name: MyMachine
        key: myKey
        image_id: ami-bddaa2bc
        size_id: m1.small
        location_id: "0"
        wait: true
        state: present

    - name: Monitor it and wait for the first values
      mist:
        backend: EC2
        name: MyMachine
        monitoring: true
        wait_for_stats: true
        wait_time: 300
        state: present

    - name: Destroy it
      mist:
        backend: EC2
        name: MyMachine
        state: absent
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let state = task.options.text("state")
    let name = try task.options.name("name")
    let backend = try await task.backend(changes: state != nil)
    let machines = try await task.machines(of: backend)
    guard let state else {
      guard let name else {
        let all = machines.things.map { JSONValue.named($0.name, $0.id.rawValue) }
        return ModuleResult(changed: false, ["machines": .array(all)])
      }
      return ModuleResult(changed: false, try machines.loose(name).told)
    }
    guard let name else { throw MistError(.usage, "mist needs the option name with state: \(state)") }
    let found = try machines.exact(name)
    if state == "absent" { return try await destroy(found, in: backend, task) }
    let wants = try MonitoringWishes(task.options)
    guard let found else { return try await create(name, in: backend, wants, task) }
    return try await .gathering(ModuleResult(changed: false, found.told)) {
      try await wants.fulfil(on: found, task, &$0)
    }
  }

  private static func destroy(_ found: Machine?, in backend: Backend, _ task: ModuleTask) async throws -> ModuleResult {
    guard let found else { return ModuleResult(changed: false) }
    if !task.isCheck { try await task.client.destroy(found.reference) }
    var result = ModuleResult(changed: true)
    if task.wantsDiff {
      result.difference(of: "machine \(backend.title)/\(found.name)", before: found.described, after: nil)
    }
    return result
  }

  private static func create(
    _ name: String, in backend: Backend, _ wants: MonitoringWishes, _ task: ModuleTask
  ) async throws -> ModuleResult {
    let order = try await NewMachine(name, in: backend, task)
    let waiting = try Waiting(task.options)
    var begun = ModuleResult(changed: true)
    if task.wantsDiff {
      begun.difference(of: "machine \(backend.title)/\(name)", before: nil, after: order.described)
    }
    guard !task.isCheck else { return begun }
    // The job that makes it monitors it, too: only that knows when it is reached.
    let job = try await order.send(task.client, monitoring: wants.isWanted)
    // What was made is there, whatever becomes of the rest.
    return try await .gathering(begun) { result in
      if let job { result.add(["job_id": .string(job.rawValue)]) }
      let isWaiting = task.options.flag("wait") || wants.goFurther
      if let machine = try await task.machines(of: backend).exact(name) {
        result.add(machine.told)
      } else if !isWaiting {
        result.warn("\(name) was ordered; \(backend.title) does not list it yet")
      }
      guard isWaiting else { return }
      if let job { try await waiting.forJob(job, task.client, result: &result) }
      guard let machine = try await task.machines(of: backend).exact(name) else {
        throw MistError(.notFound, "\(name) was ordered, and \(backend.title) does not list it")
      }
      result.add(machine.told)
      try await wants.fulfil(on: machine, task, &result)
    }
  }
}
