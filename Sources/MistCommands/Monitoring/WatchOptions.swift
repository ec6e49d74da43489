import ArgumentParser
import MistModel
import MistOutput

/// `--watch` of a command that draws: again and again in place, until Ctrl-C.
struct WatchOptions: ParsableArguments {
  @Flag(help: "Draw it again and again, until Ctrl-C.")
  var watch = false

  @Option(help: "How often: 10s, 1m.", transform: { try Period($0) })
  var every: Period?

  /// What is looked at, once or until Ctrl-C.
  ///
  /// - Parameter title: what is watched; escaped.
  func run(_ title: String, in shell: any Shell, look: () async throws -> Output) async throws -> Output {
    guard watch || every != nil else { return try await look() }
    let seconds = max(1, every?.seconds ?? 10)
    let redrawing = Redrawing(
      every: seconds, heading: "\(title), every \(StatsWindow.lengthText(Int(seconds))); Ctrl-C ends",
      marksChanges: false)
    return try await redrawing.run(in: shell, look: look)
  }
}
