import MistModel
import MistWire

extension OffersRoutes {
  static let noun = "Offers"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    [
      offer("sizes", "Sizes that machines can have", answers: .list(of: .size)),
      offer("locations", "Places where machines can be", answers: .list(of: .location)),
      offer(
        "networks", "Networks that machines can be in",
        answers: .object([.has("public", .list(of: .network)), .has("private", .list(of: .network))])),
      RouteDescription(.post, "/:backend/networks", "Make a network; not in this version", refuses: .ofProvider),
      RouteDescription(
        .post, "/:backend/networks/:network", "Assign an address; not in this version", refuses: .ofProvider),
      RouteDescription(
        .delete, "/:backend/networks/:network", "Delete a network; not in this version", refuses: .ofProvider),
    ]
  }

  private static func offer(_ name: String, _ summary: String, answers schema: Schema) -> RouteDescription {
    RouteDescription(.get, "/:backend/\(name)", summary, answers: .json(schema), refuses: .ofProvider)
  }
}

extension StarsRoutes {
  static let noun = "Offers"

  static func descriptions(_ era: Era) -> [RouteDescription] {
    let search = Schema.object([.mayHave("search_term", .either([.text, .null]))])
    let inQuery = RouteDescription.Parameter(name: "search_term", place: .query, meaning: "In place of the body's.")
    return [
      RouteDescription(
        .get, "/:backend/images", "Images to make machines from", parameters: [inQuery], takes: .optional(search),
        answers: .json(.list(of: .image)), refuses: .ofProvider),
      RouteDescription(
        .post, "/:backend/images", "The same, for clients that send no body with a GET", parameters: [inQuery],
        takes: .optional(search), answers: .json(.list(of: .image)), refuses: .ofProvider),
      RouteDescription(
        .post, "/:backend/images/**", "Give an image a star, or take it away; answers whether it has one now",
        answers: .json(.flag), refuses: .ofProvider),
    ]
  }
}

extension Schema {
  fileprivate static let image = named(
    "Image",
    .object([.has("id", .text), .has("name", .text), .has("star", .flag), .has("extra", .members(of: .anything))]))

  fileprivate static let size = named(
    "Size",
    .object([.has("id", .text), .has("name", .text), .mayHave("ram", .integer), .mayHave("disk", .integer)]))

  fileprivate static let location = named(
    "Location", .object([.has("id", .text), .has("name", .text), .has("country", .text)]))

  fileprivate static let network = named(
    "Network", .object([.has("id", .text), .has("name", .text), .has("status", .text)]))
}
