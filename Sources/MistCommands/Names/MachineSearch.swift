import MistModel
import MistOutput

/// Looks for the machine that a name means, in the backends where it can be.
///
/// What is done when a backend cannot be listed depends on what is at stake, since the better match could be there:
/// a command that only looks goes on with a note; one that changes takes a whole name, not a part; one that destroys
/// wants to be told the backend too.
struct MachineSearch {
  var naming: Naming
  var risk: Risk
  /// All there are.
  var backends: [Backend]
  /// The backend to look in; `nil` for all.
  var home: Backend?
  /// The line says the backend, not the context.
  var isHomeGiven = false

  /// - Returns: the machine, and the listings that it was found in; their troubles are yet to be told.
  func find(in listings: MachineListings) async throws -> (match: Match<FoundMachine>, seen: MachineListing) {
    try resolver([]).requireNotBlank(naming.text)
    try home?.requireEnabled()
    var seen = MachineListing()
    // `Juno/db1` says where to look. A command that destroys looks at the other places all the same: a machine there
    // may be called `Juno/db1`.
    if risk != .destroys, !named.isEmpty {
      seen = try await listings.machines(of: named)
      if let match = try resolver(seen.machines).resolveExactly(naming), match.isQualified {
        return (match, seen)
      }
    }
    let rest = places.filter { place in risk == .destroys || !named.contains(place) }
    let more = try await listings.machines(of: rest)
    seen.machines += more.machines
    seen.troubles += more.troubles
    let match = try await resolved(in: seen, listings)
    try requireCertain(match, gaps: seen.gaps)
    return (match, seen)
  }

  /// The backends that the text itself names, before a `/`.
  private var named: [Backend] {
    guard naming.kind != .id, !isHomeGiven else { return [] }
    return backends.filter { $0.isEnabled && $0.isNamed(by: naming.text) }
  }

  /// All backends to look in.
  private var places: [Backend] {
    guard let home else { return backends.filter(\.isEnabled) }
    return [home] + named.filter { $0.id != home.id }
  }

  private func resolver(_ machines: [Machine], place: String? = nil) -> NameResolver<FoundMachine> {
    let byID = Dictionary(backends.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let candidates = machines.compactMap { machine in
      byID[machine.backend].map { backend in
        Candidate(
          id: machine.id.rawValue, name: machine.name, places: backend.places,
          subject: FoundMachine(machine: machine, backend: backend))
      }
    }
    return NameResolver(noun: "machine", candidates: candidates, place: place, isStrict: risk == .destroys)
  }
}

// MARK: - When it is not clear

extension MachineSearch {
  private func resolved(in seen: MachineListing, _ listings: MachineListings) async throws -> Match<FoundMachine> {
    do {
      return try resolver(seen.machines, place: places.count == 1 ? home?.title : nil).resolve(naming)
    } catch var error as MistError where error.code == .notFound {
      let asked = Set((named.isEmpty ? places : named).map(\.id))
      if let gap = seen.gaps.first, asked.isSubset(of: seen.gaps.map(\.backend.id)) {
        throw MistError(gap.error.code, gap.saying, hint: gap.error.hint, details: gap.error.details)
      }
      try backends.first { !$0.isEnabled && $0.isNamed(by: naming.text) }?.requireEnabled()
      error.details += seen.gaps.map(\.saying)
      if let elsewhere = await foundElsewhere(listings) {
        error.hint = "there is \(elsewhere)"
      }
      throw error
    }
  }

  /// `Vega/db9`, when it is not in the context's backend but in others.
  private func foundElsewhere(_ listings: MachineListings) async -> String? {
    guard let home, !isHomeGiven else { return nil }
    let others = backends.filter { $0.id != home.id && $0.isEnabled }
    // Only for the hint: that others cannot be listed now is not what went wrong.
    guard !others.isEmpty, let listing = try? await listings.machines(of: others) else { return nil }
    let found = listing.machines.filter { $0.name == naming.text || $0.id.rawValue == naming.text }
    let labels = resolver(found).candidates.map { escaped($0.subject.qualifiedName) }
    return labels.isEmpty ? nil : labels.prefix(3).joined(separator: " and ")
  }

  /// Refuses to act on what may not be meant, since a backend that could hold a better match did not answer.
  private func requireCertain(_ match: Match<FoundMachine>, gaps: [MachineListing.Trouble]) throws {
    guard !gaps.isEmpty, risk == .changes || risk == .destroys else { return }
    if match.isExact, match.isQualified || risk == .changes { return }
    let found = escaped(match.subject.qualifiedName)
    throw MistError(
      .ambiguous, "'\(escaped(naming.text))' may not be \(found): not every backend could be listed",
      hint: "say \(found) if it is meant", details: gaps.map(\.saying))
  }
}

extension Backend {
  /// The ways to say it before the `/` of `Juno/db1`.
  fileprivate var places: [String] { title == id.rawValue ? [title] : [title, id.rawValue] }

  fileprivate func isNamed(by text: String) -> Bool {
    places.contains { text.after($0 + "/") != nil }
  }
}
