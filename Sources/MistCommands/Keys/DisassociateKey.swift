import ArgumentParser
import MistModel
import MistOutput

struct DisassociateKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "disassociate-key", abstract: "Take a key off a machine, and no longer log in with it.",
    discussion: "Takes whole names or ids only, and asks before it does anything.")
  static let risk = Risk.destroys
  static let examples = ["disassociate-key db1 --key prod", "disassociate-key db1 --key prod --keep --yes"]

  @OptionGroup var machine: MachineChoice

  @Option(name: [.customLong("key"), .customLong("key-id")], help: "The key; that of the context if left out.")
  var key: KeyName?

  @Option(help: "Where to take it off, in place of the machine's own address.")
  var host: String?

  @Flag(help: "Leave the key on the machine: only forget it.")
  var keep = false

  @OptionGroup var confirmation: ConfirmationOption

  func run(in shell: any Shell) async throws -> Output {
    let asked = try machine.asked
    let key = try await shell.key(Naming(self.key), for: Self.risk)
    let machine = try await shell.machine(asked, for: Self.risk)
    guard key.associations.contains(where: { $0.machine == machine.reference }) else {
      throw MistError(
        .notFound, "key \(escaped(key.name)) is not associated with \(escaped(machine.qualifiedName))")
    }
    let address = keep ? nil : try host ?? machine.requireAddress()
    let place = "\(machine.qualifiedName)"
    try confirmation.confirm("disassociate", "key", key.name, place: place, in: shell)
    if address != nil { shell.note("Attempting to remove key from machine ...") }
    try await shell.client.disassociate(key.id, from: machine.reference, host: address)
    let pair = escaped("\(key.name)-\(machine.name)")
    return .sentence("Successfully disassociated key-machine (\(pair)) pair")
  }
}
