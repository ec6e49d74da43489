import ArgumentParser
import MistModel
import MistOutput

struct DescribeKey: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "describe-key", abstract: "Show the public half of a key.",
    discussion: "The private half is shown only when it is asked for.")
  static let risk = Risk.reads
  static let examples = ["describe-key prod", "describe-key prod --private"]

  @OptionGroup var key: KeyChoice

  @Flag(help: "Show the private key too.")
  var `private` = false

  func run(in shell: any Shell) async throws -> Output {
    let key = try await shell.key(key.naming, for: Self.risk)
    var fields: [(key: String, value: Value)] = [("name", .text(key.name)), ("default", .flag(key.isDefault))]
    var parts = ["Name: \(escaped(key.name))"]
    if `private` {
      let text = try await shell.client.privateKey(of: key.id)
      fields.append(("private", .text(text)))
      parts.append("Private key:\n\(text)")
    }
    let text = try await shell.client.publicKey(of: key.id)
    fields.append(("public", .text(text)))
    parts.append("Public key:\n\(text)")
    return .document(Document(fields: fields, text: parts.joined(separator: "\n\n")))
  }
}
