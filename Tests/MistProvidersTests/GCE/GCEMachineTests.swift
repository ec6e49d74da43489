import Foundation
import MistModel
import Testing

@testable import MistProviders

/// What Google's driver makes of orders and answers.
@Suite(withVendorDoubles)
struct GCEMachineTests {
  @Test func addressesStatesAndTheLoginAreTold() async throws {
    try await withGCE { _, driver in
      let made = try await driver.create(.gce)
      #expect(made.name == "db1" && made.state == .pending && made.extra["zone"] == "europe-west1-b")
      let machine = try #require(try await driver.allMachines().first)
      #expect(machine.id == made.id && machine.size == "e2-medium")
      #expect(machine.publicIPs.count == 1 && machine.publicIPs[0].hasPrefix("127.113.10."))
      #expect(machine.privateIPs.count == 1 && machine.privateIPs[0].hasPrefix("127.113.20."))
      #expect(machine.extra["ssh_user"] == "user" && machine.extra["network"] == "default")
      #expect(machine.extra["created"] == "2026-11-01T12:00:00Z")
    }
  }

  /// It was in no listing that this driver has seen, as in a service that was started just now.
  @Test func aMachineIsFoundByItsNumberAlone() async throws {
    try await withGCE { double, driver in
      try await double.set(machines: 3)
      let machine = try #require(try await driver.allMachines().first { $0.extra["zone"] == "us-central1-a" })
      let other = try GCEDriver(account: double.account("gce"))
      _ = try await double.requests()
      try await other.stop(machine.id)
      let asked = try await double.requests().filter { $0.path != "/token" }
      #expect(asked.first?.query["filter"] == "id = \(machine.id)")
      #expect(asked.dropFirst().first?.path.hasSuffix("/us-central1-a/instances/\(machine.id)/stop") == true)
    }
  }

  /// The order is taken, and then there is no room: that is known after a moment.
  @Test func whatAnOperationEndsWithIsTold() async throws {
    try await withGCE { double, driver in
      let troubles = [
        ("QUOTA_EXCEEDED", MistError.Code.refused, "Quota 'CPUS' exceeded.  Limit: 8.0"),
        ("ZONE_RESOURCE_POOL_EXHAUSTED", .failed, "The zone does not have enough resources\u{1B}[31m"),
        ("INTERNAL_ERROR", .failed, ""),
      ]
      for (number, (code, kind, words)) in troubles.enumerated() {
        try await double.set(["trouble": ["code": .string(code), "message": .string(words)]])
        var order = MachineOrder.gce
        order.orderID = "trouble-\(number)"
        let error = await thrownError { _ = try await driver.create(order) }
        #expect(
          error?.code == kind && error?.summary.hasPrefix("Juno: machine db1: ") == true, "\(error?.summary ?? "")")
        #expect(error?.hint?.contains("another location") == (code == "INTERNAL_ERROR" ? nil : true))
        #expect(error?.summary.contains("\u{1B}") == false)
        #expect(try await driver.allMachines().isEmpty)
      }
      let made = try await driver.create(.gce)
      let error = await thrownError { try await driver.resize(made.id, to: "e2-standard-2") }
      #expect(error?.summary.hasSuffix("Instance is starting or running.") == true, "\(error?.summary ?? "")")
    }
  }

  @Test func aMachineThatWasSuspendedGoesOn() async throws {
    try await withGCE { double, driver in
      try await double.set(machines: 1)
      try await double.set(["suspend": "old0"])
      let machine = try #require(try await driver.allMachines().first)
      #expect(machine.state == .suspended && machine.actions == [.start, .destroy, .tag])
      await expectError(.invalid) { try await driver.reboot(machine.id) }
      try await driver.start(machine.id)
      #expect(try await driver.allMachines().first?.state == .running)
    }
  }

  /// Its machines are not gone, and the others are not out of reach.
  @Test func aZoneThatTellsNothingIsSaid() async throws {
    try await withGCE { double, driver in
      try await double.set(machines: 2)
      let machines = try await driver.allMachines()
      let inside = try #require(machines.first { $0.extra["zone"] == "us-central1-a" })
      let outside = try #require(machines.first { $0.extra["zone"] == "europe-west1-b" })
      try await double.set(["silent": "us-central1-a"])
      let error = await thrownError { _ = try await driver.allMachines() }
      #expect(error?.code == .unreachable && error?.summary.contains("zone us-central1-a") == true)
      let other = try GCEDriver(account: double.account("gce"))
      try await other.stop(outside.id)
      await expectError(.unreachable) { try await other.stop(inside.id) }
    }
  }

  @Test func whoIsToldToSlowDownIsToldSo() async throws {
    try await withGCE { double, driver in
      try await driver.verify()
      try await double.set(["busy": true])
      _ = try await double.requests()
      await expectError(.tooMany) { try await driver.verify() }
      #expect(try await double.requests().count == 4)
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaidBeforeItIsSent() async throws {
    try await withGCE { double, driver in
      for name in ["", "Db1", "1db", "db_1", "db1-", "db.1", "dä", String(repeating: "x", count: 64)] {
        var order = MachineOrder.gce
        order.name = name
        let error = await thrownError { _ = try await driver.create(order) }
        #expect(error?.code == .invalid && error?.hint?.contains("small letters") == true, "\(name)")
        await expectError(.invalid, of: name) { try await driver.rename("7", to: name) }
      }
      var orders = [MachineOrder.gce, .gce, .gce, .gce]
      orders[0].size = nil
      orders[1].location = nil
      orders[2].image = "debian 13"
      orders[3].key = OrderedKey(name: "fleet", publicKey: "ssh-ed25519 AAAA\nroot:ssh-ed25519 BBBB")
      for order in orders { await expectError(.invalid) { _ = try await driver.create(order) } }
      for id in ["", "abc", "0", "007", "7/stop", "-7", "99999999999999999999"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      #expect(try await double.requests().isEmpty)
      await expectError(.notFound) { try await driver.destroy("4711") }
      let made = try await driver.create(.gce)
      let running = await thrownError { try await driver.rename(made.id, to: "db2") }
      #expect(running?.code == .conflict && running?.hint == "stop it, then rename it")
    }
  }

  @Test func aNetworkWithSubnetsNeedsOneWhereTheMachineIs() async throws {
    try await withGCE { double, driver in
      var order = MachineOrder.gce
      order.networks = ["inner", "legacy"]
      _ = try await driver.create(order)
      let machine = try #require(try await driver.allMachines().first)
      #expect(machine.extra["network"] == "inner" && machine.privateIPs.count == 2 && machine.publicIPs.count == 1)
      (order.name, order.orderID, order.location) = ("db2", "order-2", "us-central1-a")
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.summary == "network inner of Juno has no subnet in us-central1")
      order.networks = ["nowhere"]
      await expectError(.notFound) { _ = try await driver.create(order) }
    }
  }

  @Test func offersAreToldAsPeopleSayThem() async throws {
    try await withGCE { double, driver in
      #expect(
        try await driver.images(search: nil).map(\.id) == [
          "golden-image", "debian-cloud/family/debian-13", "debian-cloud/family/debian-12",
          "ubuntu-os-cloud/family/ubuntu-2604-lts-amd64",
        ])
      #expect(
        try await driver.images(search: "TRIXIE").map(\.id.rawValue).sorted() == [
          "debian-cloud/debian-13-trixie-v20261001", "debian-cloud/debian-13-trixie-v20261101",
        ])
      // A project may have more images of its own than a page holds.
      try await double.set(pageSize: 1)
      #expect(try await driver.images(search: "golden").map(\.id) == ["golden-image"])
      #expect(try await driver.images(search: "TRIXIE").count == 2)
      #expect(
        try await driver.sizes() == [
          Size(id: "a3-mega-8", name: "a3-mega-8", memory: 131_072),
          Size(id: "e2-medium", name: "e2-medium", memory: 4096),
          Size(id: "e2-standard-2", name: "e2-standard-2", memory: 8192),
          Size(id: "e2-standard-16", name: "e2-standard-16", memory: 65_536),
        ])
      #expect(try await driver.locations().map(\.id) == ["europe-west1-b", "us-central1-a", "us-central1-f"])
      #expect(try await driver.networks().map(\.name) == ["default", "inner", "legacy"])
    }
  }

  /// Keys of other people's machines may be for several users, or for none that a command line could name.
  @Test func theLoginIsToldWhereThereIsOneAlone() throws {
    func login(_ keys: String) throws -> JSONValue? {
      let machine: JSONValue = [
        "id": "7", "name": "a", "status": "RUNNING", "zone": "zones/b-c",
        "metadata": ["items": [["key": "other"], ["key": "ssh-keys", "value": .string(keys)]]],
      ]
      let read = try JSONDecoder().decode(GCEMachine.self, from: JSONEncoder().encode(machine))
      return read.machine(in: "b1").extra["ssh_user"]
    }
    #expect(try login("ada:ssh-rsa AA\n\nada:ssh-ed25519 BB ada@here\n") == "ada")
    for keys in ["", "ada:ssh-rsa AA\nbob:ssh-rsa BB", "-oProxyCommand=x:ssh-rsa AA", "a b:ssh-rsa AA", ":ssh-rsa AA"] {
      #expect(try login(keys) == nil, "\(keys)")
    }
  }

  @Test func imagesHaveShortNamesAndLongOnes() throws {
    let names = [
      ("golden", "projects/mine/global/images/golden"), ("family/golden", "projects/mine/global/images/family/golden"),
      ("debian-cloud/debian-13-v1", "projects/debian-cloud/global/images/debian-13-v1"),
      ("debian-cloud/family/debian-13", "projects/debian-cloud/global/images/family/debian-13"),
      ("b.example:p/golden", "projects/b.example:p/global/images/golden"),
      (
        "https://www.googleapis.com/compute/v1/projects/debian-cloud/global/images/family/debian-13",
        "projects/debian-cloud/global/images/family/debian-13"
      ),
      ("projects/other/global/images/golden", "projects/other/global/images/golden"),
    ]
    for (id, address) in names { #expect(try GCEImageName(ImageID(id)).address(for: "mine") == address) }
    for id in ["", "a/b/c", "/a", "a//b", "a b", "../x", "family/", "A", "projects/a/zones/b/images/c"] {
      #expect(throws: MistError.self, "\(id)") { try GCEImageName(ImageID(id)) }
    }
  }

  /// Answers of Google's from 2013, which libcloud keeps for its own tests.
  @Test func recordedAnswersAreUnderstood() throws {
    let folder = try #require(VendorDouble.packages).appending(path: "libcloud/test/compute/fixtures/gce")
    func read<Answer: Decodable>(_ name: String) throws -> Answer {
      try JSONDecoder().decode(Answer.self, from: Data(contentsOf: folder.appending(path: name + ".json")))
    }
    let machines = (try read("aggregated_instances") as GCEMachines).elements.map { $0.machine(in: "b1") }
    #expect(machines.count > 5 && Set(machines.map(\.id)).count == machines.count)
    let first = try #require(machines.first { $0.id == "4006034190819017667" })
    #expect(first.name == "node-name" && first.state == .running && first.extra["zone"] == "us-central1-a")
    #expect(first.publicIPs == ["23.236.58.15"] && first.privateIPs == ["10.240.72.75"])
    #expect(first.size == "n1-standard-1" && first.extra["created"] == "2013-12-13T18:45:23Z")
    // A number too large for one with a sign.
    #expect(machines.contains { $0.id == "10947706194464948790" })
    let stopped: GCEMachine = try read("zones_us_central1_a_instances_stopped_node")
    #expect(stopped.machine(in: "b1").actions.contains(.start))

    let images: GCEImages = try read("projects_debian-cloud_global_images")
    #expect(images.elements.contains { $0.canBeUsed } && images.elements.contains { !$0.canBeUsed })
    let zones: GCEZones = try read("zones")
    #expect(zones.elements.contains { $0.name == "us-central1-a" && $0.takesMachines })
    let sizes: GCESizes = try read("zones_us-central1-a_machineTypes")
    #expect(sizes.elements.first { $0.name == "n1-standard-1" }?.size.memory == 3840)
    let network: GCENetwork = try read("global_networks_custom_network")
    #expect(network.subnetworks?.count == 4)
    let refused: GCEOperation = try read("zones_us_central1_a_operations_operation_setMachineType_notstopped")
    #expect(refused.status == "DONE" && refused.reasons.first?.code == "RESOURCE_NOT_READY")
  }
}
