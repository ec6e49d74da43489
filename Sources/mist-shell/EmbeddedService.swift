import Logging
import MistModel
import MistService
import MistWire
import Synchronization

/// The service of this process, opened by the first request: `help` needs no store.
final class EmbeddedService: TerminalTransport {
  let stateFolder: String
  private let passphrase: String?
  private let endpointsFile: String?
  private let opened = Mutex<MistService?>(nil)

  init(stateFolder: String, passphrase: String?, endpointsFile: String?) {
    self.stateFolder = stateFolder
    self.passphrase = passphrase
    self.endpointsFile = endpointsFile
  }

  var place: String { "the embedded service" }

  func send(_ request: WireRequest) async throws -> WireAnswer {
    try await service().transport.send(request)
  }

  func stream(_ request: WireRequest) async throws -> WireStream {
    try await service().transport.stream(request)
  }

  func openTerminal(
    on machine: MachineReference, _ kind: MachineTerminal.Kind, _ work: @escaping MachineTerminal.Work
  ) async throws -> Int? {
    try await service().openTerminal(on: machine, kind, work)
  }

  func service() throws -> MistService {
    try opened.withLock { opened in
      if let opened { return opened }
      var logger = Logger(label: "mist-shell", factory: { StreamLogHandler.standardError(label: $0) })
      logger.logLevel = .error
      let service = try MistService(
        stateFolder: stateFolder, passphrase: passphrase, endpointsFile: endpointsFile, usesOwnersSSH: true,
        eras: [.backends], logger: logger)
      opened = service
      return service
    }
  }

  /// The service if any request has opened it.
  var serviceIfOpened: MistService? { opened.withLock { $0 } }
}
