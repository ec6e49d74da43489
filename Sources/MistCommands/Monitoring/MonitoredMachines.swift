import ArgumentParser
import MistModel
import MistOutput

/// A machine that is measured, and how.
struct MeasuredMachine {
  var found: FoundMachine
  var monitored: MonitoredMachine
  /// Its provider lists it no longer.
  var isGone = false

  var reference: MachineReference { found.reference }
}

/// Which of the machines that are measured: of one backend, with one tag, or what the context says.
struct MonitoredChoice: ParsableArguments {
  @Option(help: "Only machines with this tag.")
  var tag: TagName?

  @OptionGroup var place: BackendOption

  /// In the order of their backends and names, those that are gone last. One request for what is monitored, one for the
  /// backends, one for each backend that has such machines.
  func machines(in shell: any Shell) async throws -> [MeasuredMachine] {
    let tag = try tag?.tag ?? shell.tagFromContext()
    let monitored = try await shell.client.monitoring().machines
    let backends = try await shell.client.backends()
    let naming = try place.naming
    let only =
      try naming.map { try shell.backend($0, among: backends, for: .reads) }
      ?? shell.backendFromContext(among: backends)
    let wanted = Set(monitored.map(\.reference.backend))
    let asked = backends.filter { $0.isEnabled && wanted.contains($0.id) && (only == nil || only?.id == $0.id) }
    let listing = try await shell.listing(of: asked)
    let all = listing.measured(monitored, in: asked)
    let machines = all.filter { measured in tag.map { measured.found.machine.tags.contains($0) } ?? true }
    guard !machines.isEmpty else {
      let which = (tag.map { " with tag: \($0)" } ?? "") + (only.map { " in \($0.title)" } ?? "")
      throw MistError(
        .notFound, escaped("no machines\(which) are monitored"), hint: "enable-monitoring MACHINE begins it",
        details: listing.gaps.map(\.saying))
    }
    return machines
  }
}

extension MachineListing {
  /// Those of the machines that are monitored, then the monitored ones that a backend lists no longer.
  func measured(_ monitored: [MonitoredMachine], in backends: [Backend]) -> [MeasuredMachine] {
    let byReference = Dictionary(monitored.map { ($0.reference, $0) }, uniquingKeysWith: { first, _ in first })
    let byID = Dictionary(backends.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let listed = machines.compactMap { machine -> MeasuredMachine? in
      guard let monitored = byReference[machine.reference], let backend = byID[machine.backend] else { return nil }
      return MeasuredMachine(found: FoundMachine(machine: machine, backend: backend), monitored: monitored)
    }
    // Of a backend that did not answer nobody knows.
    let unsure = Set(troubles.map(\.backend.id))
    let known = Set(machines.map(\.reference))
    let gone = monitored.compactMap { monitored -> MeasuredMachine? in
      let reference = monitored.reference
      guard !known.contains(reference), !unsure.contains(reference.backend), let backend = byID[reference.backend]
      else { return nil }
      let machine = Machine(
        id: reference.machine, backend: reference.backend, name: monitored.name ?? reference.machine.rawValue,
        state: .unknown)
      return MeasuredMachine(
        found: FoundMachine(machine: machine, backend: backend), monitored: monitored, isGone: true)
    }
    return listed + gone
  }
}

extension Shell {
  /// The monitored machine of a whole name or id that its provider lists no longer; `nil` for none.
  func goneMachine(_ naming: MachineNaming) async throws -> MeasuredMachine? {
    guard let asked = naming.machine else { return nil }
    let backends = try await client.backends()
    let only = try naming.backend.map { try backend($0, among: backends, for: .changes) }
    let monitored = try await client.monitoring().machines
    let wanted = Set(monitored.map(\.reference.backend))
    let places = backends.filter { $0.isEnabled && wanted.contains($0.id) && (only == nil || only?.id == $0.id) }
    let gone = try await client.machines(of: places).measured(monitored, in: places).filter(\.isGone)
    let candidates = gone.map { gone in
      Candidate(
        id: gone.reference.machine.rawValue, name: gone.found.name,
        places: [gone.found.backend.title, gone.found.backend.id.rawValue], subject: gone)
    }
    return try NameResolver(noun: "machine", candidates: candidates, place: only?.title, isStrict: true)
      .resolveExactly(asked)?.subject
  }

  /// The rules on a machine; none where the service does not tell of them.
  func rules(on machine: MachineReference) async -> [Rule] {
    (try? await client.rules())?.filter { $0.isOn(machine) } ?? []
  }
}

extension Rule {
  /// Some services call a machine by an id that is unique everywhere, and leave its backend out.
  func isOn(_ reference: MachineReference) -> Bool {
    machine.machine == reference.machine && (machine.backend == reference.backend || machine.backend.rawValue.isEmpty)
  }

  /// `cpu.total.nonidle > 90 for 1 min`, escaped.
  var condition: String {
    let time = window.map { " for \(StatsWindow.lengthText($0))" } ?? ""
    let which = aggregate == .all ? "" : " (\(aggregate.rawValue))"
    return "\(escaped(metric)) \(comparison.sign) \(metricText(value, unit: ""))\(which)\(time)"
  }

  /// `alert`, `command: restart it`; as it came.
  var deed: String {
    if case .command(let line) = action { "command: \(line)" } else { action.name }
  }
}
