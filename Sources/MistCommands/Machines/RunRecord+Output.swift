import MistModel
import MistOutput

extension RunRecord {
  /// One record a machine with all that is known, for programs.
  var table: Output {
    .table(
      Table(
        [
          .init("machine", "Machine", width: 25), .init("backend", "Backend", width: 30, priority: 5),
          .init("output", "Output", width: 0, priority: 7), .init("errors", "Errors", width: 0, priority: 6),
          .init("exit_status", "Exit Status", width: 11, priority: 1),
          .init("seconds", "Seconds", width: 8, priority: 3), .init("error", "Error", width: 0, priority: 2),
          .init("output_cut", "Output Cut", width: 10, priority: 8),
          .init("errors_cut", "Errors Cut", width: 10, priority: 9),
        ],
        rows: entries.map { entry in
          [
            .text(entry.machine.name), .text(entry.machine.backend.title),
            .text(String(decoding: entry.output.bytes, as: UTF8.self)),
            .text(String(decoding: entry.errors.bytes, as: UTF8.self)), entry.exitStatus, entry.seconds, entry.error,
            .integer(entry.output.cutCount), .integer(entry.errors.cutCount),
          ]
        }))
  }

  /// One line a machine, below what was shown while it came.
  var summary: Output {
    let lines = entries.map { "Finished in machine: \($0.label), \($0.ending)" }
    return .document(Document(fields: [], text: ([""] + lines).joined(separator: "\n")))
  }

  /// What the machines wrote, equal outputs once; what failed comes last, where it is seen.
  var gathered: Output {
    let groups = Dictionary(grouping: entries.indices) { entries[$0].likeness }.values
      .sorted { left, right in
        let (a, b) = (entries[left[0]].succeeded, entries[right[0]].succeeded)
        return a == b ? left[0] < right[0] : a
      }
    let blocks = groups.map { group -> String in
      let entry = entries[group[0]]
      let count = group.count == 1 ? "" : " (\(group.count))"
      var lines = ["", "Finished in machine: \(folded(group.map { entries[$0].label }))\(count)"]
      if !entry.succeeded { lines.append("FAILED: \(entry.likeness.ending)") }
      lines += Self.block("Output:", entry.output) + Self.block("Error output:", entry.errors)
      return lines.joined(separator: "\n")
    }
    return .document(Document(fields: [], text: blocks.joined(separator: "\n")))
  }

  private static func block(_ heading: String, _ kept: Kept) -> [String] {
    guard !kept.bytes.isEmpty else { return [] }
    let text = escapedLines(String(decoding: kept.bytes, as: UTF8.self).replacing("\r\n", with: "\n"))
    let cut = kept.cutCount == 0 ? [] : ["… \(kept.cutCount) more bytes"]
    return [heading, String(text.reversed().drop(while: \.isNewline).reversed())] + cut
  }
}

extension RunRecord.Entry {
  /// What two machines must have in common to be shown as one.
  struct Likeness: Hashable {
    var output: RunRecord.Kept
    var errors: RunRecord.Kept
    var ending: String
    /// Nobody knows whether outputs that were cut are equal: such a machine stands for itself.
    var only: MachineReference?
  }

  var likeness: Likeness {
    Likeness(
      output: output, errors: errors, ending: trouble ?? "exit status \(result?.exitStatus ?? -1)",
      only: output.cutCount + errors.cutCount > 0 ? machine.reference : nil)
  }

  fileprivate var ending: String {
    let seconds = (result?.duration ?? 0) * 10
    let spoken = "\(seconds.isFinite ? seconds.rounded() / 10 : 0) s"
    return "\(likeness.ending), \(spoken)"
  }

  fileprivate var exitStatus: Value { result?.exitStatus.map { .integer($0) } ?? .none }
  fileprivate var seconds: Value { result.map { .number($0.duration) } ?? .none }
  fileprivate var error: Value { trouble.map { .text($0) } ?? .none }
}
