import MistModel

/// Machines as Ansible's inventories have them: hosts with variables, in groups.
struct AnsibleHosts {
  struct Host {
    /// Unique: `db1`, or `Juno/db1` where another backend has one, or that with its id.
    var name: String
    var variables: [String: JSONValue]
    var groups: [String]
    /// Opens it.
    var key: KeyID?
  }

  var hosts: [Host]

  init(_ machines: [Machine], of backends: [Backend], keys: [Key]) {
    let backendsByID = Dictionary(backends.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Self.names(of: machines, backendsByID)
    let waysIn = keys.flatMap { key in key.associations.map { (key: key.id, way: $0) } }
    let waysByMachine = Dictionary(grouping: waysIn) { $0.way.machine }
    hosts = zip(machines, names).map { machine, name in
      let best = waysByMachine[machine.reference]?.max { $0.way.lastUsed < $1.way.lastUsed }
      return Host(
        name: name, variables: Self.variables(of: machine, in: backendsByID[machine.backend], way: best?.way),
        groups: Self.groups(of: machine, in: backendsByID[machine.backend]), key: best?.key)
    }
  }

  /// What `--list` prints. The variables of all hosts are in `_meta`, so that Ansible need not ask for each.
  var inventory: JSONValue {
    var groups: [String: JSONValue] = [:]
    for (group, members) in Dictionary(grouping: hosts.flatMap { host in host.groups.map { ($0, host.name) } }, by: \.0)
    {
      groups[group] = ["hosts": .array(members.map { .string($0.1) })]
    }
    groups["all"] = ["hosts": .array(hosts.map { .string($0.name) })]
    let variables = Dictionary(hosts.map { ($0.name, JSONValue.object($0.variables)) }, uniquingKeysWith: { $1 })
    groups["_meta"] = ["hostvars": .object(variables)]
    return .object(groups)
  }

  /// Ansible takes the texts of an inventory for templates and runs what stands between `{{` and `}}`. What a provider
  /// calls a machine must not be run.
  static func plain(_ text: String) -> JSONValue {
    let isTemplate = ["{{", "{%", "{#"].contains { text.contains($0) }
    return isTemplate ? ["__ansible_unsafe": .string(text)] : .string(text)
  }

  private static func variables(of machine: Machine, in backend: Backend?, way: KeyAssociation?) -> [String: JSONValue]
  {
    var variables: [String: JSONValue] = [
      "mist_id": plain(machine.id.rawValue), "mist_name": plain(machine.name),
      "mist_state": plain(machine.state.rawValue),
      "mist_backend": plain(backend?.title ?? machine.backend.rawValue),
      "mist_public_ips": .array(machine.publicIPs.map(plain)),
      "mist_private_ips": .array(machine.privateIPs.map(plain)),
      "mist_tags": .array(machine.tags.sorted().map { plain($0.description) }),
    ]
    if let address = machine.publicIPs.first(where: { !$0.contains(":") }) ?? machine.publicIPs.first
      ?? machine.privateIPs.first
    {
      variables["ansible_host"] = plain(address)
    }
    if let way {
      variables["ansible_port"] = .integer(way.port)
      if let user = way.user { variables["ansible_user"] = plain(user) }
    }
    return variables
  }

  private static func groups(of machine: Machine, in backend: Backend?) -> [String] {
    var groups = ["state_" + word(machine.state.rawValue)]
    if let backend { groups += ["backend_" + word(backend.title), "provider_" + word(backend.provider.rawValue)] }
    return Array(Set(groups + machine.tags.map { "tag_" + word($0.description) })).sorted()
  }

  /// Names of groups hold letters, digits and `_` only.
  private static func word(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }

  private static func names(of machines: [Machine], _ backends: [BackendID: Backend]) -> [String] {
    let full = machines.map { "\(backends[$0.backend]?.title ?? $0.backend.rawValue)/\($0.name)" }
    let withName = Dictionary(machines.map { ($0.name, 1) }, uniquingKeysWith: +)
    let withFull = Dictionary(full.map { ($0, 1) }, uniquingKeysWith: +)
    return zip(machines, full).map { machine, full in
      guard !machine.name.isEmpty, withName[machine.name] == 1 else {
        return withFull[full] == 1 ? full : "\(full)/\(machine.id)"
      }
      return machine.name
    }
  }
}
