import ArgumentParser
import MistModel
import MistOutput

struct ListProviders: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-providers", abstract: "List the providers that a backend can be added for.")
  static let risk = Risk.reads
  static let examples = ["list-providers", "list-providers --pretty", "list-providers --abilities"]

  @Flag(help: "What can be done at each, in place of the regions.")
  var abilities = false

  func run(in shell: any Shell) async throws -> Output {
    let providers = try await shell.client.providers()
    return .table(abilities ? tableOfAbilities(providers) : table(of: providers, in: shell.settings.format))
  }

  /// Those that cannot be reached yet have none.
  private func tableOfAbilities(_ providers: [Provider]) -> Table {
    Table(
      [
        .init("title", "Provider", width: 30), .init("provider", "Provider ID", width: 20),
        .init("abilities", "Abilities", width: 40),
      ],
      rows: providers.map { provider in
        [
          .text(provider.title), .text(provider.id.rawValue),
          provider.abilities.map { .list($0.names, separator: ", ") } ?? .none,
        ]
      })
  }

  private func table(of providers: [Provider], in format: OutputFormat) -> Table {
    // A provider without regions has two fields in the plain form, and dashes in the pretty one.
    let noRegion: [Value] =
      switch format {
      case .plain: []
      case .pretty: [.text("-"), .text("-")]
      case .json, .yaml, .csv: [.none, .none]
      }
    let rows = providers.flatMap { provider in
      let front: [Value] = [.text(provider.title), .text(provider.id.rawValue)]
      guard !provider.regions.isEmpty else { return [front + noRegion] }
      return provider.regions.map { front + [.text($0.location), .text($0.id)] }
    }
    return Table(
      [
        .init("title", "Provider", width: 30), .init("provider", "Provider ID", width: 20),
        .init("location", "Region", width: 20), .init("region", "Region ID", width: 20),
      ], rows: rows)
  }
}
