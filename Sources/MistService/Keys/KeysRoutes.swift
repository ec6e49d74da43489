import Hummingbird
import MistModel
import MistWire

/// `GET`, `PUT`, `POST /keys` and what is below.
struct KeysRoutes: Sendable {
  let keys: KeysService

  func register(on routes: some RouterMethods<ServiceContext>) {
    routes.get("keys") { _, _ in
      try await Response.json(keys.list().map(KeyBody.init))
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
      try await Response.json(keys.delete(context.id("key"), by: context.requireCaller()).map(KeyBody.init))
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
    guard let name = body.id ?? body.name else { throw MistError(.invalid, "required parameter not provided: id") }
    let key = try await keys.add(
      name: name, privateKey: body.priv, passphrase: body.passphrase, by: context.requireCaller())
    return try .json(KeyBody(key))
  }

  private func rename(_ request: Request, context: ServiceContext) async throws -> Response {
    let body = try await request.json(RenameKeyBody.self)
    guard let name = body.new_id ?? body.new_name else {
      throw MistError(.invalid, "required parameter not provided: new_id")
    }
    let id = try await keys.rename(context.id("key"), to: name, by: context.requireCaller())
    return try .json(RenameKeyBody(newID: id))
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
