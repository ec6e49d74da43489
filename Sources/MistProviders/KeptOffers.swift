import MistModel
import Synchronization

/// What a provider offers to all its customers and changes some times a month: sizes, images that it publishes. It is
/// asked for once a day, by whichever process needs it first; some providers take a hundred requests to tell.
final class KeptOffers<Offer: Codable & Sendable>: Sendable {
  private struct Kept: Codable {
    var offers: [Offer]
    /// Seconds since 1970.
    var heardAt: Double
  }

  private let account: DriverAccount
  private let name: String
  private let kept = Mutex<Kept?>(nil)

  private static var longestKept: Double { 86_400 }

  /// - Parameter what: unlike the name of all else that the backend keeps.
  init(_ what: String, of account: DriverAccount) {
    self.account = account
    // Another endpoint may be another cloud.
    name = account.endpoint.map { "\(what) at \($0)" } ?? what
  }

  /// - Parameter ask: asks the provider. What it throws is thrown here, and no offers at all are asked for again.
  func all(_ ask: () async throws -> [Offer]) async throws -> [Offer] {
    let now = account.now()
    if let kept = kept.withLock({ $0 }), isFresh(kept, at: now) { return kept.offers }
    if let recalled = await account.memory.recall(Kept.self, name, notOlderThan: Self.longestKept),
      isFresh(recalled, at: now)
    {
      kept.withLock { $0 = recalled }
      return recalled.offers
    }
    let heard = Kept(offers: try await ask(), heardAt: now)
    guard !heard.offers.isEmpty else { return [] }
    kept.withLock { $0 = heard }
    await account.memory.keep(heard, as: name)
    return heard.offers
  }

  /// A clock that was set back makes nothing last longer.
  private func isFresh(_ kept: Kept, at now: Double) -> Bool { (0..<Self.longestKept).contains(now - kept.heardAt) }
}
