import MistModel
import Testing

@testable import MistCommands

/// The `db.yaml` of a stand-alone server, whole and broken.
@Suite struct ServerFileTests {
  private func read(_ text: String) throws -> ServerFile {
    try ServerFile(file: "db.yaml", text: text)
  }

  private func fault(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) -> String? {
    #expect(throws: MistError.self, sourceLocation: sourceLocation) { try read(text) }?.summary
  }

  @Test func keysAreRead() throws {
    let file = try read(
      """
      keypairs:
        prod:
          default: true
          machines:
          - [b1, m1, 1425200700.5, ubuntu, true, 2222]
          - [b1, m2]
          - - b2
            - !!python/unicode 'm 3'
            - 0
            - ''
            - false
            - null
          private: |
            -----BEGIN
            x
          public: ssh-rsa AAAA ann@example.org
        !!python/str "4":
          private: y
      """)
    #expect(file.keys.map(\.id) == ["prod", "4"])
    #expect(file.keys.map(\.isDefault) == [true, false])
    #expect(file.keys[0].privateKey == "-----BEGIN\nx\n")
    #expect(file.keys[0].publicKey == "ssh-rsa AAAA ann@example.org")
    #expect(
      file.keys[0].ways == [
        .init(backend: "b1", machine: "m1", user: "ubuntu", port: 2222),
        .init(backend: "b1", machine: "m2"), .init(backend: "b2", machine: "m 3"),
      ])
  }

  @Test(arguments: [
    (
      "provider: ec2_eu_west, apikey: A, apisecret: S", "ec2",
      ["region": "ec2_eu_west", "api_key": "A", "api_secret": "S"]
    ),
    (
      "provider: rackspace, apikey: u, apisecret: S, region: dfw", "rackspace",
      ["username": "u", "api_key": "S", "region": "dfw"]
    ),
    (
      "provider: rackspace_first_gen, apikey: u, apisecret: S, region: us", "rackspace",
      ["username": "u", "api_key": "S", "region": "rackspace_first_gen:us"]
    ),
    ("provider: digitalocean, apikey: T, apisecret: T", "digitalocean", ["token": "T"]),
    (
      "provider: openstack, apikey: u, apisecret: p, apiurl: 'https://k:5000', tenant_name: t, region: ''", "openstack",
      ["username": "u", "password": "p", "auth_url": "https://k:5000", "tenant_name": "t"]
    ),
    (
      "provider: docker, apiurl: d, docker_port: 4243, key_file: K", "docker",
      ["docker_host": "d", "docker_port": "4243", "key_file": "K"]
    ),
    (
      "provider: vcloud, apikey: ann@work@org, apisecret: p, apiurl: h", "vcloud",
      ["username": "ann@work", "organization": "org", "password": "p", "host": "h"]
    ),
    ("provider: linode, apikey: L, apisecret: L", "linode", ["api_key": "L"]),
    (
      "provider: gce, apikey: e, apisecret: K, tenant_name: p", "gce",
      ["email": "e", "private_key": "K", "project_id": "p"]
    ),
    ("provider: hostvirtual, apikey: A", "hostvirtual", ["apikey": "A"]),
  ])
  func everyProviderHasItsOwnNames(fields: String, provider: ProviderID, parameters: [String: String]) throws {
    let backend = try #require(try read("backends: {b: {\(fields)}}").backends.first)
    #expect(backend.provider == provider)
    #expect(backend.parameters == parameters.mapValues(JSONValue.string))
  }

  @Test func backendsAreRead() throws {
    let file = try read(
      """
      backends:
        a: {provider: linode, title: Same, enabled: false, starred: [i/1, 2], unstarred: [i3]}
        b: {provider: linode, title: Same}
        c: {provider: softlayer}
      """)
    #expect(file.backends.map(\.title) == ["Same", "Same_2", "softlayer"])
    #expect(file.backends.map(\.isEnabled) == [false, true, true])
    #expect(file.backends[0].stars == ["i/1": true, "2": true, "i3": false])
  }

  @Test func serversInOneBackendAreABackendEach() throws {
    let file = try read(
      """
      backends:
        b:
          provider: bare_metal
          title: Rack
          machines:
            m1: {name: web, public_ips: [192.0.2.1], ssh_port: 2222}
            m2: {dns_name: db.example.org}
      keypairs:
        k: {private: x, machines: [[b, m2], [b, m3]]}
      """)
    #expect(file.backends.map(\.title) == ["web", "m2"])
    #expect(file.backends[0].parameters == ["machine_ip": "192.0.2.1", "machine_port": 2222])
    #expect(file.backends[1].parameters == ["machine_ip": "db.example.org"])
    #expect(file.keys[0].ways.map { file.backend(of: $0)?.title } == ["m2", nil])
  }

  @Test(arguments: [
    ("", "db.yaml is empty"),
    ("- a", "db.yaml:1:1: the file must be a mapping"),
    ("a: b", "db.yaml holds neither keypairs nor backends"),
    ("keypairs: [a]", "db.yaml:1:11: keypairs must be a mapping"),
    ("keypairs:\n  k:\n    public: x", "db.yaml:3:5: keypairs.k has no private key"),
    ("keypairs:\n  k: {private: [x]}", "db.yaml:2:16: keypairs.k.private must be a text"),
    (
      "keypairs: {k: {private: x, machines: [[b]]}}",
      "db.yaml:1:39: keypairs.k.machines.0 must name a backend and a machine"
    ),
    (
      "keypairs: {k: {private: x, machines: [[b, m, 0, u, false, many]]}}",
      "db.yaml:1:59: keypairs.k.machines.0.5 must be a number from 1 to 65535"
    ),
    ("keypairs: {k: {private: x, default: maybe}}", "db.yaml:1:37: keypairs.k.default must be true or false"),
    ("backends: {b: {title: x}}", "db.yaml:1:15: backends.b has no provider"),
    (
      "backends: {b: {provider: bare_metal, machines: {m: 1}}}", "db.yaml:1:52: backends.b.machines.m must be a mapping"
    ),
    ("keypairs: {k: {private: !!binary '////'}}", "db.yaml:1:25: keypairs.k.private must be a text in UTF-8"),
    ("a: 1\na: 2", "db.yaml:1:1: the same name twice in one mapping"),
    ("a: *b", "db.yaml:1:4: found undefined alias"),
    ("a: 1\n---\nb: 2", "db.yaml:2:1: but found another document"),
  ])
  func everyFaultIsOneLineWithItsPlace(text: String, summary: String) {
    #expect(fault(text) == summary)
  }

  @Test func aFaultShowsNothingOfTheFile() {
    let text = fault("keypairs:\n  k:\n    private: \"open sesame\n  x: [") ?? ""
    #expect(text.hasPrefix("db.yaml:") && !text.contains("sesame"), "\(text)")
  }

  @Test(.timeLimit(.minutes(1))) func hostileFilesEndSoon() {
    let levels = (1...40).map { "l\($0): &l\($0) {? [*l\($0 - 1), *l\($0 - 1)] : x}" }
    #expect(fault("l0: &l0 x\n" + levels.joined(separator: "\n"))?.contains("YAML aliases") == true)
    #expect(fault(String(repeating: "[", count: 100_000)) != nil)
    #expect(fault(String(repeating: "a: {", count: 5_000)) != nil)
    #expect(fault(String(repeating: "x", count: (16 << 20) + 1)) == "db.yaml is larger than 16 MiB")
    #expect(fault("\u{0}") != nil)
  }

  @Test func aFewAliasesAreRead() throws {
    let file = try read("backends: {a: {provider: linode, starred: &s [i]}, b: {provider: linode, starred: *s}}")
    #expect(file.backends.map(\.stars) == [["i": true], ["i": true]])
  }
}
