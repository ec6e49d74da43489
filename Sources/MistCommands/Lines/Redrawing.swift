import MistOutput

/// Shows a result again and again in place, until Ctrl-C.
struct Redrawing {
  /// Seconds from one look to the next.
  var every: Double
  /// Stands above it at a terminal; escaped.
  var heading: String
  /// What changed since the last look is marked.
  var marksChanges: Bool

  /// - Parameter isOver: ends it without Ctrl-C, once the result is as wanted.
  func run(
    in shell: any Shell, until isOver: (Output) throws -> Bool = { _ in false }, look: () async throws -> Output
  ) async throws -> Output {
    var before: Frame?
    while true {
      let output: Output
      do {
        output = try shell.throughStages(try await look())
      } catch let error where error is CancellationError || Task.isCancelled {
        return .nothing
      }
      before = draw(output, over: before, in: shell)
      if try isOver(output) { return .nothing }
      // The picture says enough.
      shell.doing("")
      do {
        try await shell.world.sleep(every)
      } catch is CancellationError {
        // Ctrl-C is how one leaves: the last picture stays.
        return .nothing
      }
    }
  }

  private func draw(_ output: Output, over before: Frame?, in shell: any Shell) -> Frame? {
    let world = shell.world
    let format = shell.settings.format
    guard world.outputIsTerminal else {
      shell.write((before == nil ? "" : "\n") + render(output, as: format))
      return Frame(text: "", width: 1, height: 1)
    }
    let width = world.terminalWidth()
    let text = render(output, as: format, toTerminal: true, width: width)
    let frame = Frame(text: text, width: width, height: world.terminalHeight(), heading: heading)
    shell.write(marksChanges ? frame.redraw(from: before, marks: world.usesColour) : frame.replace(before))
    return frame
  }
}
