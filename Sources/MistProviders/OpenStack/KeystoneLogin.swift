import MistModel

/// A way to log in at a cloud's identity service.
protocol CloudLogin: Sendable {
  func ticket(through client: ProviderClient) async throws -> CloudTicket
}

/// Name and password at Keystone: version 3, or 2.0 where that is all there is.
struct KeystoneLogin: CloudLogin {
  /// Without the version.
  var address: ProviderURL
  var user: String
  /// Secret.
  var password: String
  /// The project, which older clouds call a tenant.
  var project: String

  /// What a path answers where that version is not served.
  private static let absent: Set<Int> = [300, 404, 405, 410, 501]

  /// Makes the address of a cloud's identity service from what a person gave: `http://host:5000/v2.0/`, `…/v3` or bare.
  static func bareAddress(_ text: String) -> String {
    var text = Substring(text)
    while text.hasSuffix("/") { text.removeLast() }
    for version in ["/v2.0", "/v3"] where text.hasSuffix(version) { text.removeLast(version.count) }
    while text.hasSuffix("/") { text.removeLast() }
    return String(text)
  }

  func ticket(through client: ProviderClient) async throws -> CloudTicket {
    let request = try thirdRequest
    let answer = try await client.send(request)
    if answer.isSuccess {
      let body = try client.read(ThirdIdentityAnswer.self, from: answer, to: request)
      guard let token = answer.headers["x-subject-token"], !token.isEmpty else {
        throw MistError(.failed, "\(client.title): \(request.url.place) accepts the credentials and gives no token")
      }
      return CloudTicket(
        token: token, expiresAt: body.token.expires_at.flatMap(providerTime), catalogue: body.catalogue)
    }
    guard Self.absent.contains(answer.status) else { throw client.error(behind: answer, to: request) }
    let older = try secondRequest
    let olderAnswer = try await client.send(older)
    guard !Self.absent.contains(olderAnswer.status) else {
      throw MistError(
        .notFound, "\(client.title): there is no identity service at \(address)",
        hint: "the address is the one before /v3 or /v2.0, often http://HOST:5000 or https://HOST/identity")
    }
    guard olderAnswer.isSuccess else { throw client.error(behind: olderAnswer, to: older) }
    return try client.read(SecondIdentityAnswer.self, from: olderAnswer, to: older).ticket
  }

  private var thirdRequest: ProviderRequest {
    get throws {
      let domain: JSONValue = ["id": "default"]
      let user: JSONValue = ["name": .string(user), "domain": domain, "password": .string(password)]
      return try .logIn(
        at: address.appending(path: "/v3/auth/tokens"),
        [
          "auth": [
            "identity": ["methods": ["password"], "password": ["user": user]],
            "scope": ["project": ["name": .string(project), "domain": domain]],
          ]
        ])
    }
  }

  private var secondRequest: ProviderRequest {
    get throws {
      try .logIn(
        at: address.appending(path: "/v2.0/tokens"),
        [
          "auth": [
            "passwordCredentials": ["username": .string(user), "password": .string(password)],
            "tenantName": .string(project),
          ]
        ])
    }
  }
}

extension ProviderRequest {
  /// Two tokens are no more than one: logging in may be tried again.
  static func logIn(at url: ProviderURL, _ body: JSONValue) throws -> ProviderRequest {
    try ProviderRequest(.post, url, headers: [("Accept", "application/json")], json: body, isRepeatable: true)
  }
}

/// What version 3 answers beside the token, which stands in a header.
struct ThirdIdentityAnswer: Decodable, Sendable {
  struct Token: Decodable, Sendable {
    var catalog: [Service]?
    var expires_at: String?
  }

  struct Service: Decodable, Sendable {
    var type: String
    var name: String?
    var endpoints: [Endpoint]
  }

  struct Endpoint: Decodable, Sendable {
    var interface: String
    var region: String?
    var region_id: String?
    var url: String
  }

  var token: Token

  var catalogue: ServiceCatalogue {
    ServiceCatalogue(
      entries: (token.catalog ?? []).flatMap { service in
        service.endpoints.filter { $0.interface == "public" }.map {
          .init(type: service.type, name: service.name ?? "", region: $0.region_id ?? $0.region, address: $0.url)
        }
      })
  }
}

/// What version 2.0 answers, Rackspace's own among it.
struct SecondIdentityAnswer: Decodable, Sendable {
  struct Access: Decodable, Sendable {
    var token: Token
    var serviceCatalog: [Service]?
  }

  struct Token: Decodable, Sendable {
    var id: String
    var expires: String?
  }

  struct Service: Decodable, Sendable {
    var type: String
    var name: String?
    var endpoints: [Endpoint]
  }

  struct Endpoint: Decodable, Sendable {
    var region: String?
    var publicURL: String?
  }

  var access: Access

  var ticket: CloudTicket {
    let entries = (access.serviceCatalog ?? []).flatMap { service in
      service.endpoints.compactMap { endpoint in
        endpoint.publicURL.map {
          ServiceCatalogue.Entry(
            type: service.type, name: service.name ?? "",
            region: endpoint.region?.isEmpty == true ? nil : endpoint.region,
            address: $0)
        }
      }
    }
    return CloudTicket(
      token: access.token.id, expiresAt: access.token.expires.flatMap(providerTime),
      catalogue: ServiceCatalogue(entries: entries))
  }
}
