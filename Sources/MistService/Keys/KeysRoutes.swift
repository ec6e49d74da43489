import Hummingbird
import MistModel
import MistWire

/// `GET`, `PUT`, `POST /keys` and what is below.
struct KeysRoutes: RouteSet {
  let keys: KeysService
  let era: Era

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get("keys") { _, _ in
      try await Response.json(keys.list().map { era.body(of: $0) })
    }
    routes.put("keys", use: add)
    routes.post("keys") { request, _ in
      try await Response.json(GeneratedKeyAnswer(privateKey: keys.generate(kind(asked: request))))
    }
    routes.put("keys/:key", use: rename)
    routes.post("keys/:key") { _, context in
      try await keys.setDefault(context.id("key"), by: context.requireCaller())
      return Response.ok
    }
    routes.delete("keys/:key") { _, context in
      try await Response.json(keys.delete(context.id("key"), by: context.requireCaller()).map { era.body(of: $0) })
    }
    routes.get("keys/:key/private") { _, context in
      try await Response.json(keys.privateKey(of: context.id("key")))
    }
    routes.get("keys/:key/public") { _, context in
      try await Response.json(keys.publicKey(of: context.id("key")))
    }
  }

  private func add(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.json(AddKeyBody.self)
    guard let name = body.id ?? body.name else { throw MistError.missing(era.keyName) }
    let key = try await keys.add(
      name: name, privateKey: body.priv, passphrase: body.passphrase, by: context.requireCaller())
    return try .json(era.body(of: key))
  }

  private func rename(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.json(RenameKeyBody.self)
    guard let name = body.new_id ?? body.new_name else { throw MistError.missing(era.newKeyName) }
    let id = try await keys.rename(context.id("key"), to: name, by: context.requireCaller())
    return try .json([era.newKeyName: id.rawValue])
  }

  /// The original's clients send no body: they get what everybody gets.
  private func kind(asked request: Request) async throws -> KeyKind {
    guard let type = try await request.jsonIfPresent(GenerateKeyBody.self)?.type else { return .ed25519 }
    guard let kind = KeyKind(rawValue: type.lowercased()) else {
      let kinds = KeyKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw MistError(.invalid, "no keys of type '\(type)' can be made", hint: "type is one of \(kinds)")
    }
    return kind
  }
}
