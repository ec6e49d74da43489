import MistClient
import MistModel

/// Adds the things of a plan one after the other. What does not work is remembered, and the rest goes on.
final class ImportWork {
  struct Outcome {
    var step: ImportPlan.Step
    /// Why it was left out.
    var error: MistError?

    var result: String { error == nil ? "added" : "left out" }

    /// Beyond what this version or a name that is taken makes sure of beforehand.
    var isFailure: Bool { error.map { ![.notSupported, .conflict].contains($0.code) } ?? false }
  }

  private let client: MistClient
  private let plan: ImportPlan
  private let report: (String) -> Void
  /// By their titles in the file.
  private var backends: [String: BackendID]
  private var missingKeys: Set<KeyID> = []

  /// - Parameter report: told what is being done.
  init(_ plan: ImportPlan, client: MistClient, report: @escaping (String) -> Void) {
    self.client = client
    self.plan = plan
    backends = plan.known
    self.report = report
  }

  /// Throws only where nothing more can work: the service is gone, or somebody stopped it.
  func perform() async throws -> [Outcome] {
    var outcomes: [Outcome] = []
    for step in plan.steps {
      report("adding \(step.noun) \(step.name)")
      do {
        try await perform(step)
        outcomes.append(Outcome(step: step))
      } catch let error as MistError where !Self.ending.contains(error.code) {
        outcomes.append(Outcome(step: step, error: error))
      }
    }
    return outcomes
  }

  private static let ending: [MistError.Code] = [.serviceUnreachable, .notLoggedIn, .interrupted, .storage]

  private func perform(_ step: ImportPlan.Step) async throws {
    if let obstacle = plan.obstacle(to: step) { throw MistError(.conflict, obstacle) }
    switch step {
    case .key(let key): try await add(key)
    case .defaultKey(let id): try await client.setDefaultKey(id)
    case .backend(let backend): try await add(backend)
    case .way(let way, let key, let backend?): try await associate(key, way, backend)
    // The plan has said that there is none.
    case .way(_, _, backend: nil): break
    case .star(let image, let isStarred, let backend): try await star(image, isStarred, in: try here(backend))
    case .disabling(let backend): try await client.setBackend(try here(backend), isEnabled: false)
    }
  }

  private func add(_ key: ServerFile.Key) async throws {
    do {
      try await client.addKey(key.id, privateKey: key.privateKey)
    } catch {
      missingKeys.insert(key.id)
      throw error
    }
  }

  private func add(_ backend: ServerFile.Backend) async throws {
    var parameters = backend.parameters
    // Its provider may be out of reach today, and its credentials still be the right ones.
    parameters["remove_on_error"] = false
    let added = try await client.addBackend(
      title: backend.title, provider: backend.provider, parameters: parameters)
    guard let added else { throw MistError(.failed, "\(client.place) did not say under which id it was added") }
    backends[backend.title] = added.id
  }

  private func associate(_ key: KeyID, _ way: ServerFile.Way, _ backend: ServerFile.Backend) async throws {
    let id = try here(backend)
    guard !missingKeys.contains(key) else { throw MistError(.conflict, "key \(key) was left out") }
    var machine = way.machine
    if backend.provider == "bare_metal" {
      // Its id comes from its backend's title, which may be another one here.
      let listed = try await client.machines(of: Backend(id: id, title: backend.title, provider: backend.provider))
      machine = listed.machines.first?.id ?? machine
    }
    try await client.associate(
      key, with: MachineReference(backend: id, machine: machine), user: way.user, port: way.port)
  }

  private func star(_ image: ImageID, _ isStarred: Bool, in backend: BackendID) async throws {
    guard let found = try await client.image(image, of: backend) else {
      throw MistError(.conflict, "its provider has no such image any more")
    }
    if found.isStarred != isStarred { _ = try await client.toggleStar(of: image, in: backend) }
  }

  private func here(_ backend: ServerFile.Backend) throws -> BackendID {
    guard let id = backends[backend.title] else {
      throw MistError(.conflict, "backend \(backend.title) was left out")
    }
    return id
  }
}

extension MistClient {
  /// The image with exactly that id; `nil` where its provider has none.
  func image(_ id: ImageID, of backend: BackendID) async throws -> Image? {
    try await images(of: backend, search: id.rawValue).first { $0.id == id }
  }
}
