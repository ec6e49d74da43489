import MistModel

extension ModuleTask {
  /// The machines of a backend as its provider tells now. An old listing would make a task believe what is no more so.
  func machines(of backend: Backend) async throws -> Named<Machine> {
    let listing = try await client.machines(of: backend)
    if let trouble = listing.troubles.first { throw trouble.error }
    let there = listing.machines.filter { $0.state != .terminated }
    return Named(things: there, id: { $0.id.rawValue }, name: { $0.name }, noun: "machine in \(backend.title)")
  }
}

extension Machine {
  /// What a result says of one machine.
  var told: [String: JSONValue] {
    ["machine": ["name": .string(name), "id": .string(id.rawValue), "info": described], "info": described]
  }

  /// Under the names that the service uses.
  var described: JSONValue {
    [
      "name": .string(name), "id": .string(id.rawValue), "state": .string(state.rawValue),
      "public_ips": .array(publicIPs.map { .string($0) }), "private_ips": .array(privateIPs.map { .string($0) }),
      "tags": .array(tags.sorted().map { .string($0.description) }),
      "imageId": image.map { .string($0.rawValue) } ?? .null, "size": size.map { .string($0.rawValue) } ?? .null,
      "extra": .object(extra),
    ]
  }
}
