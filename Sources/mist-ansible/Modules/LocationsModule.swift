import MistModel

/// `mist_locations`: where machines can be made.
enum LocationsModule: AnsibleModule {
  static let name = "mist_locations"
  static let summary = "Lists the locations that machines of a backend can be made in."
  static let options = [ModuleOption.backend]
  static let returns = [ReturnedValue("locations", .list, "The locations: name and id of each.", when: "it worked")]
  static let examples = """
    - name: List locations for a backend
      mist_locations:
        backend: DigitalOcean
      register: locations
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let backend = try await task.backend(changes: false)
    let locations = try await task.client.locations(of: backend.id)
    return ModuleResult(changed: false, ["locations": .array(locations.map { .named($0.name, $0.id.rawValue) })])
  }
}
