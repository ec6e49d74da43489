import MistModel
import MistSSH

/// Finds the way into machines and remembers it.
struct LoginService: Sendable {
  let engine: SSHEngine
  /// Where no kept key opens a machine, those of the owner's ssh-agent may.
  let triesAgent: Bool
  let keys: KeysService
  let associations: Associations
  let listings: Listings
  let world: ServiceWorld

  /// A way in that worked.
  struct Found: Sendable {
    var login: SSHLogin
    var hasSudo: Bool
    /// `nil` where the agent's keys opened the machine.
    var way: Associations.Way?
  }

  func keyRing(for places: [MachinePlace], key: KeyID? = nil) async throws -> KeyRing {
    let ways = try await associations.ways(into: places.map(\.reference))
    let defaultKey = try await keys.defaultKey()
    var needed = Set(ways.values.joined().map(\.key))
    needed.formUnion(places.compactMap(\.key))
    needed.formUnion([key, defaultKey].compactMap { $0 })
    var identities: [KeyID: SSHIdentity] = [:]
    for id in needed {
      do {
        identities[id] = SSHIdentity(name: id, privateKey: try await keys.privateKey(of: id))
      } catch let error as MistError where error.code == .notFound && id != key {
        // A backend may name a key that was deleted since; the other keys may still open the machine.
        continue
      }
    }
    return KeyRing(ways: ways, identities: identities, defaultKey: defaultKey)
  }

  /// Tries everything there is to try at one machine, and remembers what worked.
  func find(_ place: MachinePlace, key: KeyID? = nil, user: String? = nil) async throws -> Found {
    let ring = try await keyRing(for: [place], key: key)
    let found = try await find(place, ring: ring, key: key, user: user)
    await associations.remember([found.way].compactMap { $0 })
    return found
  }

  /// The same without writing to the store: who looks for many remembers them all at once.
  func find(_ place: MachinePlace, ring: KeyRing, key: KeyID? = nil, user: String? = nil) async throws -> Found {
    var candidates = ring.candidates(for: place, key: key, user: user)
    if triesAgent, key == nil {
      candidates.append(.init(identity: nil, user: user ?? place.user))
    }
    guard !candidates.isEmpty else {
      throw MistError(
        .credentialsRejected, "ssh: there is no key to log in to \(place.address) with",
        hint: "keep one first: add-key --name NAME --key-path FILE")
    }
    let login = try await LoginFinder(engine: engine).find(at: place.address, candidates: candidates)
    let way = login.login.identity.map { identity in
      Associations.Way(
        key: identity.name,
        association: KeyAssociation(
          machine: place.reference, lastUsed: world.now(), user: login.login.user, hasSudo: login.hasSudo,
          port: place.port))
    }
    return Found(login: login.login, hasSudo: login.hasSudo, way: way)
  }

  /// Does work over the login that worked last; when the machine does not accept it any more, over a new one.
  ///
  /// - Returns: what the work gave, and the way when it was found anew.
  func reach<Result: Sendable>(
    _ place: MachinePlace, ring: KeyRing, _ work: (SSHLogin, _ hasSudo: Bool) async throws -> Result
  ) async throws -> (Result, Associations.Way?) {
    if let (login, way) = ring.lastLogin(to: place) {
      do {
        return (try await work(login, way.association.hasSudo), nil)
      } catch let error as MistError where error.code == .credentialsRejected {
        // Refused before the command was sent, so nothing has run yet.
      }
    }
    let found = try await find(place, ring: ring)
    return (try await work(found.login, found.hasSudo), found.way)
  }

  /// - Returns: the exit status; `nil` when the connection ended first.
  func runAsRoot(_ command: String, on machine: MachineReference) async throws -> Int? {
    guard let known = try await listings.last(of: machine.backend)?.machines.first(where: { $0.id == machine.machine })
    else { throw MistError(.notFound, "no machine '\(machine.machine)' in backend \(machine.backend)") }
    let place = try MachinePlace(known)
    let ring = try await keyRing(for: [place])
    let (status, way) = try await reach(place, ring: ring) { login, hasSudo -> Int? in
      guard login.user == "root" || hasSudo else {
        throw MistError(
          .refused, "\(login) may not use sudo without a password", hint: "associate-key a key of root")
      }
      let words = login.user == "root" ? command : "sudo -n \(command)"
      do {
        return try await engine.capture(words, on: login, within: .seconds(20)).exit.status
      } catch let error as MistError where error.code == .connectionLost {
        return nil
      }
    }
    await associations.remember([way].compactMap { $0 })
    return status
  }
}
