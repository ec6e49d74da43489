import ArgumentParser
import MistModel
import MistOutput

struct Inventory: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "inventory", abstract: "Tell Ansible of the machines: its JSON of hosts and groups.",
    discussion: """
      Machines are hosts, grouped by backend, provider, tag and state: backend_Juno, tag_dev, state_running. User and \
      port are those of the last login that worked. Private keys stay in the store, unless a folder is named for them.
      """)
  static let risk = Risk.reads
  static let examples = [
    "inventory --list", "inventory --host db1", "inventory --list --backend Juno --keys-folder ~/.ansible/mist-keys",
  ]

  @Flag(name: .customLong("list"), help: "All hosts and groups; what is done if nothing else is said.")
  var lists = false

  @Option(help: "The variables of one host only, by its name in the inventory.")
  var host: String?

  @OptionGroup var place: BackendOption

  @Option(help: "Write the hosts' private keys there, one file a key, for their owner alone.")
  var keysFolder: FilePath?

  func run(in shell: any Shell) async throws -> Output {
    guard !lists || host == nil else { throw MistError(.usage, "inventory takes --list or --host, not both") }
    var backends = try await shell.client.backends()
    if let naming = try place.naming { backends = [try shell.backend(naming, among: backends, for: Self.risk)] }
    let machines = try await shell.listing(of: backends.filter(\.isEnabled)).machines
    var hosts = AnsibleHosts(machines, of: backends, keys: try await shell.client.keys())
    if let host {
      guard let index = hosts.hosts.firstIndex(where: { $0.name == host }) else {
        throw MistError(.notFound, "no host '\(escaped(host))' in the inventory", hint: "inventory --list shows all")
      }
      hosts.hosts = [hosts.hosts[index]]
    }
    if let keysFolder { try await writeKeys(of: &hosts, to: shell.world.resolved(keysFolder.text), in: shell) }
    shell.write(jsonText(of: host == nil ? hosts.inventory : .object(hosts.hosts[0].variables)))
    return .nothing
  }

  private func writeKeys(of hosts: inout AnsibleHosts, to folder: String, in shell: any Shell) async throws {
    var paths: [KeyID: String] = [:]
    for key in Set(hosts.hosts.compactMap(\.key)).sorted() {
      // The name of a key is no path: `%2F` in place of a `/`, and never a file that hides.
      let path = "\(folder)/key-\(percentEncoded(key.rawValue))"
      let text = try await shell.client.privateKey(of: key)
      try shell.world.writePrivateFile(path, Array((text.hasSuffix("\n") ? text : text + "\n").utf8))
      paths[key] = path
    }
    for index in hosts.hosts.indices {
      guard let path = hosts.hosts[index].key.flatMap({ paths[$0] }) else { continue }
      hosts.hosts[index].variables["ansible_ssh_private_key_file"] = AnsibleHosts.plain(path)
    }
  }
}
