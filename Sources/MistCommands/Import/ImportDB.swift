import ArgumentParser
import MistModel
import MistOutput

struct ImportDB: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "import-db", abstract: "Add what a stand-alone server of the original kept: its db.yaml.",
    discussion: """
      Keys, backends, associations and stars that are not here yet are added; nothing is changed or removed. Credentials \
      are not tried first.
      """,
    aliases: ["sync-dbyaml"])
  static let risk = Risk.changes
  static let examples = ["import-db ~/mist.io/db.yaml --dry-run", "import-db ~/mist.io/db.yaml"]

  @Argument(help: "The server's db.yaml.")
  var file: FilePath?

  @Option(help: "The same, as the original's sync had it.")
  var dbyaml: FilePath?

  @Flag(help: "Only show what would be added.")
  var dryRun = false

  func run(in shell: any Shell) async throws -> Output {
    let path = try path
    let file = try ServerFile(file: escaped(path.text), text: try shell.world.text(ofFile: path.text))
    let plan = ImportPlan(file, besides: try await present(file, shell))
    guard !dryRun else {
      let rows = plan.steps.map { step in
        let obstacle = plan.obstacle(to: step)
        return (step, obstacle == nil ? "to add" : "left out", obstacle)
      }
      return .table(table(rows, of: plan, in: shell))
    }
    let work = ImportWork(plan, client: shell.client) { shell.doing($0) }
    let outcomes = try await work.perform()
    shell.doing(nil)
    if !outcomes.isEmpty { shell.note(summary(of: outcomes, plan)) }
    let table = table(outcomes.map { ($0.step, $0.result, $0.error?.summary) }, of: plan, in: shell)
    let failures = outcomes.filter(\.isFailure)
    guard failures.isEmpty else {
      try await shell.show(.table(table))
      throw MistError(
        .failed, "\(failures.count) of \(outcomes.count) could not be added",
        hint: "what was added stays; import-db adds the rest when it is run again")
    }
    return .table(table)
  }

  private var path: FilePath {
    get throws {
      switch (file, dbyaml) {
      case (let path?, nil), (nil, let path?): return path
      default: throw MistError(.usage, "import-db needs one file", hint: "import-db FILE")
      }
    }
  }

  /// What the file's things are compared with.
  private func present(_ file: ServerFile, _ shell: any Shell) async throws -> ImportPlan.Present {
    let keys = try await shell.client.keys()
    var present = ImportPlan.Present(keys: keys, backends: try await shell.client.backends())
    for key in file.keys where key.publicKey != nil && keys.contains(where: { $0.id == key.id }) {
      present.publicKeys[key.id] = try await shell.client.publicKey(of: key.id)
    }
    for backend in file.backends {
      guard let here = present.counterpart(of: backend), here.isEnabled else { continue }
      for image in backend.stars.keys {
        // A provider that does not answer now is asked once more when the star is due.
        let known = try? await shell.client.image(image, of: here.id)
        present.stars[here.id, default: [:]][image] = known?.isStarred
      }
    }
    return present
  }

  private func summary(of outcomes: [ImportWork.Outcome], _ plan: ImportPlan) -> String {
    let added = outcomes.count { $0.error == nil }
    return "\(added == 0 ? "nothing" : String(added)) added, \(outcomes.count - added) left out, "
      + "\(plan.knownCount) here already"
  }

  private func table(
    _ rows: [(step: ImportPlan.Step, result: String, reason: String?)], of plan: ImportPlan, in shell: any Shell
  ) -> Table {
    var columns: [Table.Column] = [
      .init("what", "What", width: 14), .init("name", "Name", width: 40), .init("result", "Result", width: 10),
    ]
    let hasReasons = rows.contains { $0.reason != nil }
    if hasReasons { columns.append(.init("reason", "Reason", width: 0, isElastic: true)) }
    // A row without a reason has one field less in the plain form.
    let noReason: [Value] =
      switch shell.settings.format {
      case .plain: []
      case .pretty: hasReasons ? [.text("")] : []
      case .json, .yaml, .csv: hasReasons ? [.none] : []
      }
    return Table(
      columns,
      rows: rows.map { row in
        [.text(row.step.noun), .text(row.step.name), .text(row.result)] + (row.reason.map { [.text($0)] } ?? noReason)
      },
      whenEmpty: plan.knownCount == 0
        ? "There is nothing in it" : "Nothing to add: all \(plan.knownCount) are here already")
  }
}
