/// How far was pulled: what a `PullCursor` of this collector says.
struct PullPosition: Equatable {
  /// By our clock; everything until then was brought.
  var time: Int
  /// What is added to the machine's times, in whole intervals.
  var shift: Int

  init(time: Int, shift: Int) {
    self.time = time
    self.shift = shift
  }

  init?(_ cursor: PullCursor?) {
    let words = cursor?.text.split(separator: " ") ?? []
    guard words.count == 2, let time = Int(words[0]), let shift = Int(words[1]) else { return nil }
    self.init(time: time, shift: shift)
  }

  var cursor: PullCursor { PullCursor("\(time) \(shift)") }

  /// How far the machine's clock is ahead of ours, when it showed `machine` at some moment between two of ours.
  ///
  /// The least that can be: getting to the machine takes its time.
  static func offset(of machine: Int, between before: Double, and after: Double) -> Double {
    let (least, most) = (Double(machine) - after, Double(machine) + 1 - before)
    return least > 0 ? least : most < 0 ? most : 0
  }

  /// The shift for a machine whose clock is `offset` seconds ahead.
  ///
  /// One that was used stays as long as it is about right: values must not jump between places because the way to the
  /// machine took some tenths of a second more.
  static func shift(offset: Double, pace: Int, before: Int?) -> Int {
    if let before, abs(offset + Double(before)) < Double(pace) { return before }
    return -Int((offset / Double(pace)).rounded()) * pace
  }
}
