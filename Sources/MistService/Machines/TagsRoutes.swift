import Hummingbird
import MistModel
import MistWire

/// A machine's tags, written as each era writes them: one as text to `metadata`, or several with their values to
/// `tags`.
struct TagsRoutes: RouteSet {
  let machines: MachinesService

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.post(":backend/machines/:machine/metadata") { request, context in
      try await add([Tag(try await request.fields().required("tag"))], context)
    }
    routes.delete(":backend/machines/:machine/metadata") { request, context in
      try await remove(Tag(try await request.fields().required("tag")), context)
    }
    routes.post(":backend/machines/:machine/tags") { request, context in
      let tags = try await request.json(TagsRequestBody.self).tags.tags
      guard !tags.isEmpty else { throw MistError.missing("tags") }
      return try await add(tags, context)
    }
    routes.delete(":backend/machines/:machine/tags/:tag") { request, context in
      let key: Identifier<Tag> = try context.id("tag")
      let value = try await request.fieldsOfQueryAndBody().text("value")
      return try await remove(Tag(key: key.rawValue, value: value), context)
    }
  }

  private func add(_ tags: [Tag], _ context: ServiceContext) async throws -> Response {
    try await machines.tags.add(tags, to: try await machine(context), by: try context.requireCaller())
    return .ok
  }

  private func remove(_ tag: Tag, _ context: ServiceContext) async throws -> Response {
    try await machines.tags.remove(tag, from: try await machine(context), by: try context.requireCaller())
    return .ok
  }

  /// A tag on a machine that does not exist would wait there for whoever gets that id next.
  private func machine(_ context: ServiceContext) async throws -> MachineReference {
    let reference = try context.machineReference()
    _ = try await machines.machine(reference)
    return reference
  }
}
