import MistModel
import Testing

@testable import MistCommands

@Suite struct AnsibleHostsTests {
  private let juno = Backend(id: "b1", title: "Juno East", provider: "openstack")
  private let vega = Backend(id: "b2", title: "Vega", provider: "ec2_eu_west")

  private func machine(
    _ id: MachineID, _ name: String, in backend: Backend, ips: [String] = [], tags: [MistModel.Tag] = []
  )
    -> Machine
  {
    Machine(id: id, backend: backend.id, name: name, state: .running, publicIPs: ips, tags: tags)
  }

  @Test func aNameThatTwoHaveIsTheOneOfNeither() {
    let machines = [
      machine("1", "db", in: juno), machine("2", "db", in: vega), machine("3", "web", in: vega),
      machine("4", "twin", in: vega), machine("5", "twin", in: vega),
    ]
    let hosts = AnsibleHosts(machines, of: [juno, vega], keys: []).hosts
    #expect(hosts.map(\.name) == ["Juno East/db", "Vega/db", "web", "Vega/twin/4", "Vega/twin/5"])
  }

  @Test func groupsAreWordsThatAnsibleTakes() throws {
    let tagged = machine("1", "db", in: juno, tags: [MistModel.Tag("env=prod"), MistModel.Tag("dev")])
    let host = try #require(AnsibleHosts([tagged], of: [juno], keys: []).hosts.first)
    #expect(host.groups == ["backend_Juno_East", "provider_openstack", "state_running", "tag_dev", "tag_env_prod"])
  }

  @Test func theWayInIsTheOneThatWorkedLast() throws {
    let db = machine("1", "db", in: juno, ips: ["2001:db8::1", "192.0.2.7"])
    func key(_ id: KeyID, _ used: Double, _ user: String, _ port: Int) -> Key {
      let way = KeyAssociation(machine: db.reference, lastUsed: used, user: user, port: port)
      return Key(id: id, isDefault: false, associations: [way])
    }
    let keys = [key("old", 1, "root", 22), key("new", 2, "deploy", 2022), key("never", 0, "x", 1)]
    let host = try #require(AnsibleHosts([db], of: [juno], keys: keys).hosts.first)
    #expect(host.key == "new")
    #expect(host.variables["ansible_user"] == "deploy")
    #expect(host.variables["ansible_port"] == 2022)
    #expect(host.variables["ansible_host"] == "192.0.2.7")
    #expect(host.variables["ansible_ssh_private_key_file"] == nil)
  }

  @Test(arguments: ["{{ lookup('pipe', 'id') }}", "{% x %}", "{# x #}"])
  func whatAProviderSaysIsNoTemplate(_ name: String) throws {
    let host = try #require(AnsibleHosts([machine("1", name, in: juno)], of: [juno], keys: []).hosts.first)
    #expect(host.variables["mist_name"] == ["__ansible_unsafe": .string(name)])
  }
}
