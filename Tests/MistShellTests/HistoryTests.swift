import MistCommands
import MistModel
import Synchronization
import Testing

@testable import MistShell

@Suite struct HistoryTests {
  @Test func linesAreKeptWithWhatBecameOfThem() {
    let files = MemoryFiles()
    let first = history(files, session: "a", now: 1000)
    first.add(line: "list-machines", context: "Juno", status: 0, duration: 2.5)
    first.add(line: "run \\\n  'a\tb'\r", context: "", status: 130, duration: 0)
    let read = history(files, session: "b").pastLines()
    #expect(read == first.pastLines())
    #expect(
      read.first
        == PastLine(
          number: 1, line: "list-machines", time: 997.5, context: "Juno", status: 0, duration: 2.5, session: "a"))
    #expect(read.last?.line == "run \\\n  'a\tb'\r")
    #expect(read.last?.status == 130)
    #expect(read.map(\.number) == [1, 2])
  }

  @Test func ownLinesComeFirstAndDoublesAreOne() {
    let files = MemoryFiles()
    let here = history(files, session: "a")
    let there = history(files, session: "b")
    there.add("before")
    for line in ["one", "one", "two"] { here.add(line) }
    there.add("two")
    there.add("three")
    here.add("one")
    #expect(here.entries() == ["one", "two", "one", "three", "two", "before"])
    #expect(there.entries() == ["three", "two", "before", "one", "two", "one"])
    #expect(here.pastLines().map(\.line) == ["before", "one", "one", "two", "two", "three", "one"])
    #expect(here.pastLines().map(\.number) == Array(1...7))
  }

  @Test func numbersStayWhileOthersAdd() {
    let files = MemoryFiles()
    let here = history(files, session: "a")
    here.add("one")
    history(files, session: "b").add("two")
    here.add("three")
    let before = here.pastLines()
    history(files, session: "b").add("four")
    #expect(here.pastLines().prefix(3) == before[...])
    #expect(here.pastLines().map(\.line) == ["one", "two", "three", "four"])
  }

  @Test func nothingIsReadBeforeItIsAskedFor() {
    let files = MemoryFiles()
    let history = history(files, session: "a")
    #expect(files.readCount == 0)
    #expect(history.entries() == [])
    #expect(files.readCount > 0)
  }

  @Test func damagedLinesAreSkipped() {
    let files = MemoryFiles()
    history(files, session: "a").add("good")
    files.add(
      "history-1", "no\ttabs\n\n\t\t\t\t\t\t\n1\t0\t0\ta\tb\t\\x\t\nnan\t0\t0\ta\tb\tx\t\n1\t0\t0\ta\tb\tc\td\n")
    files.add(
      "history-1", bytes: [0, 1, 0xFF, 10, 9, 9, 9, 9, 9, 9, 10] + Array("1\t0\t0\ta\tb\t".utf8) + [0xC3, 9, 10])
    history(files, session: "a").add("also good")
    #expect(history(files, session: "b").pastLines().map(\.line) == ["good", "also good"])
  }

  @Test func aLineThatWasCutOffIsNotGluedToTheNext() {
    let files = MemoryFiles()
    let here = history(files, session: "a")
    here.add("one")
    files.add("history-1", "1000.0\t0\t0.0\tx\t\tcut o")
    here.add("two")
    here.add("three")
    history(files, session: "b").add("four")
    #expect(history(files, session: "c").pastLines().map(\.line) == ["one", "two", "three", "four"])
    #expect(here.pastLines().map(\.line) == ["one", "two", "three", "four"])
  }

  @Test func tenThousandLinesAreReadOnce() {
    let files = MemoryFiles()
    let lines = (0..<12_000).map { "1000.0\t0\t0.0\tx\tJuno\tl \($0)\t\n" }.joined()
    files.add("history-1", lines)
    let history = history(files, session: "a")
    #expect(history.entries().count == History.mostLines)
    #expect(history.entries().first == "l 11999")
    #expect(history.entries().last == "l 2000")
    let before = files.bytesRead
    history.add("own")
    #expect(history.entries().first == "own")
    #expect(files.bytesRead - before < 200)
  }

  @Test func whatCannotBeWrittenIsKeptInMemory() {
    let files = MemoryFiles()
    files.isReadOnly = true
    let written = Written()
    let history = history(files, session: "a", written: written)
    for line in ["one", "two", "three"] { history.add(line) }
    #expect(history.entries() == ["three", "two", "one"])
    #expect(written.errors == "the history is kept until the shell ends only: read-only\n")
    let alone = History(world: world(nil, session: "a", now: 0, written: written))
    alone.add("one")
    #expect(alone.entries() == ["one"])
    #expect(written.errors.split(separator: "\n").count == 1)
  }

  @Test func aLeadingBlankKeepsALineOut() {
    #expect(History.keeps("list-machines"))
    for line in [" list-machines", "\tx", "", "  ", "\n"] { #expect(!History.keeps(line)) }
  }

  @Test func aHugeLineIsKeptInMemoryOnly() {
    let files = MemoryFiles()
    let here = history(files, session: "a")
    here.add(String(repeating: "x", count: 1 << 17))
    here.add("one")
    #expect(here.entries().count == 2)
    #expect(history(files, session: "b").entries() == ["one"])
  }

  @Test func aRemovedFileBeginsAnew() {
    let files = MemoryFiles()
    let here = history(files, session: "a")
    here.add("one")
    files.remove("history-1")
    here.add("two")
    history(files, session: "b").add("three")
    here.add("four")
    #expect(here.entries() == ["four", "two", "one", "three"])
    #expect(history(files, session: "c").entries() == ["four", "three", "two"])
  }
}

// MARK: - Full files

@Suite struct FullHistoryTests {
  private static let filler = "1000.0\t0\t0.0\tx\t\told \(String(repeating: "x", count: 100))\t\n"

  private func fill(_ files: MemoryFiles, _ name: String) {
    files.add(name, String(repeating: Self.filler, count: HistoryFile.fullSize / Self.filler.utf8.count + 1))
  }

  @Test func aFullFileIsFollowedByTheNext() {
    let files = MemoryFiles()
    for part in 1...4 {
      fill(files, "history-\(part)")
      let count = history(files, session: "\(part)").pastLines().count
      #expect(count > 5000 && count <= History.mostLines)
    }
    let last = history(files, session: "z")
    last.add("new")
    #expect(files.sizes.filter { $0.value > 0 }.keys.sorted() == ["history-4", "history-5", "history-current"])
    #expect(history(files, session: "y").entries().prefix(1) == ["new"])
  }

  @Test func aShellThatTrimsLosesNothingOfOthers() {
    let files = MemoryFiles()
    let running = history(files, session: "old")
    running.add("first")
    fill(files, "history-1")
    // While a new shell begins the next file, the running one adds to the one it knows.
    files.beforeReplace { running.add("in between") }
    let starting = history(files, session: "new")
    _ = starting.entries()
    running.add("after")
    starting.add("own")
    let all = Set(history(files, session: "later").entries())
    #expect(all.isSuperset(of: ["in between", "after", "own"]))
    #expect(running.entries().contains("own"))
    #expect(starting.entries().contains("after"))
    #expect(files.sizes["history-2"] ?? 0 > 0)
  }

  @Test func twoShellsThatTrimAtOnceDoItOnce() {
    let files = MemoryFiles()
    fill(files, "history-1")
    let second = history(files, session: "b")
    files.beforeReplace { second.add("of the second") }
    let first = history(files, session: "a")
    first.add("of the first")
    #expect(files.text("history-current") == "2\n")
    #expect(Set(history(files, session: "c").entries()).isSuperset(of: ["of the first", "of the second"]))
  }

  @Test func manyShellsAtOnceLoseNothing() async {
    let files = MemoryFiles()
    fill(files, "history-1")
    await withTaskGroup(of: Void.self) { group in
      for shell in 0..<8 {
        group.addTask {
          let history = history(files, session: "s\(shell)")
          for line in 0..<50 { history.add("\(shell)-\(line)") }
        }
      }
    }
    let kept = Set(history(files, session: "z").entries())
    #expect((0..<8).allSatisfy { shell in (0..<50).allSatisfy { kept.contains("\(shell)-\($0)") } })
  }
}

// MARK: - What they need

private func history(
  _ files: MemoryFiles, session: String, now: Double = 1000, written: Written = Written()
) -> History {
  History(world: world(files, session: session, now: now, written: written))
}

private func world(_ files: MemoryFiles?, session: String, now: Double, written: Written) -> World {
  var world = World(
    now: { now }, environment: [:], homeFolder: "/home/user", inputIsTerminal: true, outputIsTerminal: true,
    terminalWidth: { 80 }, write: { written.append($0, $1) }, ask: { _ in nil }, askSecret: { _ in nil },
    readFile: { _ in throw MistError(.storage, "none") }, openSSH: { _ in 0 })
  world.stateFiles = files
  world.sessionID = session
  return world
}

extension History {
  fileprivate func add(_ line: String) { add(line: line, context: "", status: 0, duration: 0) }
}
