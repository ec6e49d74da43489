import ArgumentParser
import MistModel
import MistOutput

struct OpenMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "ssh", abstract: "Log in to a machine and get its shell.",
    discussion: "The service finds the user, the address and the key that work.")
  static let risk = Risk.changes
  static let examples = ["ssh db1", "ssh Juno/db1"]

  @OptionGroup var machine: MachineChoice

  func run(in shell: any Shell) async throws -> Output {
    guard shell.world.inputIsTerminal else {
      throw MistError(.usage, "ssh needs a terminal", hint: "run --command does one command without")
    }
    let machine = try await shell.machine(machine.asked, for: Self.risk)
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
    if status != 0 { shell.note("the shell on \(escaped(machine.name)) ended with status \(status)") }
    return .nothing
  }
}
