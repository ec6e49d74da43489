import MistModel

/// A VLAN of the account, on the public or the private side of its machines.
struct SoftLayerNetwork: SoftLayerListed {
  var id: Int
  /// People may give it one.
  var name: String?
  var vlanNumber: Int?
  /// `PUBLIC` or `PRIVATE`.
  var networkSpace: String?
  var datacenter: SoftLayerMachine.Place?

  static let collection = "networkVlans"
  static let mask = "mask[id,name,vlanNumber,networkSpace,datacenter[name]]"

  var isPublic: Bool { networkSpace == "PUBLIC" }

  var network: Network {
    let own = name.flatMap { $0.isEmpty ? nil : $0 }
    let words = [datacenter?.name, isPublic ? "public" : "private", vlanNumber.map(String.init)]
    return Network(
      id: NetworkID(String(id)), name: own ?? words.compactMap { $0 }.joined(separator: " "), isPublic: isPublic)
  }
}

/// Where a machine is on one side.
struct SoftLayerNetworkChoice: Encodable {
  struct Network: Encodable {
    var id: Int
  }

  var networkVlan: Network
}

extension SoftLayerDriver {
  func networks() async throws -> [Network] { try await api.all(SoftLayerNetwork.self).map(\.network) }

  /// Where a new machine shall be; on a side that no network is of, the provider chooses.
  func sides(
    _ networks: [NetworkID], in location: LocationID
  ) async throws -> (open: SoftLayerNetworkChoice?, inner: SoftLayerNetworkChoice?) {
    guard !networks.isEmpty else { return (nil, nil) }
    let known = try await api.all(SoftLayerNetwork.self)
    let chosen = try networks.map { id in
      guard let vlan = known.first(where: { String($0.id) == id.rawValue }) else {
        throw MistError(.notFound, "no network '\(id)' in \(account.title)", hint: "list-networks shows them")
      }
      guard vlan.datacenter?.name == nil || vlan.datacenter?.name == location.rawValue else {
        throw MistError(
          .invalid, "network \(printable(vlan.network.name)) of \(account.title) is not in \(location)",
          hint: "a machine in it has the same location")
      }
      return vlan
    }
    let (open, inner) = (chosen.filter(\.isPublic), chosen.filter { !$0.isPublic })
    guard open.count < 2, inner.count < 2 else {
      throw MistError(
        .invalid, "a machine in \(account.title) is in one public and one private network, and in no more of them",
        hint: "name one of each kind: list-networks shows which is which")
    }
    func choice(_ vlan: SoftLayerNetwork?) -> SoftLayerNetworkChoice? {
      vlan.map { .init(networkVlan: .init(id: $0.id)) }
    }
    return (choice(open.first), choice(inner.first))
  }
}
