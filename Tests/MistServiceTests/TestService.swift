import Foundation
import Logging
import MistModel
import MistWire
import NIOCore
import Synchronization

@testable import MistService

/// A service over a state folder of its own, with a clock that only moves when it is told to.
final class TestService: Sendable {
  let folder: String
  let service: MistService
  let clock: Clock

  final class Clock: Sendable {
    private let seconds = Mutex(1_400_000_000.0)

    var now: Double { seconds.withLock { $0 } }

    func advance(by passed: Double) {
      seconds.withLock { $0 += passed }
    }
  }

  /// - Parameters:
  ///   - cloud: in place of the providers' drivers.
  ///   - collectors: in place of what measures machines.
  init(
    folder: String = newFolder(), passphrase: String? = nil, clock: Clock = Clock(), cloud: StandInCloud? = nil,
    collectors: StandInCollectors? = nil, patience: Duration = .seconds(25)
  ) throws {
    self.folder = folder
    self.clock = clock
    let services = try Services(
      stateFolder: folder, passphrase: passphrase, usesOwnersSSH: false, world: Self.world(clock),
      makeDrivers: { logins in
        if let cloud { cloud } else { DriverFactory(logins: logins, stateFolder: folder) }
      },
      makeCollectors: { _, _ in collectors }, patience: patience)
    service = MistService(services, logger: Logger(label: "test"))
  }

  static func world(_ clock: Clock) -> ServiceWorld {
    ServiceWorld(now: { clock.now }, randomBytes: ServiceWorld.real.randomBytes)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Asks as a client of the original would, with JSON in the body and nothing said about it.
  func ask(
    _ method: WireRequest.Method, _ path: WirePath, _ body: JSONValue? = nil, headers: [String: String] = [:]
  ) async throws -> WireAnswer {
    try await service.transport.send(
      WireRequest(method, path, headers: headers, body: try body.map { try WireJSON.bytes($0) } ?? []))
  }

  /// The same, read as JSON.
  func asked(
    _ method: WireRequest.Method, _ path: WirePath, _ body: JSONValue? = nil, headers: [String: String] = [:]
  ) async throws -> JSONValue {
    let answer = try await ask(method, path, body, headers: headers)
    return try WireJSON.value(JSONValue.self, from: answer.body)
  }

  /// Serves over HTTP on a free port while `work` runs, then ends in peace.
  func serving(
    patience: TimeAmount = .seconds(30), grace: Duration = .seconds(5), _ work: (Int) async throws -> Void
  ) async throws {
    let (ports, told) = AsyncStream<Int>.makeStream()
    let service = service
    let server = Task {
      defer { told.finish() }
      try await service.serve(
        on: ListenAddress("127.0.0.1:0"), tls: nil, patience: patience, grace: grace
      ) { told.yield($0.port) }
    }
    for await port in ports {
      let result: Result<Void, any Error>
      do { result = .success(try await work(port)) } catch { result = .failure(error) }
      server.cancel()
      try await server.value
      return try result.get()
    }
    try await server.value
  }

  /// Adds a lone server without trying to reach it.
  @discardableResult
  func addServer(_ title: String, host: String = "192.0.2.1") async throws -> WireAnswer {
    try await ask(
      .post, "/backends",
      [
        "title": .string(title), "provider": "bare_metal", "machine_ip": .string(host), "remove_on_error": false,
      ], headers: ["api-version": "2"])
  }
}

/// The name of a folder that is not there yet; what is made of it is gone when the tests end.
func newFolder() -> String {
  folderOfTests + "/" + UUID().uuidString
}

private let folderOfTests: String = {
  atexit { try? FileManager.default.removeItem(atPath: nameOfFolder()) }
  return nameOfFolder()
}()

private func nameOfFolder() -> String { NSTemporaryDirectory() + "mist-service-\(getpid())" }

extension WireAnswer {
  var text: String { String(decoding: body, as: UTF8.self) }
}

extension JSONValue {
  var items: [JSONValue] {
    if case .array(let items) = self { items } else { [] }
  }
}
