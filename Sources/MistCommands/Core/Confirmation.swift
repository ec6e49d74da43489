import ArgumentParser
import MistModel
import MistOutput

/// `--yes`, of every command that loses something.
public struct ConfirmationOption: ParsableArguments {
  @Flag(help: "Do it without asking.")
  public var yes = false

  public init() {}

  /// Makes sure that a person means it, before something is lost.
  ///
  /// At a terminal the thing's name has to be typed; elsewhere `--yes` has to be said beforehand.
  ///
  /// - Parameters:
  ///   - action: `destroy`.
  ///   - noun: `machine`.
  ///   - place: where it is, to tell it from another of the same name.
  ///   - isProduction: it is in a backend that is marked so, or is one.
  /// - Throws: `MistError(.refused)`; then nothing was done.
  public func confirm(
    _ action: String, _ noun: String, _ name: String, place: String? = nil, isProduction: Bool = false,
    in shell: any Shell
  ) throws {
    guard !yes, !shell.settings.assumesYes else { return }
    let location = (place.map { " in " + escaped($0) } ?? "") + (isProduction ? " (production)" : "")
    let act = "\(action) \(noun) \(escaped(name))\(location)"
    guard shell.world.inputIsTerminal else {
      throw MistError(.refused, "not confirmed: \(act)", hint: "say --yes to do it without being asked")
    }
    let question = act.prefix(1).uppercased() + act.dropFirst() + "? Type its name: "
    // The typed name is compared scalar by scalar: names that only look alike are different things.
    let answer = shell.world.ask(question)
    if Task.isCancelled { throw MistError(.interrupted, "not confirmed: \(act)", hint: "nothing was done") }
    guard let typed = answer, typed.unicodeScalars.elementsEqual(name.unicodeScalars) else {
      throw MistError(.refused, "not confirmed: \(act)", hint: "nothing was done")
    }
  }
}
