import Hummingbird
import MistModel
import MistWire
import Testing

@testable import MistService

/// The document against the routes it tells of.
@Suite struct OpenAPITests {
  private let test: TestService

  init() throws {
    test = try TestService()
  }

  private var descriptions: [RouteDescription] {
    Routes.mounts(test.service.services).flatMap(\.entries).map(\.description)
  }

  @Test func everyRouteIsToldAndNoOther() {
    let registered = Routes.router(test.service.services).routes
      .map { "\($0.method.rawValue.lowercased()) \(RouteDescription.template(of: $0.path.description))" }
    let told = descriptions.map { "\($0.method.rawValue) \(RouteDescription.template(of: $0.path))" }
    #expect(Set(told).count == told.count)
    #expect(Set(registered).subtracting(told) == [], "not in the document")
    #expect(Set(told).subtracting(registered) == [], "no route")
  }

  @Test func everyNameInItLeadsSomewhere() async throws {
    let document = try await test.asked(.get, "/openapi.json")
    #expect(document["openapi"] == "3.1.0")
    let references = Set(references(in: document))
    #expect(!references.isEmpty)
    for reference in references {
      let parts = reference.dropFirst(2).split(separator: "/")
      let target = parts.reduce(Optional(document)) { $0?[String($1)] }
      #expect(target != nil, "\(reference)")
    }
    let identifiers = descriptions.compactMap { $0.json(noun: "")["operationId"]?.string }
    #expect(Set(identifiers).count == descriptions.count)
  }

  private func references(in value: JSONValue) -> [String] {
    switch value {
    case .array(let items): items.flatMap(references)
    case .object(let members): members.flatMap { $0 == "$ref" ? [$1.string ?? ""] : references(in: $1) }
    default: []
    }
  }

  @Test func oneNameIsOneShape() {
    var shapes: [String: JSONValue] = [:]
    for (name, shape) in descriptions.flatMap(\.schemas) {
      #expect(shapes[name] == nil || shapes[name] == shape, "\(name)")
      shapes[name] = shape
    }
  }

  @Test func errorsAreAsTold() async throws {
    #expect(try await test.ask(.delete, "/keys/none").headers["content-type"]?.hasPrefix("text/plain") == true)
    let told = try await test.asked(.delete, "/keys/none", headers: [WireHeader.client: "1"])
    #expect(Schema.errorBody.faults(of: told) == [])
  }

  @Test func strangeShapesAreFaults() {
    let schema = Schema.object([.has("a", .list(of: .text)), .mayHave("b", .either([.integer, .null]))])
    #expect(schema.faults(of: ["a": ["x"], "b": nil]) == [])
    #expect(schema.faults(of: ["a": [1]]).count == 1)
    #expect(schema.faults(of: ["b": 1]) == ["$ lacks a"])
    #expect(schema.faults(of: ["a": [], "c": 1]) == ["$.c is not told"])
    #expect(!schema.faults(of: ["a": [], "b": "x"]).isEmpty)
    #expect(!Schema.places([.text, .flag]).faults(of: ["x"]).isEmpty)
  }
}
