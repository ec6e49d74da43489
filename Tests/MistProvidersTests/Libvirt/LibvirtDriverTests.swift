import Foundation
import MistModel
import Testing

@testable import MistProviders

/// The driver at a real libvirtd. Nobody logs in to its machines here: the story does.
@Suite(.enabled(if: LibvirtPeer.isThere, "no libvirtd could be started; Tests/Peers/libvirt says why"), .serialized)
struct LibvirtDriverTests {
  private let peer: LibvirtPeer
  private let driver: LibvirtDriver

  init() throws {
    peer = try LibvirtPeer.started.get()
    driver = try peer.driver()
  }

  private func order(_ name: String, _ image: ImageID = LibvirtPeer.image, id: String? = nil) -> MachineOrder {
    var order = MachineOrder(name: name, image: image, size: "1x128", orderID: id ?? "order of \(name)")
    order.key = OrderedKey(name: "fleet", publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHX nobody")
    return order
  }

  private func listed(_ id: MachineID) async throws -> Machine {
    try #require(try await driver.allMachines().first { $0.id == id })
  }

  @Test func conforms() async throws {
    var order = order("conforming")
    order.size = "1x512"
    let suite = DriverConformance(
      driver: driver, order: order,
      abilities: [
        .probe, .start, .stop, .reboot, .destroy, .create, .rename, .resize, .pause, .images, .sizes, .locations,
        .networks,
      ],
      otherSize: "2x128", tellsRepeatedOrders: true, searchedImage: "TINY",
      // Libvirt renames what is switched off, and there is a test of its own for that.
      missingAtPeer: [.rename])
    try await suite.run()
  }

  @Test func theHypervisorIsOneOfItsMachines() async throws {
    let host = try #require(try await driver.allMachines().first)
    #expect(host.id == "127001" && host.state == .running && host.publicIPs == ["127.0.0.1"])
    #expect(host.actions == [.reboot, .tag] && host.tags == [Tag("type=hypervisor")])
    #expect(host.extra["tags"]?["type"] == "hypervisor" && host.extra["ssh_port"] == .integer(peer.port))
    for call in [driver.start, driver.stop, driver.destroy, driver.pause] {
      let error = await #expect(throws: MistError.self) { try await call(host.id) }
      #expect(error?.code == .notSupported)
    }
    try await driver.reboot(host.id)
  }

  @Test func aMachineHasDisksOfItsOwnAndTheyGoWithIt() async throws {
    let before = try peer.volumes()
    let machine = try await driver.create(order("own"))
    #expect(machine.state == .running && machine.size == "1x128" && machine.image == LibvirtPeer.image)
    #expect(try peer.volumes().subtracting(before).count == 2)
    #expect(try await driver.images(search: "mist-").isEmpty)
    // Its size has a disk, and the image is smaller.
    let disk = try #require(try peer.volumes().subtracting(before).first { $0.hasSuffix(".qcow2") })
    #expect(try peer.virsh("vol-info", disk, "--pool", "default", "--bytes").contains("10737418240"))

    try await driver.stop(machine.id)
    try await driver.rename(machine.id, to: "own 'and' renamed; \"x\"")
    #expect(try await listed(machine.id).name == "own 'and' renamed; \"x\"")
    try await driver.rename(machine.id, to: "--all")
    #expect(try await listed(machine.id).name == "--all")
    try await driver.destroy(machine.id)
    #expect(try peer.volumes() == before)
    let error = await #expect(throws: MistError.self) { try await driver.start(machine.id) }
    #expect(error?.code == .notFound)
  }

  @Test func whatOthersMadeKeepsItsDisks() async throws {
    let disk = peer.folder + "/var/images/theirs.img"
    try FileManager.default.copyItem(atPath: peer.folder + "/elsewhere/loose.img", toPath: disk)
    let file = peer.folder + "/theirs.xml"
    try """
    <domain type='qemu'><name>theirs</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os><devices>
    <disk type='file'><source file='/var/lib/libvirt/images/theirs.img'/><target dev='vda'/></disk></devices></domain>
    """.write(toFile: file, atomically: true, encoding: .utf8)
    try peer.virsh("define", file)
    let machine = try #require(try await driver.allMachines().first { $0.name == "theirs" })
    #expect(machine.state == .stopped && machine.actions.isSuperset(of: [.start, .destroy]))
    #expect(machine.image == nil)
    try await driver.destroy(machine.id)
    #expect(try await driver.allMachines().contains { $0.name == "theirs" } == false)
    #expect(try peer.volumes().contains("theirs.img"))
    try FileManager.default.removeItem(atPath: disk)
  }

  @Test func aDiskThatAnotherMachineUsesStays() async throws {
    let before = try peer.volumes()
    let machine = try await driver.create(order("lender"))
    let disk = try #require(try peer.volumes().subtracting(before).first { $0.hasSuffix(".qcow2") })
    let file = peer.folder + "/borrower.xml"
    try """
    <domain type='qemu'><name>borrower</name><memory unit='MiB'>64</memory><os><type arch='x86_64'>hvm</type></os><devices>
    <disk type='file'><source file='/var/lib/libvirt/images/\(disk)'/><target dev='vda'/></disk></devices></domain>
    """.write(toFile: file, atomically: true, encoding: .utf8)
    try peer.virsh("define", file)
    try await driver.destroy(machine.id)
    #expect(try peer.volumes().subtracting(before) == [disk])
    try peer.virsh("undefine", "borrower")
    try peer.virsh("vol-delete", disk, "--pool", "default")
  }

  @Test func aDiskThatAThinCopyIsBuiltUponStays() async throws {
    let before = try peer.volumes()
    let machine = try await driver.create(order("original"))
    try await driver.stop(machine.id)
    let disk = try #require(try peer.volumes().subtracting(before).first { $0.hasSuffix(".qcow2") })
    let copy = "thin \"copy\" of 'it'.qcow2"
    try peer.virsh(
      "vol-create-as", "--pool", "default", "--name", copy, "--capacity", "10737418240", "--format", "qcow2",
      "--backing-vol", "/var/lib/libvirt/images/\(disk)", "--backing-vol-format", "qcow2")
    try await driver.destroy(machine.id)
    #expect(try await driver.allMachines().contains { $0.id == machine.id } == false)
    #expect(try peer.volumes().subtracting(before) == [disk, copy])
    for volume in [copy, disk] { try peer.virsh("vol-delete", "--vol", volume, "--pool", "default") }
  }

  @Test func aNameIsTakenOnce() async throws {
    let before = try peer.volumes()
    let machine = try await driver.create(order("taken"))
    let made = try peer.volumes()
    let error = await #expect(throws: MistError.self) { try await driver.create(order("taken", id: "another")) }
    #expect(error?.code == .conflict && error?.summary == "there is a machine 'taken' in KVM already")
    #expect(try peer.volumes() == made, "what was made for it is taken back")
    #expect(try await driver.create(order("taken")).id == machine.id)
    try await driver.destroy(machine.id)
    #expect(try peer.volumes() == before)
  }

  @Test func imagesBesideThePoolsAreCopied() async throws {
    let driver = try peer.driver(["images_location": peer.folder + "/elsewhere"])
    let image = try #require(try await driver.images(search: "loose").first)
    #expect(image.id.rawValue == peer.folder + "/elsewhere/loose.img")
    let machine = try await driver.create(order("from-elsewhere", image.id))
    #expect(machine.state == .running)
    #expect(try peer.virsh("pool-list", "--all", "--name").split(whereSeparator: \.isWhitespace) == ["default"])
    try await driver.destroy(machine.id)
    #expect(FileManager.default.fileExists(atPath: image.id.rawValue))

    let wrong = try peer.driver(["images_location": peer.folder + "/'; touch \(peer.folder)/injected; '"])
    let error = await #expect(throws: MistError.self) { try await wrong.images(search: nil) }
    #expect(error?.summary.contains("there is no folder") == true)
    #expect(!FileManager.default.fileExists(atPath: peer.folder + "/injected"))
  }

  @Test func namesAreNoCommands() async throws {
    let before = try peer.volumes()
    for name in ["it's; $(touch injected) <b>&amp;", "--help"] {
      let machine = try await driver.create(order(name))
      #expect(try await listed(machine.id).name == name)
      try await driver.destroy(machine.id)
    }
    #expect(try peer.volumes() == before)
    for name in ["a\nb", "a/b", "\u{1b}[31m", ""] {
      let error = await #expect(throws: MistError.self) { try await driver.create(order(name)) }
      #expect(error?.code == .invalid)
    }
    let image = LibvirtPeer.image.rawValue + "'; touch injected; '"
    let error = await #expect(throws: MistError.self) { try await driver.create(order("x", ImageID(image))) }
    #expect(error?.code == .notFound)
    var elsewhere = order("x")
    elsewhere.networks = ["no' such"]
    let other = await #expect(throws: MistError.self) { try await driver.create(elsewhere) }
    #expect(other?.code == .notFound && other?.summary.contains("no network 'no' such'") == true)
  }

  @Test func itsNetworksAndSizes() async throws {
    #expect(try await driver.networks() == [Network(id: "default", name: "default", status: "active")])
    #expect(try await driver.sizes().contains { $0.id == "2x4096" && $0.memory == 4096 && $0.name == "2 CPUs, 4 GB" })
    #expect(try await driver.locations() == [Location(id: "127001", name: "127.0.0.1")])
  }

  @Test func aListingIsOneWayThereAndBack() async throws {
    let shell = peer.shell
    _ = try await peer.driver(remote: shell).allMachines()
    #expect(shell.scripts.count == 1)
  }
}
