import MistModel
import MistWire

/// A request as one dialect has it; its path is still that of the first era where `Dialect.path` can tell the rest.
struct DialectCall: Sendable {
  var method: WireRequest.Method
  var path: WirePath
  var body: (any Encodable & Sendable)?

  init(_ method: WireRequest.Method, _ path: WirePath, body: (any Encodable & Sendable)? = nil) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// The requests whose body or route is not the same in all dialects.
extension Dialect {
  func tag(_ machine: ListedMachine, with tag: Tag) -> DialectCall {
    switch self {
    case .backends, .clouds:
      DialectCall(.post, "/backends/\(machine.backend)/machines/\(machine.id)/metadata", body: TagBody(tag))
    case .cloudsV1:
      DialectCall(
        .post, "/backends/\(machine.backend)/machines/\(machine.id)/tags",
        body: ["tags": [tag.key: tag.value ?? ""]])
    case .today:
      DialectCall(.post, "/tags", body: [TagChangeBody(tag, isAdded: true, machine: machine.atProvider)])
    }
  }

  func untag(_ machine: ListedMachine, from tag: Tag) -> DialectCall {
    switch self {
    case .backends, .clouds:
      DialectCall(.delete, "/backends/\(machine.backend)/machines/\(machine.id)/metadata", body: TagBody(tag))
    case .cloudsV1:
      DialectCall(
        .delete, "/backends/\(machine.backend)/machines/\(machine.id)/tags/\(tag.key)",
        body: ["value": tag.value ?? ""])
    case .today:
      DialectCall(.post, "/tags", body: [TagChangeBody(tag, isAdded: false, machine: machine.atProvider)])
    }
  }

  func addKey(_ id: KeyID, privateKey: String, passphrase: String?) -> DialectCall {
    var body = AddKeyBody(id: id, privateKey: privateKey, passphrase: passphrase)
    if hasKeysWithNames { (body.id, body.name) = (nil, id.rawValue) }
    return DialectCall(.put, "/keys", body: body)
  }

  func renameKey(_ key: KeyID, to newID: KeyID) -> DialectCall {
    var body = RenameKeyBody(newID: newID)
    if hasKeysWithNames { (body.new_id, body.new_name) = (nil, newID.rawValue) }
    return DialectCall(.put, "/keys/\(key)", body: body)
  }

  func searchImages(of backend: BackendID, _ term: String) -> DialectCall {
    DialectCall(self == .today ? .post : .get, "/backends/\(backend)/images", body: ImageSearchBody(term: term))
  }

  func runScript(_ id: ScriptID, on machine: MachineReference, parameters: String) -> DialectCall {
    let path: WirePath = "/scripts/\(id)"
    return switch self {
    case .backends: DialectCall(.post, path, body: RunScriptBody(machine: machine, parameters: parameters))
    case .clouds, .cloudsV1:
      DialectCall(
        .post, path,
        body: [
          "cloud_id": machine.backend.rawValue, "machine_id": machine.machine.rawValue, "params": parameters,
        ])
    case .today:
      DialectCall(.post, path, body: ["machine_uuid": machine.machine.rawValue, "params": parameters])
    }
  }

  /// What a new backend is called has another name today.
  var titleField: String { self == .today ? "name" : "title" }

  /// Its tags go to a machine by the provider's id, which only a listing tells.
  var needsListingToTag: Bool { self == .today }

  private var hasKeysWithNames: Bool { self == .cloudsV1 || self == .today }
}

/// A machine, and the id that its provider gave it.
struct ListedMachine: Sendable {
  var backend: BackendID
  var id: MachineID
  var atProvider: MachineReference

  init(_ machine: MachineReference, idAtProvider: MachineID? = nil) {
    backend = machine.backend
    id = machine.machine
    atProvider = MachineReference(backend: machine.backend, machine: idAtProvider ?? machine.machine)
  }
}
