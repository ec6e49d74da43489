import MistModel
import MistSSH

/// Where a machine's SSH is, and what to try first there.
struct MachinePlace: Hashable, Sendable {
  var reference: MachineReference
  var name: String
  var host: String
  var port: Int
  /// The backend says the port, and means it.
  var isPortStated = false
  /// Named by the backend itself, before any login was found.
  var user: String?
  var key: KeyID?

  var address: SSHAddress { SSHAddress(host: host, port: port) }
}

extension MachinePlace {
  /// Throws `.unreachable` for a machine that has no address.
  init(_ machine: Machine) throws {
    guard let host = (machine.publicIPs + machine.privateIPs).first else {
      let isUp = machine.state == .running
      throw MistError(
        .unreachable, "\(machine.name) has no address\(isUp ? "" : " yet (it is \(machine.state))")",
        hint: isUp ? "SSH needs one; run reaches a container without" : nil)
    }
    self.init(
      reference: machine.reference, name: machine.name, host: host, port: 22,
      user: machine.extra["ssh_user"]?.string, key: machine.extra["ssh_key"]?.string.map { KeyID($0) })
    if case .integer(let port) = machine.extra["ssh_port"] {
      self.port = port
      isPortStated = true
    }
  }
}
