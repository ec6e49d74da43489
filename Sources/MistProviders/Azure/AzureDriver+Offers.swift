import MistModel

/// What machines are made from, and where.
extension AzureDriver {
  func locations() async throws -> [Location] {
    kept.locations = nil
    return try await knownLocations().map(\.location)
  }

  /// Those where machines can be; asked for once.
  func knownLocations() async throws -> [AzureLocation] {
    if let known = kept.locations { return known }
    let all: [AzureLocation] = try await api.all("/locations", .locations, of: "locations")
    let open = all.filter(\.takesMachines)
    kept.locations = open
    return open
  }

  /// Azure lists sizes by location: these are all that there are anywhere. Not every one can be had everywhere.
  func sizes() async throws -> [Size] {
    try await knownSizes.all { try await askedSizes() }
  }

  private func askedSizes() async throws -> [Size] {
    let answers = try await atOnce(try await knownLocations()) { location -> Result<[AzureSize], MistError> in
      let path = "/providers/Microsoft.Compute/locations/\(percentEncoded(location.name))/vmSizes"
      do {
        return .success(try await api.all(path, .compute, of: "sizes"))
      } catch let error as MistError where [.invalid, .notFound, .conflict, .refused].contains(error.code) {
        // Some locations are open to few, and say so in different ways.
        return .failure(error)
      }
    }
    let found = answers.compactMap { try? $0.get() }.joined()
    if found.isEmpty, let first = answers.first { _ = try first.get() }
    let unique = Dictionary(found.map { ($0.name, $0.size) }, uniquingKeysWith: { first, _ in first }).values
    return unique.sorted { ($0.memory ?? 0, $0.name) < ($1.memory ?? 0, $1.name) }
  }

  /// Virtual networks, each followed by its subnets. A machine goes into a subnet; ordered into a network, into the first
  /// one of it.
  func networks() async throws -> [Network] {
    let networks: [AzureNetwork] = try await api.all("/providers/\(AzureID.networks)", .network, of: "networks")
    return networks.flatMap(\.networks)
  }
}
