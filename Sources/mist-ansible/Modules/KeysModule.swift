import MistClient
import MistModel

/// `mist_keys`: SSH keys that the service keeps.
enum KeysModule: AnsibleModule {
  static let name = "mist_keys"
  static let summary =
    "Keeps, makes, removes, lists and describes SSH keys."
  static let options = [
    ModuleOption.state,
    ModuleOption("name", "What the key is called."),
    ModuleOption("key", .path, "The file with the private key of a new one."),
    ModuleOption("auto_generate", .bool, "A new one is made.", otherwise: false),
    ModuleOption("save_locally", .bool, "The private key is written to a file, too.", otherwise: false),
    ModuleOption(
      "local_save_path", .path, "That file, or the folder that it gets the key's name in.", otherwise: "~/.ssh"),
  ]
  static let returns = [
    ReturnedValue("keys", .list, "The names of all.", when: "no name is given"),
    ReturnedValue(
      "info", .dict, "The key: id, name, whether it is the default one, and where it is associated.",
      when: "the key is there"),
    ReturnedValue("public", .str, "The public key.", when: "the key is there"),
    ReturnedValue(
      "private", .str, "The private key.", when: "the task says no_log=true, since screens and logs would show it"),
  ]
  static let examples = """
    - name: Keep a key
      mist_keys:
        name: myKey
        key: /home/user/.ssh/my_key
        state: present

    - name: Make a key and save it
      mist_keys:
        name: autoKey
        auto_generate: true
        save_locally: true
        local_save_path: /path/to/save
        state: present
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let keys = Named(
      things: try await task.client.keys(), id: { $0.id.rawValue }, name: { $0.name }, noun: "key")
    let name = try task.options.name("name")
    guard let state = task.options.text("state") else {
      guard let name else {
        return ModuleResult(changed: false, ["keys": .array(keys.things.map { .string($0.name) })])
      }
      do {
        return try await told(try keys.loose(name), task)
      } catch let error as MistError where error.code == .notFound {
        // As the original answered: a play looks whether there is something.
        return ModuleResult(changed: false, ["info": "", "public": "", "private": ""])
      }
    }
    guard let name else { throw MistError(.usage, "mist_keys needs the option name with state: \(state)") }
    let found = try keys.exact(name)
    if state == "absent" { return try await remove(found, task) }
    guard let found else { return try await add(name, task) }
    var result = try await told(found, task)
    if let path = try task.options.name("key"), try await isOther(path, than: found, task) {
      result.warn("key \(name) is kept already and is not the one in \(path); it was left alone")
    }
    return result
  }

  /// Whether a file is there and holds another text than the kept key.
  private static func isOther(_ path: String, than kept: Key, _ task: ModuleTask) async throws -> Bool {
    guard let text = try? LocalFiles.text(of: path) else { return false }
    func bare(_ text: String) -> [Substring] { text.split { $0.isWhitespace } }
    return bare(text) != bare(try await task.client.privateKey(of: kept.id))
  }

  private static func add(_ name: String, _ task: ModuleTask) async throws -> ModuleResult {
    let path = try task.options.name("key")
    guard (path != nil) != task.options.flag("auto_generate") else {
      throw MistError(.usage, "a new key needs the option key or auto_generate: true, and not both")
    }
    let text = try path.map(LocalFiles.text)
    var result = ModuleResult(changed: true)
    if !task.isCheck {
      let client = try task.client
      let key = if let text { text } else { try await client.generateKey() }
      try await client.addKey(KeyID(name), privateKey: key)
      let added = Named(things: try await client.keys(), id: { $0.id.rawValue }, name: { $0.name }, noun: "key")
      result = try await told(try added.required(name), task)
      result.add(["changed": true])
    }
    if task.wantsDiff { result.difference(of: "key \(name)", before: nil, after: ["name": .string(name)]) }
    return result
  }

  private static func remove(_ found: Key?, _ task: ModuleTask) async throws -> ModuleResult {
    guard let found else { return ModuleResult(changed: false) }
    if !task.isCheck { try await task.client.deleteKey(found.id) }
    var result = ModuleResult(changed: true)
    if task.wantsDiff { result.difference(of: "key \(found.name)", before: found.described, after: nil) }
    return result
  }

  /// What is known of a kept key; its private half is saved where the task wants that.
  private static func told(_ key: Key, _ task: ModuleTask) async throws -> ModuleResult {
    var result = ModuleResult(changed: false, ["info": key.described])
    result.add(["public": .string(try await task.client.publicKey(of: key.id))])
    let saves = task.options.flag("save_locally")
    guard saves || task.isHidden else { return result }
    let privateKey = try await task.client.privateKey(of: key.id)
    if saves, try save(privateKey, of: key, task) { result.add(["changed": true]) }
    // Only the play can keep a result off screens and logs; a module cannot.
    if task.isHidden { result.add(["private": .string(privateKey)]) }
    return result
  }

  /// - Returns: whether the file was not there yet.
  private static func save(_ text: String, of key: Key, _ task: ModuleTask) throws -> Bool {
    var path = LocalFiles.resolved(task.options.text("local_save_path") ?? "~/.ssh")
    if LocalFiles.isFolder(path) { path += "/" + percentEncoded(key.name) }
    let text = text.hasSuffix("\n") ? text : text + "\n"
    if let old = try? LocalFiles.text(of: path) {
      guard old == text else {
        throw MistError(
          .conflict, "\(path) is there already and is not key \(key.name)", hint: "say another local_save_path")
      }
      return false
    }
    if !task.isCheck { try LocalFiles.writeNewPrivate(path, text) }
    return true
  }
}

extension Key {
  fileprivate var described: JSONValue {
    let machines = associations.map { way -> JSONValue in
      [
        "backend": .string(way.machine.backend.rawValue), "machine": .string(way.machine.machine.rawValue),
        "user": way.user.map { .string($0) } ?? .null, "port": .integer(way.port),
      ]
    }
    return [
      "id": .string(id.rawValue), "name": .string(name), "isDefault": .bool(isDefault), "machines": .array(machines),
    ]
  }
}
