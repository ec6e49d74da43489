import MistClient
import MistModel
import MistOutput

/// Puts another key in the place of one, on many machines at the same time.
struct KeyRotation {
  var old: KeyID
  var new: KeyID
  var client: MistClient

  /// A machine, and how the old key opens it.
  struct Place: Sendable {
    var found: FoundMachine
    var way: KeyAssociation

    /// The backend itself gets in there with the key that it was given, and with no other: a hypervisor.
    func isEntrance(of key: KeyID) -> Bool {
      let extra = found.machine.extra
      return extra["tags"]?["type"]?.string == "hypervisor" && extra["ssh_key"]?.string == key.rawValue
    }
  }

  /// What became of one machine.
  enum Outcome: Sendable {
    case rotated
    /// The new key does not open it; the old one was left there.
    case kept(MistError)
    /// The new key opens it; whether the old one does still is not known.
    case both(MistError)

    var isDone: Bool { if case .rotated = self { true } else { false } }
  }

  private static let mostAtOnce = 16

  /// In the order of the places. When the task is cancelled, no further machine is begun.
  func run(on places: [Place]) async -> [Outcome] {
    await withTaskGroup(of: (Int, Outcome).self) { group in
      var waiting = places.enumerated().makeIterator()
      func beginNext() {
        guard !Task.isCancelled, let (number, place) = waiting.next() else { return }
        group.addTask { (number, await rotate(place)) }
      }
      for _ in 0..<Self.mostAtOnce { beginNext() }
      var outcomes = places.map { _ in Outcome.kept(MistError(.interrupted, "interrupted")) }
      for await (number, outcome) in group {
        outcomes[number] = outcome
        beginNext()
      }
      return outcomes
    }
  }

  /// `associate` comes back without an error only when the new key has logged in.
  private func rotate(_ place: Place) async -> Outcome {
    let (machine, way) = (place.found.reference, place.way)
    if place.isEntrance(of: old) {
      return .kept(MistError(.refused, "its backend gets in with it: add the backend anew with the new key first"))
    }
    let address: String
    do {
      address = try place.found.requireAddress()
      try await client.associate(new, with: machine, host: address, user: way.user, port: way.port)
    } catch {
      return .kept(error as? MistError ?? MistError(.interrupted, "interrupted"))
    }
    do {
      try await client.disassociate(old, from: machine, host: address)
    } catch {
      return .both(error as? MistError ?? MistError(.interrupted, "interrupted"))
    }
    return .rotated
  }

  /// A row for each machine: which key opens it now, and why not the new one alone.
  static func table(_ places: [Place], _ outcomes: [Outcome]) -> Table {
    Table(
      [
        .init("name", "Name", width: 25), .init("id", "ID", width: 0, isForPrograms: true),
        .init("backend", "Backend Title", width: 20), .init("key", "Key", width: 8),
        .init("why", "Why", width: 0, isElastic: true),
      ],
      rows: zip(places, outcomes).map { place, outcome in
        let (key, why): (String, Value) =
          switch outcome {
          case .rotated: ("new", .none)
          case .kept(let error): ("old", .text(error.summary))
          case .both(let error): ("both", .text(error.summary))
          }
        let (machine, backend) = (place.found.machine, place.found.backend)
        return [.text(machine.name), .text(machine.id.rawValue), .text(backend.title), .text(key), why]
      })
  }
}
