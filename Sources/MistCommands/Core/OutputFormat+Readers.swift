import MistOutput

extension OutputFormat {
  /// Read by programs: no headings, no sentences between the records.
  var isForPrograms: Bool {
    switch self {
    case .plain, .pretty: false
    case .json, .yaml, .csv: true
    }
  }
}
