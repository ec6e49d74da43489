import Foundation
import MistModel
import Testing

@testable import MistProviders

/// The driver's parts by themselves.
struct LibvirtPartsTests {
  private func driver(_ parameters: [String: String]) throws -> LibvirtDriver {
    try LibvirtDriver(
      account: DriverAccount(
        backend: "b", title: "KVM", provider: "libvirt", parameters: parameters, remote: NoRemoteShell()))
  }

  @Test func theKeySaysWhichWayIsTaken() throws {
    #expect(
      try driver(["machine_hostname": "10.0.0.1", "machine_key": "k", "ssh_port": "2200"]).hypervisor.way
        == .ssh(port: 2200, user: "root", key: "k"))
    for host in ["localhost", "127.0.0.1", "127.1", "::1", "LOCALHOST", "localhost.localdomain", "0.0.0.0"] {
      #expect(try driver(["machine_hostname": host]).hypervisor.way == .ownComputer, "\(host)")
      #expect(LibvirtDriver.description.reachesOwnHost(["machine_hostname": host]), "\(host)")
      #expect(!LibvirtDriver.description.reachesOwnHost(["machine_hostname": host, "machine_key": "k"]))
    }
    // Names of other computers, whatever they begin with.
    for host in ["10.0.0.1", "localhost.example.org", "127.example.org", "127.0.0.256", "127."] {
      #expect(try driver(["machine_hostname": host]).hypervisor.way == .tcp, "\(host)")
    }
    #expect(try driver(["machine_hostname": "fd00::1"]).hypervisor.place == "[fd00::1]:5000")
    for host in ["h/system?command=/bin/x#", "a b", "h?x", "h%2f", "user@h"] {
      let error = #expect(throws: MistError.self, "\(host)") { try driver(["machine_hostname": host]) }
      #expect(error?.code == .invalid)
    }
    #expect(throws: MistError.self) { try driver(["machine_hostname": "10.0.0.1", "images_location": "/srv"]) }
  }

  @Test func overTCPVirshIsToldWhere() {
    let text = VirshScript.greeting.text(uri: "qemu+tcp://10.0.0.1:5000/system")
    #expect(text.contains("uri='qemu+tcp://10.0.0.1:5000/system'\n"))
    #expect(VirshScript.greeting.text(uri: nil).contains("uri=${LIBVIRT_DEFAULT_URI:-qemu:///system}\n"))
  }

  @Test func aVolumesLineIsSplitWhereItsPathEndsWithItsName() {
    let paths = [
      " tiny.img   /var/lib/libvirt/images/tiny.img": "/var/lib/libvirt/images/tiny.img",
      " my image.iso   /srv/more of them/my image.iso ": "/srv/more of them/my image.iso",
      " a  /b.img   /srv/a  /b.img": nil, " Name   Path": nil, "": nil, "---": nil,
    ]
    for (line, path) in paths where !line.contains("a  /b") {
      #expect(LibvirtImage(volumeLine: line)?.path == path, "\(line)")
    }
    #expect(LibvirtImage(path: "/a/\u{1b}[31m.img") == nil)
    #expect(LibvirtImage(path: "/a/b.QCOW2")?.isOffered == true)
    #expect(LibvirtImage(path: "/a/mist-web-0.qcow2")?.isOffered == false)
    #expect(LibvirtImage(path: "/a/notes.txt")?.isOffered == false)
  }

  @Test func addressesComeFromLeasesNeighboursAndAgents() throws {
    let answer = VirshAnswer(
      Array(
        """
        \u{1e}leases
         2026-11-26 19:57:11   52:54:00:AA:00:01   ipv4   10.113.7.139/24   web1   01:52:54:00:aa:00:01
         garbage
        \u{1e}neighbours
        IP address       HW type     Flags       HW address            Mask     Device
        10.113.7.139     0x1         0x2         52:54:00:aa:00:01     *        virbr0
        203.0.113.9      0x1         0x2         52:54:00:aa:00:02     *        br0
        203.0.113.10     0x1         0x0         52:54:00:aa:00:02     *        br0
        \u{1e}agent
         lo         00:00:00:00:00:00    ipv4         127.0.0.1/8
         -          -                    ipv6         ::1/128
         eth0       52:54:00:aa:00:02    ipv4         10.0.0.2/24
         -          -                    ipv6         fe80::1/64
         -          -                    ipv6         2001:db8::2/64
        \u{1e}done

        """.utf8))
    #expect(answer.isWhole)
    let addresses = LibvirtAddresses(answer)
    func machine(_ hardware: String) throws -> Machine {
      let text = """
        <domain type='kvm' id='3'><name>a</name><uuid>00000000-0000-4000-8000-000000000001</uuid>
        <vcpu placement='static' current='2'>8</vcpu><memory unit='GiB'>2</memory>
        <devices><interface type='network'><mac address='\(hardware)'/></interface></devices></domain>
        """
      let domain = try #require(LibvirtDomain(state: "running", description: text.utf8))
      return domain.machine(of: "b", addresses: addresses.addresses(of: domain))
    }
    #expect(try machine("52:54:00:aa:00:01").privateIPs == ["10.113.7.139"])
    let second = try machine("52:54:00:aa:00:02")
    #expect(second.privateIPs == ["10.0.0.2"] && second.publicIPs == ["2001:db8::2", "203.0.113.9"])
    #expect(second.size == "2x2048")
  }

  @Test func onlyNotedDisksThatAreStillItsOwnGo() throws {
    let text = """
      <domain><name>a</name><uuid>00000000-0000-4000-8000-000000000001</uuid>
      <metadata><m:machine xmlns:m='x'><m:image>/i.img</m:image><m:disk>/p/own.qcow2</m:disk><m:disk>/p/other.qcow2</m:disk>
      </m:machine></metadata><devices><disk type='file'><source file='/p/own.qcow2'/></disk>
      <disk type='file'><source file='/p/theirs.qcow2'/></disk></devices></domain>
      """
    #expect(try #require(LibvirtDomain(state: "shut off", description: text.utf8)).ownDisks == ["/p/own.qcow2"])
  }

  @Test func statesAreTheProgramsWords() throws {
    let text = "<domain><name>a</name><uuid>00000000-0000-4000-8000-000000000001</uuid></domain>"
    let states: [String: MachineState] = [
      "running": .running, "idle": .running, "paused": .paused, "in shutdown": .pending, "shut off": .stopped,
      "crashed": .error, "pmsuspended": .suspended, "no state": .unknown,
    ]
    for (word, state) in states {
      #expect(LibvirtDomain(state: word, description: text.utf8)?.state == state)
    }
  }

  @Test func sizesAreCPUsAndMemory() throws {
    #expect(try LibvirtSize("2x4096") == LibvirtSize(cpus: 2, memory: 4096))
    for id in ["", "x", "2", "0x512", "2x", "2x4096x1", "-1x512", "2x9", "a x b", "99999999999999999999x512"] {
      #expect(throws: MistError.self, "\(id)") { try LibvirtSize(SizeID(id)) }
    }
  }

  @Test func attributesOfElements() throws {
    let root = try XMLDocument(Array(#"<a b="1 &gt; 0" c = 'it&apos;s "x"' d:e='=' f=""><b b='2'/></a>"#.utf8)).root
    #expect(root.attribute("b") == "1 > 0" && root.attribute("c") == #"it's "x""#)
    #expect(root.attribute("d:e") == "=" && root.attribute("f") == "" && root.attribute("g") == nil)
    #expect(root["b"]?.attribute("b") == "2" && root["b"]?.attribute("c") == nil)
  }

  /// Another program reads what we wrote.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/isoinfo"), "isoinfo is missing (genisoimage)"))
  func theSeedIsADiscWithTwoFiles() throws {
    let seed = CloudInitSeed(
      id: "00000000-0000-4000-8000-000000000001", name: "Web 'x' #1", key: "ssh-ed25519 AAAA ann's \"key\"")
    let file = NSTemporaryDirectory() + UUID().uuidString + ".iso"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(seed.volume).write(to: URL(filePath: file))
    func read(_ words: String...) -> String { run("/usr/bin/isoinfo", words + ["-i", file]).output }
    #expect(read("-d").contains("Volume id: cidata"))
    #expect(read("-J", "-f").split(separator: "\n") == ["/meta-data;1", "/user-data;1"])
    #expect(
      read("-J", "-x", "/user-data;1") == """
        #cloud-config
        {"hostname":"web-x-1","ssh_authorized_keys":["ssh-ed25519 AAAA ann's \\"key\\""]}

        """)
    #expect(
      read("-J", "-x", "/meta-data;1") == """
        {"instance-id":"00000000-0000-4000-8000-000000000001","local-hostname":"web-x-1",\
        "public-keys":["ssh-ed25519 AAAA ann's \\"key\\""]}

        """)
    #expect(read("-f").split(separator: "\n") == ["/META-DATA.;1", "/USER-DATA.;1"])
    #expect(seed.volume.count == 27 * 2048)
  }

  @Test func theSameOrderHasTheSameId() {
    let order = MachineOrder(name: "a", image: "/i", orderID: "job-1")
    let id = LibvirtDriver.id(of: order, in: "b")
    #expect(id == LibvirtDriver.id(of: order, in: "b") && LibvirtDomain.isID(id))
    #expect(id != LibvirtDriver.id(of: order, in: "c"))
  }
}
