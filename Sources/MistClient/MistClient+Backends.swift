import MistModel
import MistWire

extension MistClient {
  /// The providers a backend can be added for. `GET /providers`.
  public func providers() async throws -> [Provider] {
    let headers = [WireHeader.apiVersion: "2"]
    return try await request(.get, "/providers", headers: headers, answer: ProvidersAnswer.self).providers
  }

  /// All backends, in the order they were added. `GET /backends`.
  public func backends() async throws -> [Backend] {
    try await request(.get, "/backends", answer: [BackendBody]?.self)?.map(\.backend) ?? []
  }

  /// Adds a backend after its credentials were tried. `POST /backends`.
  ///
  /// - Parameters:
  ///   - title: what people will call it; unique.
  ///   - parameters: by the wire's names (`machine_ip`, `api_key` …), different for each provider.
  /// - Returns: the new backend; `nil` from a service that answers without it.
  @discardableResult
  public func addBackend(
    title: String, provider: ProviderID, parameters: [String: JSONValue]
  ) async throws -> Backend? {
    var body = parameters
    body["title"] = .string(title)
    body["provider"] = .string(provider.rawValue)
    let answer = try await request(.post, "/backends", body: body, headers: [WireHeader.apiVersion: "2"])
    return try? WireJSON.value(BackendBody.self, from: answer.body).backend
  }

  /// `PUT /backends/B`. A title that is taken is a `.conflict`.
  public func renameBackend(_ backend: BackendID, to title: String) async throws {
    _ = try await request(.put, "/backends/\(backend)", body: RenameBackendBody(newName: title))
  }

  /// Forgets a backend and its credentials; its machines are left alone. `DELETE /backends/B`.
  public func deleteBackend(_ backend: BackendID) async throws {
    _ = try await request(.delete, "/backends/\(backend)")
  }

  /// A backend that is not enabled is neither listed nor polled. `POST /backends/B`.
  public func setBackend(_ backend: BackendID, isEnabled: Bool) async throws {
    _ = try await request(.post, "/backends/\(backend)", body: BackendStateBody(isEnabled: isEnabled))
  }

  /// Images to make machines from. `GET /backends/B/images`, the term in its body.
  ///
  /// - Parameter search: part of a name or id; `nil` gives what the service shows by default.
  public func images(of backend: BackendID, search: String? = nil) async throws -> [Image] {
    let body = search.map { ImageSearchBody(term: $0) }
    return try await request(.get, "/backends/\(backend)/images", body: body, answer: [ImageBody].self).map(\.image)
  }

  /// `GET /backends/B/sizes`.
  public func sizes(of backend: BackendID) async throws -> [Size] {
    try await request(.get, "/backends/\(backend)/sizes", answer: [SizeBody].self).map(\.size)
  }

  /// `GET /backends/B/locations`.
  public func locations(of backend: BackendID) async throws -> [Location] {
    try await request(.get, "/backends/\(backend)/locations", answer: [LocationBody].self).map(\.location)
  }

  /// `GET /backends/B/networks`; public ones first.
  public func networks(of backend: BackendID) async throws -> [Network] {
    try await request(.get, "/backends/\(backend)/networks", answer: NetworksAnswer.self).networks
  }
}
