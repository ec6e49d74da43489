import MistClient
import MistModel

/// One module: what it is called, what a task may say to it, and what it does.
protocol AnsibleModule: Sendable {
  static var name: String { get }
  /// One sentence, for `ansible-doc`.
  static var summary: String { get }
  /// Its own options, without those of every module.
  static var options: [ModuleOption] { get }
  /// Tasks that can be tried, as YAML.
  static var examples: String { get }
  /// What a result holds beside `changed`, by name.
  static var returns: [ReturnedValue] { get }
  /// Whether it talks to a Mist service.
  static var usesService: Bool { get }

  /// Does the task, or in check mode finds out what it would do.
  ///
  /// Throws `MistError` when the task fails.
  static func run(_ task: ModuleTask) async throws -> ModuleResult
}

extension AnsibleModule {
  static var usesService: Bool { true }
}

/// The modules there are. A new one is one file and one line here.
enum Modules {
  static let all: [any AnsibleModule.Type] = [
    ProvidersModule.self, BackendsModule.self, ImagesModule.self, SizesModule.self, LocationsModule.self,
    KeysModule.self, MachineModule.self, RegisterModule.self,
  ]

  /// By its name, also behind the name of a collection (`mist.cloud.mist_keys`) or Ansible's own mark.
  static func named(_ text: String) -> (any AnsibleModule.Type)? {
    let bare = text.hasPrefix("AnsiballZ_") ? String(text.dropFirst(10)) : text
    return all.first { $0.name == bare } ?? all.first { bare == "mist.cloud." + $0.name }
  }
}

/// A task on its way: what it said, and the service it is about.
struct ModuleTask {
  let options: OptionValues
  let isCheck: Bool
  let wantsDiff: Bool
  /// The play keeps the result off screens and logs, so it may hold a secret.
  let isHidden: Bool
  private let reached: MistClient?

  init(options: OptionValues, isCheck: Bool, wantsDiff: Bool, isHidden: Bool, client: MistClient?) {
    self.options = options
    self.isCheck = isCheck
    self.wantsDiff = wantsDiff
    self.isHidden = isHidden
    reached = client
  }

  var client: MistClient {
    get throws {
      guard let reached else { throw MistError(.failed, "this module talks to no service") }
      return reached
    }
  }
}
