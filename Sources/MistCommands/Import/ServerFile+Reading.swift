import MistModel

extension ServerFile {
  /// Reads all of it before anything is done with a part.
  ///
  /// Throws `MistError(.invalid)` that names the first place that is not as it must be.
  init(file: String, text: String) throws {
    let root = try YAMLValue(file: file, text: text)
    var hasNoun = false
    for (name, value) in try root.members() {
      switch name {
      case "keypairs": keys = try value.members().map { try Self.key($0.name, $0.value) }
      case "backends": backends = try value.members().flatMap { try Self.backends($0.name, $0.value) }
      default: continue
      }
      hasNoun = true
    }
    guard hasNoun else {
      throw MistError(
        .invalid, "\(file) holds neither keypairs nor backends", hint: "is it the db.yaml of a stand-alone server?")
    }
    makeTitlesUnique()
  }

  private static func key(_ name: String, _ value: YAMLValue) throws -> Key {
    let fields = try Self.fields(of: value)
    guard let privateKey = try fields["private"]?.text else { throw value.fault("has no private key") }
    return Key(
      id: KeyID(name), privateKey: privateKey, publicKey: try fields["public"]?.text,
      isDefault: try fields["default"]?.flag ?? false, ways: try fields["machines"]?.items.map(Self.way) ?? [])
  }

  /// `[backend, machine, time, user, sudo, port]`; the oldest had the first two alone.
  private static func way(_ value: YAMLValue) throws -> Way {
    let items = try value.items
    guard items.count >= 2, let backend = try items[0].text, let machine = try items[1].text else {
      throw value.fault("must name a backend and a machine")
    }
    return Way(
      backend: backend, machine: MachineID(machine), user: items.count > 3 ? try items[3].text : nil,
      port: items.count > 5 ? try items[5].port : nil)
  }

  /// One backend; lone servers that shared one are a backend each here.
  private static func backends(_ id: String, _ value: YAMLValue) throws -> [Backend] {
    let fields = try Self.fields(of: value)
    guard let kept = try fields["provider"]?.text else { throw value.fault("has no provider") }
    var backend = Backend(
      id: id, title: try fields["title"]?.text ?? kept, provider: ProviderID(kept), parameters: [:],
      isEnabled: try fields["enabled"]?.flag ?? true, stars: [:])
    for image in try fields["starred"]?.items ?? [] {
      if let id = try image.text { backend.stars[ImageID(id)] = true }
    }
    for image in try fields["unstarred"]?.items ?? [] {
      if let id = try image.text { backend.stars[ImageID(id)] = false }
    }
    let account = try StoredAccount(provider: kept, fields: fields)
    backend.provider = account.provider
    backend.parameters = account.parameters
    let machines = try fields["machines"]?.members() ?? []
    guard account.provider == "bare_metal", !machines.isEmpty else { return [backend] }
    return try machines.map { machine, value in
      try server(machine, value, of: backend, isAlone: machines.count == 1)
    }
  }

  private static func server(
    _ id: String, _ value: YAMLValue, of backend: Backend, isAlone: Bool
  ) throws -> Backend {
    let fields = try Self.fields(of: value)
    var server = backend
    server.machine = MachineID(id)
    if !isAlone { server.title = try fields["name"]?.text ?? id }
    let addresses = try fields["public_ips"]?.items.compactMap { try $0.text } ?? []
    if let host = try addresses.first ?? fields["dns_name"]?.text { server.parameters["machine_ip"] = .string(host) }
    if let port = try fields["ssh_port"]?.port { server.parameters["machine_port"] = .integer(port) }
    return server
  }

  private static func fields(of value: YAMLValue) throws -> [String: YAMLValue] {
    Dictionary(try value.members().map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  /// The original let two backends have one title.
  private mutating func makeTitlesUnique() {
    var taken: Set<String> = []
    for position in backends.indices {
      let title = backends[position].title
      var number = 1
      while !taken.insert(backends[position].title).inserted {
        number += 1
        backends[position].title = "\(title)_\(number)"
      }
    }
  }
}
