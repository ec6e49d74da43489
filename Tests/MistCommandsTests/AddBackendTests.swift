import MistModel
import MistWire
import Testing

@Suite struct AddBackendTests {
  private let answers = SmallCloud.answers(and: ["POST /backends": .json(#"{"id":"b3","provider":"x"}"#)])
  private let files = ["/home/ada/azure.pem": "CERT\n", "/home/ada/gce.key": "KEY"]

  /// Each line of the original's manual, and one of our own, with the body that the service wants.
  private static let manual: [(line: String, body: String)] = [
    (
      "azure --azure-sub-id s1 --azure-cert-path ~/azure.pem",
      #"{"certificate":"CERT\n","provider":"azure","subscription_id":"s1","title":"Azure"}"#
    ),
    (
      "azure --azure-sub-id s1 --azure-tenant-id t --azure-client-id c --azure-client-secret x",
      #"""
      {"client_id":"c","client_secret":"x","provider":"azure","subscription_id":"s1","tenant_id":"t","title":"Azure"}
      """#
    ),
    (
      "bare_metal --bare-hostname 198.51.100.3 --bare-user root --bare-port 22 --bare-ssh-key-id k1",
      #"""
      {"machine_ip":"198.51.100.3","machine_key":"k1","machine_port":"22","machine_user":"root",\#
      "provider":"bare_metal","title":"198.51.100.3"}
      """#
    ),
    ("digitalocean --digi-token t", #"{"provider":"digitalocean","title":"DigitalOcean","token":"t"}"#),
    (
      "docker --docker-host 10.0.0.1 --docker-port 4243",
      #"{"docker_host":"10.0.0.1","docker_port":4243,"provider":"docker","title":"Docker"}"#
    ),
    (
      "ec2 --region ec2_ap_northeast --ec2-api-key K --ec2-api-secret S",
      #"""
      {"api_key":"K","api_secret":"S","provider":"ec2","region":"ec2_ap_northeast","title":"ec2_ap_northeast"}
      """#
    ),
    (
      "ec2 --ec2-region ec2_ap_northeast --name EC2 --ec2-api-key K --ec2-api-secret S",
      #"{"api_key":"K","api_secret":"S","provider":"ec2","region":"ec2_ap_northeast","title":"EC2"}"#
    ),
    (
      "gce --gce-email a@example.org --gce-project-id p --gce-private-key ~/gce.key",
      #"""
      {"email":"a@example.org","private_key":"KEY","project_id":"p","provider":"gce","title":"Google Compute Engine"}
      """#
    ),
    (
      "hpcloud --region region-a.geo-1 --hp-username u --hp-password p --hp-tenant t",
      #"""
      {"password":"p","provider":"hpcloud","region":"region-a.geo-1","tenant_name":"t",\#
      "title":"hpcloud_region-a.geo-1","username":"u"}
      """#
    ),
    (
      "indonesian_vcloud --indonesian-username u --indonesian-password p --indonesian-organization o",
      #"{"organization":"o","password":"p","provider":"indonesian_vcloud","title":"Indonesian Cloud","username":"u"}"#
    ),
    (
      "libvirt --libvirt-hostname 10.0.0.1 --libvirt-user root --libvirt-key k",
      #"""
      {"machine_hostname":"10.0.0.1","machine_key":"k","machine_user":"root","provider":"libvirt","ssh_port":"22",\#
      "title":"10.0.0.1"}
      """#
    ),
    ("linode --linode-api-key k", #"{"api_key":"k","provider":"linode","title":"Linode"}"#),
    (
      "nephoscale --nepho-username u --nepho-password p",
      #"{"password":"p","provider":"nephoscale","title":"NephoScale","username":"u"}"#
    ),
    (
      "openstack --openstack-username u --openstack-password p --openstack-auth-url http://h:5000 --openstack-tenant t",
      #"""
      {"auth_url":"http://h:5000","password":"p","provider":"openstack","tenant_name":"t","title":"OpenStack",\#
      "username":"u"}
      """#
    ),
    (
      "rackspace --region iad --rackspace-username u --rackspace-api-key k",
      #"{"api_key":"k","provider":"rackspace","region":"iad","title":"rackspace_iad","username":"u"}"#
    ),
    (
      "softlayer --softlayer-username u --softlayer-api-key k",
      #"{"api_key":"k","provider":"softlayer","title":"SoftLayer","username":"u"}"#
    ),
    (
      "vcloud --vcloud-username u --vcloud-password p --vcloud-organization o --vcloud-host h",
      #"""
      {"host":"h","organization":"o","password":"p","provider":"vcloud","title":"VMware vCloud","username":"u"}
      """#
    ),
  ]

  @Test(arguments: manual)
  func everyProviderOfTheManualIsSentAsItsServiceWantedIt(line: String, body: String) async throws {
    let shell = TestShell(answers, files: files)
    #expect(try await shell.run("add-backend --provider \(line)") == "New backend added\n")
    #expect(shell.changes == ["POST /backends \(body)"])
  }

  @Test func allThatIsMissingIsNamedBeforeAnyRequest() async {
    let shell = TestShell()
    let error = await shell.error("add-backend --provider ec2 --name EC2")
    #expect(error?.code == .usage)
    #expect(error?.summary == "add-backend --provider ec2 needs --region, --ec2-api-key, --ec2-api-secret")
    #expect(shell.requests == [])
  }

  @Test func anOptionOfAnotherProviderIsRefused() async {
    let error = await TestShell().error("add-backend --provider linode --linode-api-key k --digi-token t")
    #expect(error?.summary == "--digi-token is not for provider linode")
    #expect(error?.hint == "it takes --linode-api-key")
  }

  @Test(arguments: [
    "bare_metal --bare-hostname h --bare-ssh-key-id k1 --bare-port", "docker --docker-host h --docker-port",
  ])
  func aPortThatIsNoneIsNamedByItsOption(line: String) async {
    for port in ["0", "70000"] {
      let shell = TestShell()
      let error = await shell.error("add-backend --name box --provider \(line) \(port)")
      #expect(error?.code == .usage)
      #expect(error?.summary == "\(line.split(separator: " ").last ?? "") takes a port, 1 to 65535, not \(port)")
      #expect(shell.requests == [])
    }
  }

  @Test func anUnknownProviderIsAnErrorWithWhatIsNear() async {
    let error = await TestShell().error("add-backend --provider digitalocaen --digi-token t")
    #expect(error?.code == .usage)
    #expect(error?.hint == "did you mean digitalocean?")
  }

  @Test func aNameThatIsTakenGetsANumber() async throws {
    let backends =
      #"[{"id":"1","title":"Linode","provider":"linode"},{"id":"2","title":"Linode_2","provider":"linode"}]"#
    let shell = TestShell(answers.merging(["GET /backends": .json(backends)]) { $1 })
    try await shell.run("add-backend --provider linode --linode-api-key k")
    #expect(shell.changes.first?.contains(#""title":"Linode_3""#) == true)
    #expect(shell.notes == ["the backend is called Linode_3"])
  }

  @Test func aFileThatIsNotThereIsTheErrorBeforeAnyRequest() async {
    let shell = TestShell()
    #expect(
      await shell.error("add-backend --provider azure --azure-sub-id s --azure-cert-path /none")?.code == .storage)
    #expect(shell.requests == [])
  }

  @Test func secretsComeFromWhereTheyAreSaidToBe() async throws {
    let shell = TestShell(
      answers, typed: ["typed"], files: ["/home/ada/secret": "filed\n"], environment: ["TOKEN": "environed"])
    try await shell.run("add-backend --provider digitalocean --name A --digi-token @prompt")
    try await shell.run("add-backend --provider digitalocean --name B --digi-token @file:~/secret")
    try await shell.run("add-backend --provider digitalocean --name C --digi-token @env:TOKEN")
    #expect(shell.questions == ["(hidden) digi-token: "])
    let tokens = ["typed", "filed", "environed"]
    for (change, token) in zip(shell.changes, tokens) { #expect(change.contains(#""token":"\#(token)""#)) }
    for token in tokens { #expect(!(shell.written + shell.notes.joined()).contains(token)) }
    #expect(await shell.error("add-backend --provider digitalocean --name D --digi-token @env:NONE")?.code == .usage)
  }
}
