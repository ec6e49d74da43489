import ArgumentParser
import MistModel
import MistOutput

struct AssociateKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "associate-key", abstract: "Put a key on a machine, and log in with it from now on.")
  static let risk = Risk.changes
  static let examples = ["associate-key db1 --key prod", "associate-key db1 --key prod --user ubuntu --no-deploy"]

  @OptionGroup var machine: MachineChoice

  @Option(name: [.customLong("key"), .customLong("key-id")], help: "The key; that of the context if left out.")
  var key: KeyName?

  @Option(help: "Where to deploy it, in place of the machine's own address.")
  var host: String?

  @Option(name: [.customLong("user"), .customLong("ssh-user")], help: "The user it opens.")
  var user: String?

  @Option(name: [.customLong("port"), .customLong("ssh-port")], help: "The port of the SSH server.")
  var port: Int?

  @Flag(help: "The key is on the machine already: only remember it.")
  var noDeploy = false

  func run(in shell: any Shell) async throws -> Output {
    let asked = try machine.asked
    let key = try await shell.key(Naming(self.key), for: Self.risk)
    let machine = try await shell.machine(asked, for: Self.risk)
    var address: String?
    if !noDeploy {
      address = try host ?? machine.requireAddress()
      shell.note("Attempting to deploy key to machine over SSH ...")
    }
    try await shell.client.associate(key.id, with: machine.reference, host: address, user: user, port: port)
    return .sentence("Successfully associated key \(escaped(key.name)) to machine \(escaped(machine.name))")
  }
}
