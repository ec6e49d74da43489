import MistModel

/// Says in the program's words why a script came to nothing.
struct VirshFault: Sendable {
  private let title: String
  private let place: String

  init(_ hypervisor: Hypervisor) {
    title = hypervisor.title
    place = hypervisor.place
  }

  func error(behind outcome: ScriptOutcome) -> MistError {
    let lines = String(decoding: outcome.errors.suffix(16 << 10), as: UTF8.self).split(whereSeparator: \.isNewline)
    let text = lines.joined(separator: "\n").lowercased()
    func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    let told = Self.told(lines)
    guard let status = outcome.status else {
      return MistError(.connectionLost, said("a signal ended virsh at \(place)"), hint: "look before you try again")
    }
    if status == 127, says(VirshScript.noVirsh) {
      return MistError(
        .unreachable, said("\(place) has no virsh"), hint: "install libvirt-clients there (libvirt-client on Fedora)")
    }
    if says("authentication unavailable", "authentication failed", "authentication required", "access denied by policy")
      || (says("failed to connect") && says("permission denied"))
    {
      return MistError(
        .refused, said("\(place) may not use libvirt there: permission denied"),
        hint: "log in as root, or let the user into the group libvirt there")
    }
    if says("failed to connect", "unable to connect") {
      guard says("no such file or directory", "connection refused"), says("sock") else {
        return MistError(.unreachable, said("libvirt at \(place) cannot be reached: \(told)"))
      }
      return MistError(
        .unreachable, said("libvirtd does not run at \(place)"), hint: "start it there: systemctl start libvirtd")
    }
    if says("connection to libvirt was lost", "cannot recv data", "client socket is closed") {
      return MistError(.unreachable, said("libvirt at \(place) went away"), hint: "look before you try again")
    }
    if says("failed to get domain", "domain not found") {
      return MistError(.notFound, said("no such machine: \(told)"))
    }
    if says("is not valid", "already exists", "already active", "is in use", "is not running", "get \"write\" lock") {
      return MistError(
        .conflict, said("\(place) cannot do this now: \(told)"),
        hint: "list-machines shows what is there, and in which state")
    }
    return MistError(.failed, said(told.isEmpty ? "\(place) ended with status \(status)" : told))
  }

  /// What virsh says went wrong; the last lines, which say most.
  private static func told(_ lines: [Substring]) -> String {
    let errors = lines.filter { $0.hasPrefix("error:") }.map { $0.dropFirst("error:".count) }
    return printable((errors.isEmpty ? lines : errors).suffix(2).map { printable(String($0)) }.joined(separator: ": "))
  }

  private func said(_ text: String) -> String { "\(title): \(text)" }
}
