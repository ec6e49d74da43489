/// Values at one distance, and for how long they are kept: the longer ago, the fewer.
enum Tier: Int, CaseIterable, Sendable {
  case tenSeconds = 10
  case minute = 60
  case fiveMinutes = 300
  case hour = 3600

  /// Seconds from one value to the next.
  var step: Int { rawValue }

  /// Seconds that one chunk spans. Each begins at a multiple of it.
  var span: Int {
    switch self {
    case .tenSeconds: 3600
    case .minute: 6 * 3600
    case .fiveMinutes: 24 * 3600
    case .hour: 15 * 24 * 3600
    }
  }

  /// Seconds for which values are kept.
  var retention: Int {
    switch self {
    case .tenSeconds: 2 * 86_400
    case .minute: 14 * 86_400
    case .fiveMinutes: 90 * 86_400
    case .hour: 730 * 86_400
    }
  }

  /// Values in a chunk.
  var count: Int { span / step }

  /// Mean, least and greatest, but for those that were measured.
  var columns: Int { self == .tenSeconds ? 1 : 3 }

  var table: String { "chunk\(step)" }

  /// Made of the values of ten seconds.
  static let summaries: [Tier] = [.minute, .fiveMinutes, .hour]

  /// The chunk that holds a time.
  func start(of time: Int) -> Int { time - time % span }

  /// The longest step that answers for one of `step`, and that is kept since `start`.
  static func best(forStep step: Int, since start: Int, now: Int) -> Tier {
    let keeping = allCases.filter { now - start <= $0.retention }
    return keeping.last { $0.step <= step } ?? keeping.first ?? .hour
  }
}
