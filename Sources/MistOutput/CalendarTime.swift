/// Seconds since 1970 in UTC as C's `ctime` writes them, whatever the locale: `Sun Mar  1 09:05:00 2015`.
///
/// Out of the years 1 to 9999 it is the number itself.
public func calendarTime(_ seconds: Double) -> String {
  guard seconds.isFinite, (-62_135_596_800..<253_402_300_800).contains(seconds) else { return "\(seconds)" }
  let total = Int(seconds.rounded(.down))
  let days = (total - total.modulo(86_400)) / 86_400
  let second = total.modulo(86_400)
  let (year, month, day) = civilDate(daysSince1970: days)
  let clock = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
  let weekday = weekdays[(days + 4).modulo(7)]
  return "\(weekday) \(months[month - 1]) \(day < 10 ? " " : "")\(day) \(clock.joined(separator: ":")) \(year)"
}

/// The day of a time in UTC: `Nov 21`.
func dayText(_ seconds: Double) -> String {
  let parts = calendarTime(seconds).split(separator: " ")
  return parts.count == 5 ? "\(parts[1]) \(parts[2])" : calendarTime(seconds)
}

private let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/// The Gregorian date, counted in years that begin in March, so that the leap day is the last of its year, and in
/// eras of 400 years, which all have the same number of days.
private func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
  let sinceMarchOfYear0 = days + 719_468
  let dayOfEra = sinceMarchOfYear0.modulo(146_097)
  let era = (sinceMarchOfYear0 - dayOfEra) / 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let monthFromMarch = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
  let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
}

extension Int {
  /// The remainder with the sign of the divisor: days before 1970 count down, not up.
  fileprivate func modulo(_ divisor: Int) -> Int {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
