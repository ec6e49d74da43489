import MistClient
import MistModel

/// The listings that one command asked for: each backend is asked once, and each trouble is told once, however many
/// names are looked for.
final class MachineListings {
  private let client: MistClient
  private let note: (String) -> Void
  private var known: [BackendID: MachineListing] = [:]
  private var told: Set<BackendID> = []

  init(of client: MistClient, note: @escaping (String) -> Void) {
    self.client = client
    self.note = note
  }

  /// The machines of these backends; those not asked yet are asked at the same time.
  func machines(of backends: [Backend]) async throws -> MachineListing {
    let new = backends.filter { known[$0.id] == nil }
    if !new.isEmpty {
      let listing = try await client.machines(of: new)
      for backend in new {
        known[backend.id] = MachineListing(
          machines: listing.machines.filter { $0.backend == backend.id },
          troubles: listing.troubles.filter { $0.backend.id == backend.id })
      }
    }
    let listings = backends.compactMap { known[$0.id] }
    return MachineListing(machines: listings.flatMap(\.machines), troubles: listings.flatMap(\.troubles))
  }

  /// Says which of the listings are old or missing, since what was found depends on it.
  func tellTroubles(of listing: MachineListing) {
    for trouble in listing.troubles where told.insert(trouble.backend.id).inserted {
      note(trouble.saying)
    }
  }
}
