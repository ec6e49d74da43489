import MistModel
import MistWire

extension MistClient {
  /// The providers a backend can be added for. `GET /providers`.
  public func providers() async throws -> [Provider] {
    let headers = [WireHeader.apiVersion: "2"]
    let dialect = try await dialect()
    let answer = try await request(.get, "/providers", headers: headers)
    return saw(try understood(answer) { try dialect.providers(in: $0) }) { .providers($0) }
  }

  /// All backends, in the order they were added. `GET /backends`.
  public func backends() async throws -> [Backend] {
    let answer = try await request(.get, "/backends", answer: [BackendBody]?.self)
    return saw(answer?.map(\.backend) ?? []) { .backends($0) }
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
    body[try await dialect().titleField] = .string(title)
    body["provider"] = .string(provider.rawValue)
    let answer = try await request(.post, "/backends", body: body, headers: [WireHeader.apiVersion: "2"])
    seen(.changed(.backends))
    return try? WireJSON.value(BackendBody.self, from: answer.body).backend
  }

  /// `PUT /backends/B`. A title that is taken is a `.conflict`.
  public func renameBackend(_ backend: BackendID, to title: String) async throws {
    _ = try await request(.put, "/backends/\(backend)", body: RenameBackendBody(newName: title))
    seen(.changed(.backends))
  }

  /// Forgets a backend and its credentials; its machines are left alone. `DELETE /backends/B`.
  public func deleteBackend(_ backend: BackendID) async throws {
    _ = try await request(.delete, "/backends/\(backend)")
    seen(.changed(.backends))
  }

  /// A backend that is not enabled is neither listed nor polled. `POST /backends/B`.
  public func setBackend(_ backend: BackendID, isEnabled: Bool) async throws {
    _ = try await request(.post, "/backends/\(backend)", body: BackendStateBody(isEnabled: isEnabled))
    seen(.changed(.backends))
  }

  /// Images to make machines from. `GET /backends/B/images`, the term in its body.
  ///
  /// - Parameter search: part of a name or id; `nil` gives what the service shows by default.
  public func images(of backend: BackendID, search: String? = nil) async throws -> [Image] {
    if let search {
      let answer = try await request(try await dialect().searchImages(of: backend, search))
      return saw(try decoded([ImageBody].self, from: answer).map(\.image)) { .foundImages($0, of: backend) }
    }
    let answer = try await request(.get, "/backends/\(backend)/images", answer: [ImageBody].self)
    return saw(answer.map(\.image)) { .images($0, of: backend) }
  }

  /// Gives an image a star, or takes away the one it has. `POST /backends/B/images/I`.
  ///
  /// - Returns: whether it has one now.
  public func toggleStar(of image: ImageID, in backend: BackendID) async throws -> Bool {
    try await request(.post, "/backends/\(backend)/images/\(image)", answer: Bool.self)
  }

  /// `GET /backends/B/sizes`.
  public func sizes(of backend: BackendID) async throws -> [Size] {
    let answer = try await request(.get, "/backends/\(backend)/sizes", answer: [SizeBody].self)
    return saw(answer.map(\.size)) { .sizes($0, of: backend) }
  }

  /// `GET /backends/B/locations`.
  public func locations(of backend: BackendID) async throws -> [Location] {
    let answer = try await request(.get, "/backends/\(backend)/locations", answer: [LocationBody].self)
    return saw(answer.map(\.location)) { .locations($0, of: backend) }
  }

  /// `GET /backends/B/networks`; public ones first.
  public func networks(of backend: BackendID) async throws -> [Network] {
    let answer = try await request(.get, "/backends/\(backend)/networks", answer: NetworksAnswer.self)
    return saw(answer.networks) { .networks($0, of: backend) }
  }
}
