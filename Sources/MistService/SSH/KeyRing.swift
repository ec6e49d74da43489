import MistModel
import MistSSH

/// The keys and known ways for a set of machines, read from the store once however many machines there are.
struct KeyRing: Sendable {
  var ways: [MachineReference: [Associations.Way]]
  var identities: [KeyID: SSHIdentity]
  var defaultKey: KeyID?

  /// The login that worked last, to be tried without looking further.
  func lastLogin(to place: MachinePlace) -> (SSHLogin, Associations.Way)? {
    for way in ways[place.reference] ?? [] {
      guard let user = way.association.user, let identity = identities[way.key] else { continue }
      guard place.user == nil || place.user == user else { continue }
      let address = SSHAddress(host: place.host, port: place.isPortStated ? place.port : way.association.port)
      return (SSHLogin(address: address, user: user, identity: identity), way)
    }
    return nil
  }

  /// What to try at a machine, in this order: the key and user asked for; known ways; what the backend names;
  /// the default key; and with each key the users of the other ways, then those that images usually have. A backend
  /// that names a user means it: no other is guessed there.
  ///
  /// - Parameters:
  ///   - key: tried alone when given.
  ///   - user: tried alone when given.
  func candidates(for place: MachinePlace, key: KeyID? = nil, user: String? = nil) -> [LoginFinder.Candidate] {
    let known = ways[place.reference] ?? []
    var keys: [KeyID] = key.map { [$0] } ?? known.map(\.key) + [place.key, defaultKey].compactMap { $0 }
    var seen: Set<KeyID> = []
    keys = keys.filter { seen.insert($0).inserted }
    let knownUsers = known.compactMap(\.association.user)

    var candidates: [LoginFinder.Candidate] = []
    for key in keys {
      guard let identity = identities[key] else { continue }
      if let only = user ?? place.user {
        candidates.append(.init(identity: identity, user: only))
        continue
      }
      let own = known.filter { $0.key == key }.compactMap(\.association.user)
      for user in own + knownUsers {
        candidates.append(.init(identity: identity, user: user))
      }
    }
    guard user == nil, place.user == nil else { return candidates }
    return candidates + keys.compactMap { identities[$0] }.map { .init(identity: $0, user: nil) }
  }
}
