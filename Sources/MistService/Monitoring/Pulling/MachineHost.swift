import MistModel
import MistMonitoring
import MistSSH
import Synchronization

/// A machine as what measures it sees it: a place to run commands.
struct MachineHost: MonitoredHost {
  let reference: MachineReference
  let places: PlaceBook
  let entrances: Entrances

  /// Bytes of output that are taken: three days of five hundred metrics, and some.
  static let mostOutput = 128 << 20
  private static let mostErrors = 1 << 20
  /// Bytes of input for a command that runs without SSH: it travels as a word of the command.
  private static let mostWords = 96 << 10

  func run(_ command: String, input: [UInt8], within limit: Duration) async throws -> HostAnswer {
    let machine = try await places.machine(reference)
    let gathered = GatheredOutput()
    let status: Int?
    switch try await entrances.entrance(of: machine) {
    case .ssh(let place):
      let logins = entrances.logins
      let ring = try await logins.keyRing(for: [place])
      let (exit, way) = try await logins.reach(place, ring: ring) { login, _ in
        try await logins.engine.run(command, on: login, input: input, within: limit) { stream, bytes in
          gathered.add(bytes, isError: stream == .errors)
        }
      }
      await logins.associations.remember([way].compactMap { $0 })
      status = exit.status
    case .provider(let driver, let machine):
      let line = try Self.line(command, input: input, machine.name)
      status = try await withDeadline(limit, "\(machine.name): the end of a command") {
        try await driver.execute(line, on: machine.id) { bytes, isError in gathered.add(bytes, isError: isError) }
      }
    }
    let (output, errors, isTooMuch) = gathered.taken
    guard let status else { throw MistError(.connectionLost, "\(machine.name): a command was cut off") }
    guard !isTooMuch else {
      throw MistError(.failed, "\(machine.name) wrote more than \(Self.mostOutput >> 20) MiB")
    }
    return HostAnswer(status: status, output: output, errors: errors)
  }

  /// A provider that runs commands hands them no input.
  private static func line(_ command: String, input: [UInt8], _ machine: String) throws -> String {
    guard !input.isEmpty else { return command }
    guard input.count <= mostWords, !input.contains(0), let text = String(validating: input, as: UTF8.self) else {
      throw MistError(.notSupported, "\(machine) is reached without SSH: what it has to be sent is too long for that")
    }
    return "printf %s '\(text.replacing("'", with: #"'\''"#))' | {\n\(command)\n}"
  }

  private final class GatheredOutput: Sendable {
    private let kept = Mutex<(output: [UInt8], errors: [UInt8], isTooMuch: Bool)>(([], [], false))

    var taken: (output: [UInt8], errors: [UInt8], isTooMuch: Bool) { kept.withLock { $0 } }

    func add(_ bytes: [UInt8], isError: Bool) {
      kept.withLock { kept in
        if isError {
          kept.errors += bytes.prefix(mostErrors - kept.errors.count)
        } else if kept.output.count + bytes.count <= mostOutput {
          kept.output += bytes
        } else {
          kept.isTooMuch = true
        }
      }
    }
  }
}

/// Where machines are, read from the listings once for all those that are pulled at a time.
actor PlaceBook {
  private let machines: MachinesService
  private let uptime: @Sendable () -> Double
  private var known: [BackendID: (machines: [MachineID: Machine], readAt: Double)] = [:]

  /// Seconds for which a listing is not read again.
  private static let freshness = 20.0

  init(machines: MachinesService, world: ServiceWorld) {
    self.machines = machines
    uptime = world.uptime
  }

  func machine(_ reference: MachineReference) async throws -> Machine {
    let now = uptime()
    if let known = known[reference.backend], now - known.readAt < Self.freshness,
      let machine = known.machines[reference.machine]
    {
      return machine
    }
    let listed = try await machines.lastListed(reference.backend)
    known[reference.backend] = (listed, now)
    if let machine = listed[reference.machine] { return machine }
    return try await machines.machine(reference)
  }

  /// Asks the provider where its machines are now: one that was stopped and started may have another address.
  func lookAgain(_ backend: BackendID) async {
    _ = try? await machines.list(backend)
    known[backend] = nil
  }
}
