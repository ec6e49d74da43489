import MistModel

/// User and API key at Rackspace's identity service.
struct RackspaceLogin: CloudLogin {
  /// Without the version.
  var address: ProviderURL
  var user: String
  /// Secret.
  var apiKey: String

  var request: ProviderRequest {
    get throws {
      try ProviderRequest.logIn(
        at: address.appending(path: "/v2.0/tokens"),
        ["auth": ["RAX-KSKEY:apiKeyCredentials": ["username": .string(user), "apiKey": .string(apiKey)]]])
    }
  }

  func ticket(through client: ProviderClient) async throws -> CloudTicket {
    try await client.value(try request, as: SecondIdentityAnswer.self).ticket
  }
}
