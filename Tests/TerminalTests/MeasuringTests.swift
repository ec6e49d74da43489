import Glibc
import Testing

/// Figures for people, not limits: they are printed, and only when `MEASURE` is set.
@Suite(.serialized, .enabled(if: getenv("MEASURE") != nil, "prints figures, with MEASURE=1")) struct MeasuringTests {
  @Test func keyToEcho() throws {
    let session = try TerminalSession()
    try session.prompt()
    for (name, text) in [("without hint", "xyzxyzxyzxyz"), ("with hint", "reboot machi")] {
      var times: [Duration] = []
      for _ in 0..<50 {
        for (index, key) in text.enumerated() {
          let start = ContinuousClock.now
          try session.type(String(key))
          try session.wait("echo") { $0.cursor.column == 7 + index }
          times.append(ContinuousClock.now - start)
        }
        try session.type(Key.control("U"))
        try session.wait("empty") { $0.cursor.column == 6 && $0.cursorRow == "mist>" }
      }
      report("key to echo \(name)", times)
    }
  }

  @Test(arguments: [10_000, 100_000]) func tabToTable(count: Int) throws {
    let session = try TerminalSession(["--names", String(count)])
    try session.prompt()
    try session.type("start machine-")
    var times: [Duration] = []
    var bytes: [Int] = []
    for _ in 0..<20 {
      try session.type(Key.tab)
      session.pause(milliseconds: 60)
      let before = session.screen.bytes
      let start = ContinuousClock.now
      try session.type(Key.tab)
      try session.wait("table") {
        $0.cursorRow == "mist> start machine-" && $0.cursor.column == 20 && $0.bytes > before + 200
      }
      times.append(ContinuousClock.now - start)
      bytes.append(session.screen.bytes - before)
      try session.type("x" + Key.backspace)
      session.pause(milliseconds: 20)
    }
    report("TAB to table at \(count)", times)
    puts("bytes drawn for it: \(bytes.max() ?? 0)")
  }

  private func report(_ name: String, _ times: [Duration]) {
    let sorted = times.sorted()
    func microseconds(_ part: Double) -> Int {
      let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
      return Int(time.components.attoseconds / 1_000_000_000_000)
    }
    puts("\(name): median \(microseconds(0.5)) µs, p99 \(microseconds(0.99)) µs of \(times.count)")
  }
}
