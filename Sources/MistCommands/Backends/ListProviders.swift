import ArgumentParser
import MistModel
import MistOutput

struct ListProviders: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-providers", abstract: "List the providers that a backend can be added for.")
  static let risk = Risk.reads
  static let examples = ["list-providers", "list-providers --pretty"]

  func run(in shell: any Shell) async throws -> Output {
    // A provider without regions has two fields in the plain form, and dashes in the pretty one.
    let noRegion: [Value] =
      switch shell.settings.format {
      case .plain: []
      case .pretty: [.text("-"), .text("-")]
      case .json, .yaml, .csv: [.none, .none]
      }
    let rows = try await shell.client.providers().flatMap { provider in
      let front: [Value] = [.text(provider.title), .text(provider.id.rawValue)]
      guard !provider.regions.isEmpty else { return [front + noRegion] }
      return provider.regions.map { front + [.text($0.location), .text($0.id)] }
    }
    return .table(
      Table(
        [
          .init("title", "Provider", width: 30), .init("provider", "Provider ID", width: 20),
          .init("location", "Region", width: 20), .init("region", "Region ID", width: 20),
        ], rows: rows))
  }
}
