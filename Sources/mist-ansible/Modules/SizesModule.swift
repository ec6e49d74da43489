import MistModel

/// `mist_sizes`: how big machines can be made.
enum SizesModule: AnsibleModule {
  static let name = "mist_sizes"
  static let summary = "Lists the sizes that machines of a backend can have."
  static let options = [ModuleOption.backend]
  static let returns = [ReturnedValue("sizes", .list, "The sizes: name and id of each.", when: "it worked")]
  static let examples = """
    - name: List sizes for a backend
      mist_sizes:
        backend: DigitalOcean
      register: sizes
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let backend = try await task.backend(changes: false)
    let sizes = try await task.client.sizes(of: backend.id)
    return ModuleResult(changed: false, ["sizes": .array(sizes.map { .named($0.name, $0.id.rawValue) })])
  }
}
