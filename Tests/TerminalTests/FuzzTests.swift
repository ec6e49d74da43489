import Glibc
import Testing

@Suite struct FuzzTests {
  /// As many seconds as `FUZZ_SECONDS` says, from the seed in `FUZZ_SEED` or a new one.
  @Test(arguments: [["--names", "100"], ["--vi"]]) func randomKeysNeitherCrashNorHangIt(arguments: [String]) throws {
    let seed = number("FUZZ_SEED") ?? UInt64.random(in: 0...UInt64.max)
    let seconds = Int(number("FUZZ_SECONDS") ?? 3)
    puts("FUZZ_SEED=\(seed) \(arguments)")
    var random = SplitMix(state: seed)
    let end = ContinuousClock.now + .seconds(seconds)
    var rounds = 0
    while ContinuousClock.now < end {
      rounds += 1
      let session = try TerminalSession(
        arguments, rows: Int.random(in: 2...40, using: &random), columns: Int.random(in: 2...120, using: &random))
      try session.wait("it reads keys") { $0.takesBracketedPaste }
      for _ in 0..<300 {
        try session.type(keys(using: &random))
        if Int.random(in: 0..<40, using: &random) == 0 {
          session.resize(
            rows: Int.random(in: 2...40, using: &random), columns: Int.random(in: 2...120, using: &random),
            wrapsAnew: Bool.random(using: &random))
        }
      }
      try session.rest()
    }
    puts("\(rounds) rounds")
  }

  private func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }

  private func keys(using random: inout SplitMix) -> [UInt8] {
    let texts = [
      "start machine-00", "edit 日本", "wild evil", "reb", "list", "naïve", "\\", "\"", " ", "?", "\t", "\t\t", "\t\t\t",
      "\r", "\r", Key.shiftTab, Key.altEnter, Key.escape, Key.up, Key.up, Key.down, Key.left, Key.right, Key.home,
      Key.end, Key.delete, Key.backspace, Key.control("A"), Key.control("C"), Key.control("E"), Key.control("F"),
      Key.control("G"), Key.control("K"), Key.control("L"), Key.control("N"), Key.control("P"), Key.control("R"),
      Key.control("S"), Key.control("T"), Key.control("U"), Key.control("V"), Key.control("W"), Key.control("Y"),
      Key.paste("one"), Key.paste("one\ntwo\tthree?\n"), Key.paste(String(repeating: "line\n", count: 60)),
      "\u{1B}[200~", "\u{1B}[201~", "\u{1B}[", "\u{1B}O", "\u{1B}[1;", "\u{1B}b", "\u{1B}d", "\u{1B}[1;5D", "\u{1B}3",
      "later x\r", "preset\r",
    ]
    if Int.random(in: 0..<6, using: &random) == 0 {
      // Ctrl-D would leave, Ctrl-S and Ctrl-\ mean the terminal itself between two lines.
      return (0..<Int.random(in: 1...6, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        .filter { ![0x04, 0x13, 0x1A, 0x1C].contains($0) }
    }
    let text = texts[Int.random(in: 0..<texts.count, using: &random)]
    return Array(text.utf8).filter { $0 != 0x13 }
  }
}

extension TerminalSession {
  /// Leaves whatever the keys have led to and asks for an answer.
  fileprivate func rest() throws {
    resize(rows: 24, columns: 80)
    try type("\u{1B}[201~")
    for _ in 0..<3 {
      pause(milliseconds: 60)
      try type(Key.control("C"))
    }
    try answer(to: "the end", is: "got \"the end\"")
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
