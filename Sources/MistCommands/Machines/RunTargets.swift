import ArgumentParser
import MistModel
import MistOutput

/// The machines that `run` is for: by name, by tag, a whole backend, or what the context says.
struct RunTargets: ParsableArguments {
  @Argument(help: "Machines by name or id, or BACKEND/NAME.")
  var machines: [MachineName] = []

  @Option(name: .customLong("machine"), parsing: .singleValue, help: .hidden)
  var others: [MachineName] = []

  @Option(help: "The machines with this tag.")
  var tag: TagName?

  @OptionGroup var place: BackendOption

  struct Found {
    var machines: [FoundMachine]
    var isByTag = false
    /// The backends whose machines are not known: some may have been meant.
    var unlisted: [Backend] = []
  }

  /// Throws `MistError`: `.usage` when nothing says which, `.notFound` when there are none.
  func machines(in shell: any Shell) async throws -> Found {
    let names = machines + others
    guard names.isEmpty || tag == nil else {
      throw MistError(.usage, "machines are named and a tag too", hint: "say the ones or the other")
    }
    if !names.isEmpty { return try await named(names, in: shell) }
    if let tag = try tag?.tag { return try await tagged(tag, in: shell) }
    if try place.naming != nil { return try await tagged(nil, in: shell) }
    if shell.context.machine != nil {
      return Found(machines: [try await shell.machine(MachineNaming(machine: nil), for: .changes)])
    }
    if let tag = shell.tagFromContext() { return try await tagged(tag, in: shell) }
    throw MistError(.usage, "run needs machines", hint: "name them, or say --tag TAG or --backend BACKEND")
  }

  private func named(_ names: [MachineName], in shell: any Shell) async throws -> Found {
    let backend = try place.naming
    let namings = names.map { MachineNaming(machine: Naming($0), backend: backend) }
    return Found(machines: try await shell.machines(namings, for: .changes))
  }

  private func tagged(_ tag: Tag?, in shell: any Shell) async throws -> Found {
    let backends = try await shell.client.backends()
    let given = try place.naming.map { try shell.backend($0, among: backends, for: .changes) }
    let fromContext = given == nil ? try shell.backendFromContext(among: backends) : nil
    let only = given ?? fromContext
    let asked = only.map { [$0] } ?? backends
    try given?.requireEnabled()
    let listing = try await shell.listing(of: asked)
    let byID = Dictionary(asked.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let machines = listing.machines.compactMap { machine -> FoundMachine? in
      guard tag.map({ machine.tags.contains($0) }) ?? true, machine.state != .terminated else { return nil }
      return byID[machine.backend].map { FoundMachine(machine: machine, backend: $0) }
    }
    guard !machines.isEmpty else {
      let what = [tag.map { "with tag: \($0)" }, only.map { "in \($0.title)" }].compactMap { $0 }
      throw MistError(
        .notFound, escaped("no machines found \(what.joined(separator: " "))"),
        hint: fromContext.map { escaped("only \($0.title) was looked at; / leaves it") },
        details: listing.gaps.map(\.saying))
    }
    return Found(machines: machines, isByTag: tag != nil, unlisted: listing.gaps.map(\.backend))
  }
}
