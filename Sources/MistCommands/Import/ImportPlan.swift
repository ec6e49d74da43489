import MistModel
import MistOutput

/// What a server's file has that is not here yet.
struct ImportPlan: Sendable {
  enum Step: Sendable {
    case key(ServerFile.Key)
    case defaultKey(KeyID)
    case backend(ServerFile.Backend)
    /// `backend` is `nil` where the file has lost it.
    case way(ServerFile.Way, key: KeyID, backend: ServerFile.Backend?)
    case star(ImageID, isStarred: Bool, backend: ServerFile.Backend)
    case disabling(ServerFile.Backend)
  }

  var steps: [Step] = []
  /// The backends of the file that are here, by their titles in the file.
  var known: [String: BackendID] = [:]
  /// Things of the file that are here already.
  var knownCount = 0
  /// Keys of the file whose names other keys have here.
  var foreignKeys: Set<KeyID> = []

  /// Why a step will be left out, as far as the file and what is here tell; a provider may say more.
  func obstacle(to step: Step) -> String? {
    switch step {
    case .key(let key) where foreignKeys.contains(key.id): "another key has that name here"
    case .way(let way, _, backend: nil): "the file has no backend \(way.backend)"
    case .way(_, let key, _) where foreignKeys.contains(key): "key \(key) was left out"
    default: nil
    }
  }
}

extension ImportPlan {
  /// What is here, as far as the file may have it too.
  struct Present: Sendable {
    var keys: [Key]
    var backends: [Backend]
    /// Of the keys that the file names too.
    var publicKeys: [KeyID: String] = [:]
    /// By backend, the images that the file says something of.
    var stars: [BackendID: [ImageID: Bool]] = [:]

    /// The same account, or what has its name and provider.
    func counterpart(of backend: ServerFile.Backend) -> Backend? {
      let same = backends.first { $0.id.rawValue == backend.id && backend.machine == nil }
      return same ?? backends.first { $0.title == backend.title && isSameProvider($0, backend) }
    }

    /// An ec2 backend shows its region in the provider's place.
    private func isSameProvider(_ here: Backend, _ backend: ServerFile.Backend) -> Bool {
      here.provider == backend.provider || here.provider.rawValue == backend.parameters["region"]?.string
        || here.provider.rawValue.hasPrefix(backend.provider.rawValue + "_")
    }
  }

  init(_ file: ServerFile, besides present: Present) {
    planKeys(of: file, present)
    for backend in file.backends {
      plan(backend, present)
      for key in file.keys {
        for way in key.ways where file.backend(of: way)?.title == backend.title {
          plan(way, key: key.id, into: backend, present)
        }
      }
      for (image, isStarred) in backend.stars.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        if let here = known[backend.title], present.stars[here]?[image] == isStarred {
          knownCount += 1
        } else {
          steps.append(.star(image, isStarred: isStarred, backend: backend))
        }
      }
      // After all that wants it enabled.
      if !backend.isEnabled, known[backend.title] == nil { steps.append(.disabling(backend)) }
    }
    for key in file.keys {
      for way in key.ways where file.backend(of: way) == nil {
        steps.append(.way(way, key: key.id, backend: nil))
      }
    }
  }

  private mutating func planKeys(of file: ServerFile, _ present: Present) {
    for key in file.keys {
      guard present.keys.contains(where: { $0.id == key.id }) else {
        steps.append(.key(key))
        continue
      }
      if let here = present.publicKeys[key.id], let theirs = key.publicKey, !isSameKey(here, theirs) {
        steps.append(.key(key))
        foreignKeys.insert(key.id)
      } else {
        knownCount += 1
      }
    }
    // Who has keys here has chosen a default one.
    if present.keys.isEmpty, let chosen = file.keys.first(where: \.isDefault), chosen.id != file.keys.first?.id {
      steps.append(.defaultKey(chosen.id))
    }
  }

  private mutating func plan(_ backend: ServerFile.Backend, _ present: Present) {
    guard let here = present.counterpart(of: backend) else {
      steps.append(.backend(backend))
      return
    }
    known[backend.title] = here.id
    knownCount += 1
  }

  private mutating func plan(
    _ way: ServerFile.Way, key: KeyID, into backend: ServerFile.Backend, _ present: Present
  ) {
    let associations = present.keys.first { $0.id == key }?.associations ?? []
    let isHere = associations.contains { association in
      // A lone server is its backend's only machine, whatever its id.
      association.machine.backend == known[backend.title]
        && (association.machine.machine == way.machine || backend.provider == "bare_metal")
    }
    if isHere {
      knownCount += 1
    } else {
      steps.append(.way(way, key: key, backend: backend))
    }
  }
}

/// Whether two lines are the same key, whatever is remarked behind it.
private func isSameKey(_ line: String, _ other: String) -> Bool {
  let (words, others) = (line.split(whereSeparator: \.isWhitespace), other.split(whereSeparator: \.isWhitespace))
  return words.prefix(2) == others.prefix(2)
}

// MARK: - As people read it

extension ImportPlan.Step {
  var noun: String {
    switch self {
    case .key: "key"
    case .defaultKey: "default key"
    case .backend: "backend"
    case .way: "association"
    case .star(_, let isStarred, _): isStarred ? "star" : "no star"
    case .disabling: "disabled"
    }
  }

  var name: String {
    switch self {
    case .key(let key): key.id.rawValue
    case .defaultKey(let id): id.rawValue
    case .backend(let backend), .disabling(let backend): backend.title
    case .way(let way, let key, let backend): "\(key) on \(backend?.title ?? way.backend)/\(way.machine)"
    case .star(let image, _, let backend): "\(backend.title)/\(image)"
    }
  }
}
