import ArgumentParser
import MistModel
import MistOutput

struct RotateKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "rotate-key", abstract: "Put another key in the place of one, on every machine that it opens.",
    discussion: """
      On each machine the new key is put, and has to log in, before the old one is taken off; where it does not, the \
      machine keeps the old one. Both stay in the store. It takes whole names or ids only, and asks before it does \
      anything.
      """)
  static let risk = Risk.destroys
  static let examples = ["rotate-key fleet --to fleet2", "rotate-key fleet --to fleet2 --backend Juno --yes"]

  @OptionGroup var key: KeyChoice

  @Option(help: "The key that takes its place.")
  var to: KeyName

  @OptionGroup var place: BackendOption
  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let old = try await shell.key(key.naming, for: Self.risk)
    let new = try await shell.key(Naming(to), for: Self.risk)
    try await requireDifferent(old, new, in: shell)
    let (places, gaps) = try await opened(by: old, in: shell)
    let count = places.count == 1 ? "1 machine" : "\(places.count) machines"
    shell.note("\(escaped(old.name)) opens \(count): \(names(places))")
    for gap in gaps { shell.note(gap) }
    try confirmation.confirm("rotate", "key", old.name, place: count, in: shell)

    let outcomes = await KeyRotation(old: old.id, new: new.id, client: shell.client).run(on: places)
    try await shell.show(.table(KeyRotation.table(places, outcomes)))
    try Task.checkCancellation()
    let left = zip(places, outcomes).filter { !$0.1.isDone }.map(\.0)
    guard left.isEmpty, gaps.isEmpty else {
      let what = [names(left), gaps.isEmpty ? "" : "machines that could not be listed"].filter { !$0.isEmpty }
      throw MistError(
        .failed, "\(escaped(old.name)) is still on \(what.joined(separator: ", "))",
        hint: "keep it; the same line again deals with those that are left")
    }
    return .nothing
  }

  /// The same key under two names would be put on a machine and taken off it.
  private func requireDifferent(_ old: Key, _ new: Key, in shell: any Shell) async throws {
    func blob(_ key: Key) async throws -> Substring? {
      try await shell.client.publicKey(of: key.id).split(separator: " ").dropFirst().first
    }
    guard try await blob(old) != blob(new) else {
      throw MistError(
        .invalid, "\(escaped(old.name)) and \(escaped(new.name)) are the same key",
        hint: "make another: add-key --name NAME --auto-generate")
    }
  }

  /// The machines that the key is known to open, and what is not known of others.
  private func opened(
    by key: Key, in shell: any Shell
  ) async throws -> (places: [KeyRotation.Place], gaps: [String]) {
    let backends = try await shell.client.backends()
    let only = try place.naming.map { try shell.backend($0, among: backends, for: Self.risk) }
    let wanted = Set(key.associations.map(\.machine.backend))
    let asked = backends.filter { wanted.contains($0.id) && (only == nil || only?.id == $0.id) }
    let listing = try await shell.client.machines(of: asked)
    let ways = Dictionary(key.associations.map { ($0.machine, $0) }, uniquingKeysWith: { first, _ in first })
    let places = listing.machines.compactMap { machine -> KeyRotation.Place? in
      guard let way = ways[machine.reference], let backend = asked.first(where: { $0.id == machine.backend }) else {
        return nil
      }
      return KeyRotation.Place(found: FoundMachine(machine: machine, backend: backend), way: way)
    }
    let disabled = asked.filter { !$0.isEnabled }.map { "\(escaped($0.title)): disabled, its machines are not listed" }
    let gaps = listing.gaps.map(\.saying) + disabled
    guard !places.isEmpty else {
      throw MistError(
        .notFound, "\(escaped(key.name)) opens no machine that is known",
        hint: "probe and run find out which key opens a machine", details: gaps)
    }
    return (places, gaps)
  }

  private func names(_ places: [KeyRotation.Place]) -> String {
    places.map { escaped($0.found.qualifiedName) }.joined(separator: ", ")
  }
}
