import MistModel
import MistOutput

extension Shell {
  /// The machine that a line names or, when it names none, that of the context.
  ///
  /// Looked for where the line says (`--backend Juno`, `Juno/db1`), else in the context's backend, else everywhere.
  /// One request for the backends, one for each backend that is looked into.
  ///
  /// - Parameter risk: that of the command; see `MachineSearch`.
  func machine(_ naming: MachineNaming, for risk: Risk) async throws -> FoundMachine {
    let backends = try await client.backends()
    guard naming.machine == nil else {
      return try await machine(naming, for: risk, among: backends, MachineListings(of: client, note: note))
    }
    try requireNamed(risk, "machine")
    let given = try naming.backend.map { try backend($0, among: backends, for: risk) }
    return try await contextMachine(in: given, among: backends)
  }

  /// The same for several names, each backend asked once; a machine that is named twice is there once.
  func machines(_ namings: [MachineNaming], for risk: Risk) async throws -> [FoundMachine] {
    let backends = try await client.backends()
    let listings = MachineListings(of: client, note: note)
    var found: [FoundMachine] = []
    for naming in namings {
      let machine = try await machine(naming, for: risk, among: backends, listings)
      if !found.contains(where: { $0.reference == machine.reference }) { found.append(machine) }
    }
    return found
  }

  private func machine(
    _ naming: MachineNaming, for risk: Risk, among backends: [Backend], _ listings: MachineListings
  ) async throws -> FoundMachine {
    guard let asked = naming.machine else { throw MistError(.usage, "no machine is named") }
    let given = try naming.backend.map { try backend($0, among: backends, for: risk) }
    var search = MachineSearch(naming: asked, risk: risk, backends: backends)
    search.home = try given ?? contextBackend(among: backends)
    search.isHomeGiven = given != nil
    let (match, seen) = try await search.find(in: listings)
    // What was found is said before what is doubtful about it.
    defer { listings.tellTroubles(of: seen) }
    // A whole name that holds without the context is said as it was.
    if asked.kind != .id, !match.isExact || (search.home != nil && given == nil && !match.isQualified) {
      meant(
        Resolution(
          option: "--machine", typed: asked.text,
          meant: given == nil ? match.subject.qualifiedName : match.subject.name))
    }
    return match.subject
  }

  private func contextMachine(in given: Backend?, among backends: [Backend]) async throws -> FoundMachine {
    guard let (reference, name, title) = context.machine, given.map({ $0.id == reference.backend }) ?? true else {
      throw MistError(.usage, "no machine is named", hint: "name one, or go to one: select machine NAME")
    }
    let backend = try contextBackend(among: backends)
    guard let backend else { throw MistError(.notFound, "backend \(escaped(title)) of the context is gone") }
    try backend.requireEnabled()
    let listing = try await client.machines(of: backend)
    defer { note(troublesOf: listing) }
    guard let machine = listing.machines.first(where: { $0.id == reference.machine }) else {
      throw MistError(
        .notFound, "machine \(escaped("\(title)/\(name)")) of the context is gone", hint: "leave it: back")
    }
    let found = FoundMachine(machine: machine, backend: backend)
    meant(Resolution(option: "--machine", typed: nil, meant: found.qualifiedName))
    return found
  }

  /// The machines of one backend, with a note when the listing is old. Throws when there is none.
  func listing(of backend: Backend) async throws -> MachineListing {
    try backend.requireEnabled()
    let listing = try await client.machines(of: backend)
    note(troublesOf: listing)
    return listing
  }

  /// The machines of several backends, with a note for each backend whose listing is old or missing.
  func listing(of backends: [Backend]) async throws -> MachineListing {
    let listing = try await client.machines(of: backends)
    note(troublesOf: listing)
    return listing
  }

  private func note(troublesOf listing: MachineListing) {
    for trouble in listing.troubles {
      note(trouble.saying)
    }
  }
}

extension Backend {
  /// The machines of a backend that is not enabled are not known.
  func requireEnabled() throws {
    guard isEnabled else {
      throw MistError(
        .invalid, "backend \(escaped(title)) is disabled: its machines are not listed",
        hint: "enable-backend \(escaped(quoted(title)))")
    }
  }
}

extension MachineListing.Trouble {
  /// One line for a person: `Juno: listing is 35 s old: connection refused`.
  var saying: String {
    let age = ageOfListing.map { "listing is \($0) s old" } ?? "machines could not be listed"
    return escaped("\(backend.title): \(age): \(error.summary)")
  }
}

extension MachineListing {
  /// The backends of which nothing at all is known.
  var gaps: [Trouble] { troubles.filter { $0.ageOfListing == nil } }
}
