import ArgumentParser
import MistModel
import MistOutput

struct OpenMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "ssh", abstract: "Log in to a machine and get its shell.",
    discussion: """
      The service finds the user, the address and the key that work. Where no login to a container is known, its engine
      lets in, as it does for run; with the embedded service only.
      """)
  static let risk = Risk.changes
  static let examples = ["ssh db1", "ssh Juno/db1"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    guard shell.world.inputIsTerminal else {
      throw MistError(.usage, "ssh needs a terminal", hint: "run --command does one command without")
    }
    let machine = try await shell.machine(machine.asked, for: Self.risk)
    if let status = try await openThroughProvider(machine, in: shell) {
      tell(status, of: machine, in: shell)
      return .nothing
    }
    let login = try await shell.client.login(to: machine.reference)
    var privateKey: String?
    if let key = login.key {
      privateKey = try await shell.client.privateKey(of: KeyID(key))
    }
    shell.note("Connecting to: \(escaped("\(login.user)@\(login.host):\(login.port)"))")
    let status = try await shell.world.openSSH(
      InteractiveLogin(
        host: login.host, port: login.port, user: login.user, privateKey: privateKey, knownHosts: login.known_hosts))
    // 255 is ssh's own failure; anything else is how the remote shell ended, which is not for us to judge.
    guard status != 255 else {
      throw MistError(.failed, "ssh to \(escaped(machine.qualifiedName)) ended with an error", hint: "probe tells more")
    }
    tell(Int(status), of: machine, in: shell)
    return .nothing
  }

  /// - Returns: the status of the shell there; `nil` where SSH is the way in.
  private func openThroughProvider(_ machine: FoundMachine, in shell: any Shell) async throws -> Int? {
    let world = shell.world
    let greeting = Array("Connecting to: \(escaped(machine.qualifiedName)), through its provider\n".utf8)
    return try await shell.client.openTerminal(on: machine.reference, world.terminalKind) { terminal in
      world.write(.errors, greeting)
      try await world.lendTerminal(terminal)
    }
  }

  private func tell(_ status: Int, of machine: FoundMachine, in shell: any Shell) {
    if status != 0 { shell.note("the shell on \(escaped(machine.name)) ended with status \(status)") }
  }
}
