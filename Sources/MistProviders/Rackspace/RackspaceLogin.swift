import MistModel

/// User and API key at Rackspace's identity service.
struct RackspaceLogin: CloudLogin {
  /// Without the version.
  var address: ProviderURL
  var user: String
  /// Secret.
  var apiKey: String

  func ticket(through client: ProviderClient) async throws -> CloudTicket {
    let request = try ProviderRequest.logIn(
      at: address.appending(path: "/v2.0/tokens"),
      ["auth": ["RAX-KSKEY:apiKeyCredentials": ["username": .string(user), "apiKey": .string(apiKey)]]])
    return try await client.value(request, as: SecondIdentityAnswer.self).ticket
  }
}
