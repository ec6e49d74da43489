import MistModel
import MistOutput

/// What came of a command on several machines, machine by machine in the order they were named.
struct RunRecord {
  struct Entry {
    var machine: FoundMachine
    /// What it is called here: its name, or `Juno/db1` where that is not enough.
    var label: String
    var output = Kept()
    var errors = Kept()
    var result: RunResult?
  }

  /// What is kept of one stream.
  struct Kept: Hashable {
    private(set) var bytes: [UInt8] = []
    /// Bytes that came after those.
    private(set) var cutCount = 0

    static let most = 1 << 20

    mutating func append(_ new: [UInt8]) {
      let fitting = new.prefix(Self.most - bytes.count)
      bytes += fitting
      cutCount += new.count - fitting.count
    }
  }

  private(set) var entries: [Entry]
  private let keepsOutput: Bool
  private let positions: [MachineReference: Int]

  /// - Parameter keepsOutput: what the machines write is needed at the end; at most 1 MiB of each stream is kept.
  init(of machines: [FoundMachine], keepsOutput: Bool) {
    self.keepsOutput = keepsOutput
    let names = Dictionary(machines.map { ($0.name, 1) }, uniquingKeysWith: +)
    let qualifiedNames = Dictionary(machines.map { ($0.qualifiedName, 1) }, uniquingKeysWith: +)
    entries = machines.map { machine in
      let label =
        names[machine.name] == 1
        ? machine.name
        : qualifiedNames[machine.qualifiedName] == 1
          ? machine.qualifiedName : "\(machine.qualifiedName) (id \(machine.machine.id))"
      return Entry(machine: machine, label: escaped(label))
    }
    positions = Dictionary(
      machines.enumerated().map { ($1.reference, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var labels: [MachineReference: String] {
    Dictionary(entries.map { ($0.machine.reference, $0.label) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func take(_ event: RunEvent) {
    switch event {
    case .started:
      break
    case .wrote where !keepsOutput:
      break
    case .wrote(let machine, .output, let bytes):
      positions[machine].map { entries[$0].output.append(bytes) }
    case .wrote(let machine, .errors, let bytes):
      positions[machine].map { entries[$0].errors.append(bytes) }
    case .finished(let machine, let result):
      positions[machine].map { entries[$0].result = result }
    }
  }

  /// The machines that have not ended; `nil` when all have.
  var unfinished: String? {
    let waiting = entries.filter { $0.result == nil }
    return waiting.isEmpty ? nil : folded(waiting.map(\.label))
  }

  /// What is waited for: `run: 3 of 5 machines done, waiting for db[1-2]`.
  var activity: String {
    let waiting = entries.filter { $0.result == nil }
    let count = "\(entries.count - waiting.count) of \(entries.count) machines done"
    return "run: \(count)" + (waiting.isEmpty ? "" : ", waiting for \(folded(waiting.map(\.label)))")
  }

  /// What to fail with; `nil` when all went well everywhere.
  ///
  /// - Parameter unlisted: backends that may hold machines which were meant, and were not reached at all.
  func failure(unlisted: [Backend]) -> MistError? {
    let failed = entries.filter { !$0.succeeded }
    let gaps = unlisted.map { "\(escaped($0.title)): machines could not be listed" }
    guard !failed.isEmpty else {
      return gaps.isEmpty ? nil : MistError(.failed, "run: not every backend could be listed", details: gaps)
    }
    let machines = entries.count == 1 ? "machine" : "machines"
    let names = folded(failed.map(\.label))
    return MistError(
      .failed, "run: \(failed.count) of \(entries.count) \(machines) failed: \(names)",
      details: failed.flatMap(\.reasons) + gaps)
  }
}

extension RunRecord.Entry {
  var succeeded: Bool { result?.succeeded ?? false }

  /// What an error tells beyond its line: the logins that were tried, both fingerprints, the way out.
  fileprivate var reasons: [String] {
    guard let error = result?.error else { return [] }
    return (error.details + [error.hint].compactMap { $0 }).map { "\(label): \(escaped($0))" }
  }

  /// Why there is no exit status, in one line.
  var trouble: String? {
    guard let result else { return "nothing was heard of it" }
    return result.error.map { escaped($0.summary) }
  }
}
