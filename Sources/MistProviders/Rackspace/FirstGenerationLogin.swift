import MistModel

/// User and API key at an identity service as Rackspace had it, version 2.0 or, where that is not served, 1.0.
struct FirstGenerationLogin: CloudLogin {
  static let service = "cloudServers"

  var login: RackspaceLogin

  /// What a path answers where that version is not served.
  private static let absent: Set<Int> = [300, 404, 405, 410, 501]

  /// Machines are managed at the host that the operator named: the token goes to no other, whatever the answer says.
  func ticket(through client: ProviderClient) async throws -> CloudTicket {
    let request = try login.request
    let answer = try await client.send(request)
    if Self.absent.contains(answer.status) { return try await oldTicket(through: client) }
    guard answer.isSuccess else { throw client.error(behind: answer, to: request) }
    var ticket = try client.read(SecondIdentityAnswer.self, from: answer, to: request).ticket
    ticket.catalogue.entries.removeAll { $0.name != Self.service }
    for entry in ticket.catalogue.entries { _ = try login.address.following(entry.address) }
    return ticket
  }

  private func oldTicket(through client: ProviderClient) async throws -> CloudTicket {
    let request = ProviderRequest(
      .get, login.address.appending(path: "/v1.0"),
      headers: [("X-Auth-User", login.user), ("X-Auth-Key", login.apiKey)])
    let answer = try await client.success(request)
    guard let token = answer.headers["x-auth-token"], !token.isEmpty,
      let place = answer.headers["x-server-management-url"], !place.isEmpty
    else {
      throw MistError(.failed, "\(client.title): \(request.url.place) accepts the credentials and gives no token")
    }
    let address = try login.address.following(place).description
    return CloudTicket(
      token: token,
      catalogue: ServiceCatalogue(
        entries: [.init(type: "compute", name: Self.service, region: nil, address: address)]))
  }
}
