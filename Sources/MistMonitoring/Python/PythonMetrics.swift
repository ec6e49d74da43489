import MistModel

/// Custom metrics on a machine that collectd measures.
struct PythonMetrics {
  let collectd: Collectd
  let place: CollectdPlace

  private var machine: MachineFolder { collectd.machine }
  private var folder: String { "\(place.folder)/python" }

  /// collectd runs no program as root: then nobody does it.
  private var owner: (user: String, group: String) {
    collectd.facts.user == "root" ? ("nobody", "nogroup") : (collectd.facts.user, collectd.facts.group)
  }

  func deploy(_ plugin: CustomPlugin) async throws {
    try await bringPython()
    let words = [machine.name, place.folder, plugin.id, plugin.kind.rawValue, owner.user, owner.group]
    let trial = try await collectd.host.sh(
      PythonScripts.attempt(plugin), words, asRoot: collectd.prefix(place), within: .seconds(60))
    guard trial.status == 0 else { throw failure(of: plugin, trial) }
    // The runner and its line in the configuration come with the first metric.
    let configuration = CollectdConfiguration(place: place, machine: machine, pace: collectd.pace)
    let answer = try await collectd.host.sh(
      PythonScripts.settle(configuration), words + [place.program], asRoot: collectd.prefix(place),
      within: .seconds(120))
    try collectd.check(answer, "custom metric \(plugin.id) cannot be put")
  }

  func remove(_ id: String) async throws {
    let answer = try await collectd.host.sh(
      PythonScripts.remove, [machine.name, place.folder, id], asRoot: collectd.prefix(place), within: .seconds(60))
    try collectd.check(answer, "custom metric \(id) cannot be removed")
  }

  private func bringPython() async throws {
    guard !collectd.facts.hasPython else { return }
    guard place.method == .collectd, collectd.facts.hasApt else {
      throw MistError(
        .notSupported, "custom metrics need python3, which \(machine.title) does not have",
        hint: "ask whoever is root there to install it")
    }
    try await collectd.packages(["python3"])
  }

  private func failure(of plugin: CustomPlugin, _ trial: HostAnswer) -> MistError {
    let details = MachineText.lines(trial.output + trial.errors)
    switch trial.status {
    case 124, 137:
      return MistError(
        .invalid, "custom metric \(plugin.id) gives nothing on \(machine.title): read() does not come back",
        hint: "three calls, a second apart, have ten seconds", details: details)
    case 12:
      return MistError(.failed, "custom metric \(plugin.id) cannot be tried on \(machine.title)", details: details)
    case 1:
      let reason = MachineText.lines(trial.errors, atMost: 1).first ?? "it says nothing"
      return MistError(
        .invalid, "custom metric \(plugin.id) does not work on \(machine.title): \(reason)", details: details)
    default:
      return MistError(
        .invalid,
        "custom metric \(plugin.id) does not work on \(machine.title): it ended Python (status \(trial.status))",
        details: details)
    }
  }
}
