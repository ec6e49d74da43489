import Testing

@testable import LineEditing

@Suite struct DecodingTests {
  private func decoded(_ bytes: [UInt8]) -> String {
    var decoder = UTF8Decoder()
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(contentsOf: decoder.feed(byte)) }
    return String(text)
  }

  @Test func charactersOfEveryLengthAreRead() {
    let text = "aé日🙂\u{10FFFF}"
    #expect(decoded(Array(text.utf8)) == text)
  }

  @Test(
    arguments: [
      [0xFF], [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE0, 0x80, 0x80],
      [0xC3, 0x28], [0xE6, 0x97, 0x62],
    ] as [[UInt8]])
  func whatIsNotUTF8IsReplaced(bytes: [UInt8]) {
    let text = decoded(bytes + [0x7A])
    #expect(text.unicodeScalars.contains("\u{FFFD}"))
    #expect(text.hasSuffix("z"))
  }

  @Test func anyBytesGiveScalars() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<1000 {
      let bytes = (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) }
      #expect(decoded(bytes + [0x7A]).unicodeScalars.last == "z")
    }
  }
}

@Suite struct KeyDecoderTests {
  private func keys(_ pieces: [UInt8]...) -> [KeyInput] {
    var decoder = KeyDecoder()
    return pieces.flatMap { $0.flatMap { decoder.feed($0) } }
  }

  private func keys(_ text: String) -> [KeyInput] { keys(Array(text.utf8)) }

  @Test func sequencesAreOneKey() {
    #expect(keys("a\u{1B}[Cb") == [.character("a"), .sequence(Array("\u{1B}[C".utf8)), .character("b")])
    #expect(keys("\u{1B}OA") == [.sequence(Array("\u{1B}OA".utf8))])
    #expect(keys("\u{1B}[1;5Cx").last == .character("x"))
    #expect(keys("\u{1B}f") == [.sequence([0x1B, 0x66])])
    #expect(keys("\u{1B}[[A") == [.sequence(Array("\u{1B}[[A".utf8))])
  }

  @Test func aSequenceMayComeInPieces() {
    #expect(keys([0x1B], [0x5B], [0x43]) == [.sequence(Array("\u{1B}[C".utf8))])
  }

  @Test func escapeAloneIsAKeyOnceNothingFollows() {
    var decoder = KeyDecoder()
    #expect(decoder.feed(0x1B).isEmpty)
    #expect(decoder.holdsLoneEscape)
    #expect(decoder.flush() == [.character("\u{1B}")])
    #expect(!decoder.isHolding)
  }

  @Test func controlCIsHeardInTheMiddleOfAnything() {
    #expect(keys("\u{1B}\u{3}") == [.character("\u{3}")])
    #expect(keys("\u{1B}[1;\u{3}a") == [.character("\u{3}"), .character("a")])
    #expect(keys([0xE6, 0x03]) == [.character("\u{FFFD}"), .character("\u{3}")])
  }

  @Test func anEndlessSequenceIsGivenUp() {
    let keys = keys("\u{1B}[" + String(repeating: "1", count: 100))
    #expect(keys.count > 1)
  }

  @Test func aPasteIsOneKey() {
    #expect(
      keys("a\u{1B}[200~x\ty?\u{1B}[201~b") == [
        .character("a"), .paste(Paste(bytes: Array("x\ty?".utf8))), .character("b"),
      ])
  }
}

@Suite struct PasteGuardTests {
  private func paste(_ text: String) -> Paste? {
    var paste = PasteGuard()
    for byte in text.utf8 {
      if let whole = paste.feed(byte) { return whole }
    }
    return nil
  }

  @Test func theEndMarkEndsIt() {
    #expect(paste("stop all\u{1B}[201~")?.text == "stop all")
    #expect(paste("stop all") == nil)
    #expect(paste("a\u{1B}[201\u{1B}[201~")?.text == "a[201")
    #expect(paste("a\u{1B}\u{1B}[201~")?.text == "a")
  }

  @Test func newlinesAreOfOneKind() {
    #expect(paste("a\r\nb\rc\nd\u{1B}[201~")?.text == "a\nb\nc\nd")
    #expect(paste("a\n\nb\u{1B}[201~")?.text == "a\n\nb")
  }

  @Test func aLineWithItsEndIsNoBlock() {
    #expect(paste("stop all\r\u{1B}[201~").map { !$0.isBlock && $0.text == "stop all" } == true)
    #expect(paste("a\nb\u{1B}[201~")?.isBlock == true)
  }

  @Test func controlCharactersAreDropped() {
    #expect(paste("a\u{3}\u{0}\u{7F}\u{9B}b\tc\u{1B}[201~")?.text == "ab\tc")
  }

  @Test func bytesThatAreNotUTF8AreReplaced() {
    var guarding = PasteGuard()
    var whole: Paste?
    for byte in [0x61, 0xFF, 0x62] + PasteGuard.end { whole = guarding.feed(byte) ?? whole }
    #expect(whole?.text == "a\u{FFFD}b")
  }
}

@Suite struct HistoryTests {
  let entries = ["stop all", "start b", "list", "start b", "start a"]

  @Test func aWalkGoesThroughLinesThatBeginTheSame() {
    var walk = HistoryWalk(from: "start", through: entries)
    #expect(walk.older() == "start b")
    #expect(walk.older() == "start a", "the same line is shown once")
    #expect(walk.older() == nil)
    #expect(walk.newer() == "start b")
    #expect(walk.newer() == "start")
    #expect(walk.newer() == nil)
  }

  @Test func aWalkFromNothingSeesEverything() {
    var walk = HistoryWalk(from: "", through: entries)
    #expect([walk.older(), walk.older(), walk.older()] == ["stop all", "start b", "list"])
    #expect(walk.shown == "list")
  }

  @Test func aSearchLooksInside() {
    var search = HistorySearch(through: entries)
    for scalar in "ART".unicodeScalars { search.add(CollectionOfOne(scalar)) }
    #expect(search.match == "start b")
    #expect(search.offset == 2)
    search.older()
    #expect(search.match == "start a")
    search.older()
    #expect(search.hasFailed && search.match == "start a")
    search.newer()
    #expect(search.match == "start b")
    search.removeLast()
    #expect(search.match == "start b")
    search.add("z".unicodeScalars)
    #expect(search.hasFailed)
  }

  @Test func aSearchInNothingFindsNothing() {
    var search = HistorySearch(through: [])
    search.older()
    search.newer()
    search.removeLast()
    search.add("a".unicodeScalars)
    #expect(search.match == nil)
  }
}

@Suite struct EditrcFileTests {
  @Test func onlyBindingsAreReadAgain() {
    let file = EditrcFile(
      "# x\nbind -v\nmist-shell:bind ^[[A ed-prev-line\nsetty -a\nbind -a \"^X\" ed-insert\nbind \"open")
    #expect(file.bindings == [["mist-shell:bind", "^[[A", "ed-prev-line"], ["bind", "-a", "^X", "ed-insert"]])
    #expect(file.sequences == [Array("\u{1B}[A".utf8)])
  }

  @Test func keysAreSpelledInSeveralWays() {
    #expect(EditrcFile.bytes(of: "^[[A") == Array("\u{1B}[A".utf8))
    #expect(EditrcFile.bytes(of: "\\e[A") == Array("\u{1B}[A".utf8))
    #expect(EditrcFile.bytes(of: "\\033[A") == Array("\u{1B}[A".utf8))
    #expect(EditrcFile.bytes(of: "^A^?\\^") == [1, 0x7F, 0x5E])
  }
}
