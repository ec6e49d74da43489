import Foundation
import MistModel
import Testing

@testable import MistProviders

/// A real OpenStack, started once for all tests by `Tests/Peers/openstack` and stopped when the tests end.
struct OpenStackPeer: Sendable {
  /// By service.
  var ports: [String: UInt16]

  static let starting = Task { await started("openstack", "ports").flatMap { Self($0) } }

  /// The script says why there is none.
  static var isThere: Bool { get async { await starting.value != nil } }

  static func get() async throws -> OpenStackPeer { try #require(await starting.value) }

  private init?(_ lines: String) {
    let pairs = lines.split(separator: "\n").map { $0.split(separator: " ") }
    ports = Dictionary(pairs.map { (String($0[0]), UInt16($0[1]) ?? 0) }, uniquingKeysWith: { $1 })
    guard ports.count == 5 else { return nil }
  }

  func port(_ service: String) throws -> UInt16 { try #require(ports[service]) }
  func url(_ service: String) throws -> String { "http://127.0.0.1:\(try port(service))" }

  /// - Parameter given: beside or in place of the usual account.
  func driver(_ given: [String: String] = [:], provider: ProviderID = "openstack") throws -> any ProviderDriver {
    let usual = [
      "username": "demo", "password": "demopass", "tenant_name": "demo", "auth_url": try url("keystone"),
      "region": "RegionOne",
    ]
    return try cloudDriver(provider, usual.merging(given) { $1 })
  }
}

/// Rackspace's stand-in for its own cloud. A user is an account of its own.
struct MimicPeer: Sendable {
  var port: UInt16

  static let starting = Task { await started("mimic", "port").flatMap { Self($0) } }

  static var isThere: Bool { get async { await starting.value != nil } }

  static func get() async throws -> MimicPeer { try #require(await starting.value) }

  private init?(_ text: String) {
    guard let port = UInt16(text.trimmingCharacters(in: .whitespacesAndNewlines)) else { return nil }
    self.port = port
  }

  /// - Parameter port: of a proxy in front of it.
  func driver(user: String, region: String = "ord", port: UInt16? = nil) throws -> any ProviderDriver {
    try cloudDriver(
      "rackspace", ["username": user, "api_key": "k", "region": region],
      endpoint: "http://127.0.0.1:\(port ?? self.port)/identity")
  }
}

/// Starting takes long: on a thread of its own it keeps no test waiting that wants none of it.
private func started(_ name: String, _ file: String) async -> String? {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread {
      let folder = try? PeerScript(name).start().get()
      continuation.resume(returning: folder.flatMap { try? String(contentsOfFile: $0 + "/" + file, encoding: .utf8) })
    }
  }
}

func cloudDriver(
  _ provider: ProviderID, _ parameters: [String: String], endpoint: String? = nil,
  memory: any DriverMemory = NoMemory()
) throws -> any ProviderDriver {
  let makeDriver = try #require(ProviderCatalog.description(of: provider)?.makeDriver)
  var account = DriverAccount(
    backend: "b1", title: "Juno", provider: provider, parameters: parameters, endpoint: endpoint,
    remote: UnreachedMachines())
  account.memory = memory
  return try makeDriver(account)
}

/// Nothing connects to the addresses that a cloud's double gives its machines.
private struct UnreachedMachines: RemoteShell {
  private let refusal = MistError(.refused, "no test connects to machines of a cloud")

  func verifyLogin(to machine: MachineID, host: String, port: Int, user: String?, key: KeyID?) async throws {
    throw refusal
  }

  func answers(host: String, port: Int) async throws -> Bool { throw refusal }
  func runAsRoot(_ command: String, on machine: MachineID) async throws -> Int? { throw refusal }
}

extension MachineOrder {
  /// One of its own, with a key.
  init(_ name: String, image: ImageID, size: SizeID) {
    self.init(name: name, image: image, size: size, orderID: UUID().uuidString)
    key = OrderedKey(name: "fleet", publicKey: fleetKey + " ann@example.org")
  }
}

let fleetKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDeCcM4JoPv2Y6vfvR7/rC6I/83MC6vBskjeFk1a3n5D"
let otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIABYujOT4ZV19QYhjqjjUklW7cFB1Ht4uuOKo+YTDE7n"
let thirdKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFzA/6HxeCQ+izTgsWWLin29t0w5U6cRdsaq9y4+kTQR"

extension ProviderDriver {
  /// Waits until the listing shows the machine like this.
  func seen(_ machine: MachineID, _ holds: (Machine) -> Bool) async throws -> Machine {
    let start = ContinuousClock.now
    var last: Machine?
    while ContinuousClock.now - start < .seconds(90) {
      last = try await allMachines().first { $0.id == machine }
      if let last, holds(last) { return last }
      try await Task.sleep(for: .milliseconds(100))
    }
    return try #require(nil, "\(last.map { "\($0)" } ?? "\(machine) is not listed")")
  }

  func destroy(named prefix: String) async throws {
    for machine in try await allMachines() where machine.name.hasPrefix(prefix) { try await destroy(machine.id) }
  }
}

/// An error as Nova writes it.
func novaError(_ status: Int) -> (text: String, type: String) {
  (#"{"someFault": {"message": "no \u001b[31mway", "code": \#(status)}}"#, "application/json")
}
