import ArgumentParser
import MistModel
import MistOutput

struct ForgetHostKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "forget-host-key", abstract: "Forget the host key of an address, to record its next one.",
    discussion: "Only when you know why the host key changed: the next contact trusts whatever answers.")
  static let risk = Risk.changes
  static let examples = ["forget-host-key 10.0.0.5", "forget-host-key 10.0.0.5:2222"]

  @Argument(help: "HOST or HOST:PORT; an IPv6 address in brackets.")
  var address: String

  func run(in shell: any Shell) async throws -> Output {
    let address = try Self.withPort(address)
    try await shell.client.forgetHostKey(address: address)
    return .sentence("Forgot the host key of \(escaped(address))")
  }

  private static func withPort(_ text: String) throws -> String {
    guard !text.isBlank else { throw MistError(.usage, "an empty address is the address of nothing") }
    let hasPort = text.hasPrefix("[") ? !text.hasSuffix("]") : text.contains(":")
    return hasPort ? text : text + ":22"
  }
}
