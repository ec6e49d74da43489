/// A length of time in its largest unit, rounded down: `35 s`, `12 min`, `2 h`, `9 d`.
public func ageText(seconds: Int) -> String {
  switch max(0, seconds) {
  case let seconds where seconds < 60: "\(seconds) s"
  case let seconds where seconds < 3600: "\(seconds / 60) min"
  case let seconds where seconds < 86_400: "\(seconds / 3600) h"
  case let seconds: "\(seconds / 86_400) d"
  }
}

extension Duration {
  /// The same for a duration; below one second in milliseconds: `120 ms`.
  public var ageText: String {
    let (seconds, attoseconds) = components
    if seconds < 1 {
      return "\(max(0, attoseconds / 1_000_000_000_000_000)) ms"
    }
    return MistOutput.ageText(seconds: Int(clamping: seconds))
  }
}
