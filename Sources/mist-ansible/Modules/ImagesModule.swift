import MistModel

/// `mist_images`: what machines can be made from.
enum ImagesModule: AnsibleModule {
  static let name = "mist_images"
  static let summary = "Lists the images that machines of a backend can be made from."
  static let options = [
    ModuleOption.backend,
    ModuleOption("search", "A part of a name or id; C(all) for every image. The starred ones if left out."),
  ]
  static let returns = [ReturnedValue("images", .list, "The images: name and id of each.", when: "it worked")]
  static let examples = """
    - name: Search for gentoo images
      mist_images:
        backend: NephoScale
        search: gentoo
      register: images
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let backend = try await task.backend(changes: false)
    // The original's word for every image; the service takes an empty term for that.
    let search = task.options.text("search").map { $0 == "all" ? "" : $0 }
    let images = try await task.client.images(of: backend.id, search: search)
    return ModuleResult(changed: false, ["images": .array(images.map { .named($0.name, $0.id.rawValue) })])
  }
}

extension JSONValue {
  /// A thing as the listings of all modules have it.
  static func named(_ name: String, _ id: String) -> JSONValue {
    ["name": .string(name), "id": .string(id)]
  }
}
