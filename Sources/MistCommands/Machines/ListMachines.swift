import ArgumentParser
import MistModel
import MistOutput

struct ListMachines: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "list-machines", abstract: "List the machines of one backend or of all.")
  static let risk = Risk.reads
  static let examples = ["list-machines", "list-machines --backend Juno", "list-machines --tag dev"]

  @OptionGroup var place: BackendOption

  @Option(help: "Only machines with this tag.")
  var tag: TagName?

  func run(in shell: any Shell) async throws -> Output {
    let tag = try tag?.tag ?? shell.tagFromContext()
    let backends = try await shell.client.backends()
    let asked: Backend?
    if let naming = try place.naming {
      asked = try shell.backend(naming, among: backends, for: Self.risk)
    } else {
      asked = try shell.backendFromContext(among: backends)
    }
    let listing: MachineListing
    if let asked {
      listing = try await shell.listing(of: asked)
    } else {
      listing = try await shell.listing(of: backends)
    }
    let machines = listing.machines.filter { machine in tag.map { machine.tags.contains($0) } ?? true }
    return .table(Table(machines: machines, backends: backends))
  }
}
