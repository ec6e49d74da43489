import MistOutput

/// A time in UTC as short as can be: `14:02` today, `Nov 20 14:02` this year, else `Nov 20 2014`.
func pastTime(_ seconds: Double, now: Double) -> String {
  let parts = calendarTime(seconds).split(separator: " ")
  let today = calendarTime(now).split(separator: " ")
  guard parts.count == 5, today.count == 5 else { return parts.joined(separator: " ") }
  let clock = parts[3].prefix(5)
  let day = parts[1] + " " + (parts[2].count == 1 ? " " : "") + parts[2]
  guard parts[4] == today[4] else { return "\(day) \(parts[4])" }
  return parts[1] == today[1] && parts[2] == today[2] ? String(clock) : "\(day) \(clock)"
}
