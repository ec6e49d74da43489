import MistModel
import MistOutput

/// Turns what machines write piece by piece into whole lines with the machine's name before each.
struct RunStream {
  struct Line: Hashable {
    /// Safe to show.
    var text: String
    var isError: Bool
  }

  let labels: [MachineReference: String]
  private var pending: [Source: [UInt8]] = [:]

  /// A line that never ends must not fill the memory.
  private static let longestLine = 1 << 16

  private struct Source: Hashable {
    var machine: MachineReference
    var stream: RunEvent.Stream
  }

  init(labels: [MachineReference: String]) {
    self.labels = labels
  }

  /// The lines that `event` completes; the end of a machine completes its last ones.
  mutating func lines(after event: RunEvent) -> [Line] {
    switch event {
    case .started:
      return []
    case .wrote(let machine, let stream, let bytes):
      let source = Source(machine: machine, stream: stream)
      var text = pending.removeValue(forKey: source) ?? []
      text += bytes
      var parts = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let rest = parts.removeLast()
      if rest.count > Self.longestLine { parts.append(rest) } else if !rest.isEmpty { pending[source] = Array(rest) }
      return parts.map { line($0, from: source) }
    case .finished(let machine, _):
      return [RunEvent.Stream.output, .errors].compactMap { stream in
        let source = Source(machine: machine, stream: stream)
        return pending.removeValue(forKey: source).map { line($0[...], from: source) }
      }
    }
  }

  private func line(_ bytes: ArraySlice<UInt8>, from source: Source) -> Line {
    let bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    let text = escapedLines(String(decoding: bytes, as: UTF8.self))
    return Line(text: "\(labels[source.machine] ?? "?"): \(text)", isError: source.stream == .errors)
  }
}
