import ArgumentParser
import MistModel
import MistOutput

struct With: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "with", abstract: "Run one line elsewhere: with KIND NAME: LINE.",
    discussion: """
      KIND is backend, machine, tag or key. The context is what it was afterwards.

      with each machine: LINE runs the line for each machine of the last result, and says at the end for which it \
      failed: start, stop, reboot, tag, untag and probe on many at the same time, all else one after the other. What \
      destroys is not run so.
      """)
  static let risk = Risk.session
  static let examples = [
    "with machine db2: reboot", "with backend Juno: list-sizes", "with each machine: tag --new-tag dev",
  ]

  @Argument(parsing: .captureForPassthrough, help: "KIND NAME: LINE")
  var words: [String]

  func run(in shell: any Shell) async throws -> Output {
    let (kind, name, line) = try parts()
    if kind == "each" {
      guard name == "machine" else { throw misspelled }
      return try await EachMachine(words: line).run(in: shell)
    }
    let before = (context: shell.context, account: shell.accountName, service: shell.client.place)
    defer {
      // A line that went to another service left the context: it means nothing there.
      if before.account == shell.accountName, before.service == shell.client.place { shell.context = before.context }
    }
    switch kind {
    case "backend": shell.context.push(try await shell.entry(backend: name))
    case "machine": shell.context.push(try await machine(name, in: shell))
    case "key": shell.context.push(try await shell.entry(key: name))
    case "tag": shell.context.push(.tag(try TagName(name).tag))
    default: throw misspelled
    }
    return try await shell.result(ofLine: line.map(quoted).joined(separator: " "))
  }

  /// In the context's backend first; elsewhere is the point of it, so then everywhere.
  private func machine(_ name: String, in shell: any Shell) async throws -> ContextStack.Entry {
    do {
      return try await shell.entry(machine: name)
    } catch let error as MistError where error.code == .notFound && !shell.context.isEmpty {
      shell.context.clear()
      return try await shell.entry(machine: name)
    }
  }

  /// The name ends at the first word that ends in a colon; a colon alone is fine too.
  private func parts() throws -> (kind: String, name: String, line: ArraySlice<String>) {
    guard let end = words.indices.dropFirst().first(where: { words[$0].hasSuffix(":") }) else { throw misspelled }
    let name = (words[1..<end] + [String(words[end].dropLast())]).filter { !$0.isEmpty }.joined(separator: " ")
    let line = words[(end + 1)...]
    guard !name.isEmpty, !line.isEmpty else { throw misspelled }
    return (words[0], name, line)
  }

  private var misspelled: MistError {
    MistError(
      .usage, "with needs KIND NAME: LINE",
      hint: "with machine db2: reboot; KIND is backend, machine, tag or key")
  }
}
