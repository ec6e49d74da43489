import ArgumentParser
import MistModel
import MistOutput

struct ProbeMachine: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "probe", abstract: "Log in to a machine and tell how it is.")
  static let risk = Risk.reads
  static let examples = ["probe db1", "probe db1 --key prod --user ubuntu"]

  @OptionGroup var machine: MachineChoice

  @Option(help: "Where to look, in place of the machine's own address.")
  var host: String?

  @Option(name: [.customLong("key"), .customLong("key-id")], help: "The key to log in with.")
  var key: KeyName?

  @Option(name: [.customLong("user"), .customLong("ssh-user")], help: "The user to log in as.")
  var user: String?

  func run(in shell: any Shell) async throws -> Output {
    let asked = try machine.asked
    var key: KeyID?
    if let naming = Naming(self.key) {
      key = try await shell.key(naming, for: Self.risk).id
    }
    let machine = try await shell.machine(asked, for: Self.risk)
    let probe = try await shell.client.probe(machine.reference, host: host, key: key, user: user)
    guard let system = probe.system else { throw notProbed(machine, probe) }
    return .document(Document(machine, system, probe.ping))
  }

  /// Says each login that was tried, so that nobody has to guess why none worked.
  private func notProbed(_ machine: FoundMachine, _ probe: Probe) -> MistError {
    let name = escaped(machine.qualifiedName)
    let answer = probe.ping.map { "; ping: \($0.received) of \($0.sent) came back" } ?? ""
    guard let trouble = probe.trouble else {
      return MistError(.failed, "machine \(name) is not probed\(answer)", hint: "associate-key gives it a key")
    }
    return MistError(
      trouble.code, escaped("machine \(name) is not probed: \(trouble.summary)\(answer)"),
      hint: trouble.hint.map(escaped), details: trouble.details.map(escaped))
  }
}
