import Foundation
import FoundationNetworking
import MistModel
import Synchronization
import Testing

@testable import MistProviders

/// Against a real dockerd, one for the run; its containers are counted, so one test comes after the other.
@Suite(.enabled(if: DockerPeer.isThere, "no dockerd could be started; Tests/Peers/dockerd says why"), .serialized)
struct DockerDriverTests {
  let peer: DockerPeer
  let driver: DockerDriver

  init() throws {
    peer = try DockerPeer.plain.get()
    driver = try peer.driver()
  }

  func order(_ name: String, image: ImageID = DockerPeer.image, id: String? = nil) -> MachineOrder {
    var order = MachineOrder(name: name, image: image, orderID: id ?? "order of \(name)")
    order.networks = ["none"]
    // A shell would not hear the signal that asks it to stop, and be waited for ten seconds.
    order.command = #"/bin/sh -c "trap 'exit 0' TERM; while :; do sleep 1 & wait; done""#
    return order
  }

  private func listed(_ id: MachineID) async throws -> Machine? {
    try await driver.allMachines().first { $0.id == id }
  }

  func run(_ command: String, on machine: MachineID, with other: DockerDriver? = nil) async throws -> (
    status: Int, output: String, errors: String
  ) {
    let written = Mutex((output: [UInt8](), errors: [UInt8]()))
    let status = try await (other ?? driver).execute(command, on: machine) { bytes, isError in
      written.withLock { if isError { $0.errors += bytes } else { $0.output += bytes } }
    }
    return written.withLock {
      (status, String(decoding: $0.output, as: UTF8.self), String(decoding: $0.errors, as: UTF8.self))
    }
  }

  @Test func aContainerFromItsOrderToItsEnd() async throws {
    try await driver.verify()
    let machine = try await driver.create(order("whole"))
    #expect(machine.name == "whole" && machine.state == .running && machine.image == DockerPeer.image)
    #expect(machine.actions == [.stop, .reboot, .destroy, .rename, .tag])
    #expect(machine.publicIPs.isEmpty && machine.extra["network"] == "none")
    #expect(try await listed(machine.id) == machine)

    let result = try await run("echo out; echo err >&2; id -u; exit 3", on: machine.id)
    #expect(result.status == 3 && result.output == "out\n0\n" && result.errors == "err\n")
    let large = try await run("head -c 3000000 /dev/zero | tr '\\0' x", on: machine.id)
    #expect(large.status == 0 && large.output.utf8.count == 3_000_000)

    try await driver.pause(machine.id)
    #expect(try await listed(machine.id)?.state == .paused)
    try await driver.start(machine.id)
    #expect(try await listed(machine.id)?.state == .running)
    try await driver.rename(machine.id, to: "whole-2")
    try await driver.reboot(machine.id)
    #expect(try await listed(machine.id)?.name == "whole-2")
    try await driver.stop(machine.id)
    // It is so already.
    try await driver.stop(machine.id)
    #expect(try await listed(machine.id)?.state == .stopped)
    #expect(try await listed(machine.id)?.actions.contains(.start) == true)
    try await driver.start(machine.id)
    try await driver.destroy(machine.id)
    #expect(try await listed(machine.id) == nil)
    let error = await #expect(throws: MistError.self) { try await driver.start(machine.id) }
    #expect(error?.code == .notFound)
  }

  @Test func conforms() async throws {
    // Its index is elsewhere, and no test asks there.
    let proxy = try FaultProxy(to: .port(UInt16(peer.port)))
    defer { proxy.stop() }
    proxy.inject(.status(200, body: "[]")) { $0.target.contains("/images/search") }
    let suite = DriverConformance(
      driver: try peer.driver(endpoint: proxy.url), order: order("conforming"),
      abilities: [
        .start, .stop, .reboot, .destroy, .create, .rename, .pause, .images, .sizes, .networks, .execute, .logs,
      ],
      tellsRepeatedOrders: true, searchedImage: "busybox")
    try await suite.run()
  }

  @Test func failsWell() async throws {
    let proxy = try FaultProxy(to: .socket(path: peer.folder + "/docker.sock"))
    defer { proxy.stop() }
    let machine = try await driver.create(order("failing"))
    let suite = FaultConformance(
      driver: try peer.driver(endpoint: proxy.url), proxy: proxy,
      isListing: { $0.target.contains("/containers/json") }, isChange: { $0.target.contains("/restart") },
      change: { try await $0.reboot(machine.id) },
      errorBody: { _ in (#"{"message":"no \u001b[31m\n way"}"#, "application/json") },
      wrongType: (#"{"Containers":[]}"#, "application/json"))
    try await suite.run()
    try await driver.destroy(machine.id)
  }

  /// So many of one that is really there.
  @Test func twoThousandContainersAreListed() async throws {
    let machine = try await driver.create(order("many"))
    let proxy = try FaultProxy(to: .socket(path: peer.folder + "/docker.sock"))
    defer { proxy.stop() }
    let many = try peer.driver(endpoint: proxy.url)
    let address = "http://127.0.0.1:\(peer.port)/v1.41/containers/json?all=1"
    let (answer, _) = try await URLSession.shared.data(from: try #require(URL(string: address)))
    let listed = try #require(try JSONSerialization.jsonObject(with: answer) as? [[String: Any]])
    let one = try #require(listed.first { $0["Id"] as? String == machine.id.rawValue })
    let all = (1...2000).map { number in
      one.merging(["Id": "\(number)", "Names": ["/many-\(number)"]]) { $1 }
    }
    let body = String(decoding: try JSONSerialization.data(withJSONObject: all), as: UTF8.self)
    proxy.inject(.status(200, body: body)) { $0.target.contains("/containers/json") }
    let machines = try await many.allMachines()
    #expect(machines.count == 2000 && Set(machines.map(\.name)).count == 2000)
    #expect(machines.allSatisfy { $0.state == .running && $0.image == DockerPeer.image })
    #expect(proxy.requests.count == 1)
    try await driver.destroy(machine.id)
  }

  @Test func theSameOrderMakesOneContainer() async throws {
    let first = try await driver.create(order("once"))
    let again = try await driver.create(order("once"))
    #expect(again.id == first.id)
    let error = await #expect(throws: MistError.self) { try await driver.create(order("once", id: "another order")) }
    #expect(error?.code == .conflict)
    try await driver.destroy(first.id)
  }

  @Test func aContainerThatCannotRunIsNotLeftBehind() async throws {
    var order = order("broken")
    order.command = "/no/such/program"
    let error = await #expect(throws: MistError.self) { try await driver.create(order) }
    #expect(error?.summary.contains("/no/such/program") == true)
    #expect(try await driver.allMachines().contains { $0.name == "broken" } == false)
  }

  @Test(arguments: [1, 3]) func tellsTheLastLinesOfAContainer(count: Int) async throws {
    var order = order("talking-\(count)", id: "talking-\(count)")
    order.command = #"/bin/sh -c "echo first; echo second >&2; echo third; exec sleep 600""#
    let machine = try await driver.create(order)
    // The engine has them a moment later.
    var told: [LogLine] = []
    for _ in 0..<50 where told.last?.text != "third" {
      told = try await driver.logs(of: machine.id, last: count)
      try await Task.sleep(for: .milliseconds(100))
    }
    // It has a terminal, where errors are output too.
    #expect(told == ["first", "second", "third"].suffix(count).map { LogLine($0, isError: false) })
    try await driver.destroy(machine.id)
    let error = await #expect(throws: MistError.self) { try await driver.logs(of: machine.id, last: 1) }
    #expect(error?.code == .notFound)
  }

  @Test func anAbsentImageIsPulled() async throws {
    let registry = try #require(peer.registryPort, "no registry here")
    let image = ImageID("127.0.0.1:\(registry)/pulled:1")
    let machine = try await driver.create(order("pulled", image: image))
    #expect(machine.state == .running && machine.image == image)
    #expect(try await driver.images(search: nil).contains { $0.id == image && $0.isStarred })
    try await driver.destroy(machine.id)

    let absent = ImageID("127.0.0.1:\(registry)/absent:1")
    let error = await #expect(throws: MistError.self) { try await driver.create(order("absent", image: absent)) }
    #expect(error?.summary.hasPrefix("image \(absent) cannot be pulled: Dock: ") == true)
  }

  @Test func aCommandThatNobodyWaitsForIsEnded() async throws {
    let machine = try await driver.create(order("stopped-command"))
    let (began, begin) = AsyncStream<Void>.makeStream()
    let work = Task {
      try await driver.execute("echo begun; sleep 987 & wait", on: machine.id) { _, _ in begin.yield() }
    }
    for await _ in began { break }
    work.cancel()
    let error = await #expect(throws: MistError.self) { try await work.value }
    #expect(error?.code == .interrupted)
    var isLeft = true
    for _ in 0..<200 where isLeft {
      isLeft = try await run("cat /proc/[0-9]*/cmdline", on: machine.id).output.contains("sleep\u{0}987")
      if isLeft { try await Task.sleep(for: .milliseconds(50)) }
    }
    #expect(!isLeft)
    try await driver.destroy(machine.id)
  }

  /// The connection stays, and nothing ever comes.
  @Test func anEngineThatIsGoneWithoutAWordIsNoticed() async throws {
    let machine = try await driver.create(order("deserted"))
    let proxy = try FaultProxy(to: .port(UInt16(peer.port)))
    defer { proxy.stop() }
    var deserted = try peer.driver(endpoint: proxy.url)
    deserted.pulse = .milliseconds(50)
    let (began, begin) = AsyncStream<Void>.makeStream()
    let work = Task { [deserted] in
      try await deserted.execute("echo begun; sleep 1; echo on; sleep 600", on: machine.id) { _, _ in begin.yield() }
    }
    // As long as it answers, a command may be silent.
    var lines = 0
    for await _ in began {
      lines += 1
      if lines == 2 { break }
    }
    proxy.inject(.hangUp)
    let error = await #expect(throws: MistError.self) { try await work.value }
    #expect(error?.code == .connectionLost, "\(error?.summary ?? "")")
    #expect(error?.summary.hasSuffix("what became of the command is not known") == true)
    try await driver.destroy(machine.id)
  }

  @Test func whatItOffersIsListed() async throws {
    #expect(try await driver.networks().map(\.id) == ["host", "none"])
    #expect(try await driver.sizes().map(\.id) == ["default"])
    let found = try await driver.images(search: "BUSY")
    #expect(found.contains { $0.id == DockerPeer.image })
  }

  @Test func itsSocketIsAnotherWayToIt() async throws {
    for host in [peer.folder + "/docker.sock", "unix://\(peer.folder)/docker.sock"] {
      let driver = try peer.driver(["docker_host": host])
      try await driver.verify()
      #expect(try await driver.images(search: nil).contains { $0.id == DockerPeer.image })
    }
    let none = try peer.driver(["docker_host": peer.folder + "/none.sock"])
    let error = await #expect(throws: MistError.self) { try await none.verify() }
    #expect(error?.code == .unreachable && error?.summary.contains("/none.sock cannot be reached") == true)
  }

  @Test func clientCertificatesAreAskedForAndGiven() async throws {
    let peer = try DockerPeer.withTLS.get()
    let authority = ["ca_cert_file": try peer.text("ca.pem")]
    let both = ["cert_file": try peer.text("cert.pem"), "key_file": try peer.text("key.pem")]
    let driver = try peer.driver(authority.merging(both) { $1 })
    try await driver.verify()
    let machine = try await driver.create(order("secure"))
    #expect(try await driver.allMachines().map(\.name) == ["secure"])
    try await checkTerminal(of: machine.id, with: driver)
    try await driver.destroy(machine.id)
    // Its certificate is signed by nobody whom the system trusts.
    let untrusting = try peer.driver(both)
    let error = await #expect(throws: MistError.self) { try await untrusting.verify() }
    #expect(error?.code == .untrusted)
    let anonymous = try peer.driver(authority)
    await #expect(throws: MistError.self) { try await anonymous.verify() }
  }
}
