import CLibEdit
import CLibEditShim
import Glibc

/// libedit's state for one terminal, and the C strings it borrows.
final class Editline {
  let pointer: OpaquePointer
  private let files: [UnsafeMutablePointer<FILE>]
  let prompt = BorrowedText()
  let rightPrompt = BorrowedText()
  let entry = BorrowedText()

  init?(terminal: Terminal, program: String) {
    Self.setCharacterType()
    // Copies of the descriptors: libedit's streams are closed with it, the terminal is not.
    let input = dup(terminal.input), output = dup(terminal.output)
    let files = [fdopen(input, "r"), fdopen(output, "w"), fopen("/dev/null", "w")].compactMap { $0 }
    guard files.count == 3, let pointer = el_init(program, files[0], files[1], files[2]) else {
      files.forEach { fclose($0) }
      return nil
    }
    self.pointer = pointer
    self.files = files
    // Where a row is full, libedit makes room in it, writes over its edge and clears the row below. Without the
    // terminal's ways to make room it writes the rest of the line anew.
    for name in ["im", "ic", "IC"] { _ = editline_forget_capability(pointer, name) }
  }

  deinit {
    el_end(pointer)
    files.forEach { fclose($0) }
  }

  /// Text is UTF-8 whatever the locale says: without it libedit loses characters.
  private static func setCharacterType() {
    setlocale(LC_CTYPE, "")
    guard let codeset = nl_langinfo(Int32(CODESET)), String(cString: codeset) == "UTF-8" else {
      setlocale(LC_CTYPE, "C.UTF-8")
      return
    }
  }

  /// Whether the terminal can be drawn on; without it there are only rows, one after the other.
  var canMove: Bool { editline_capability(pointer, "up") != nil }

  var isVi: Bool { editline_mode(pointer).map { String(cString: $0) } == "vi" }

  func bind(_ key: String, to command: String) { _ = editline_bind(pointer, key, command) }

  func bindInViCommandMode(_ key: String, to command: String) { _ = editline_bind_alternate(pointer, key, command) }

  // MARK: The line

  private var line: (buffer: UnsafeBufferPointer<wchar_t>, cursor: Int) {
    guard let line = el_wline(pointer)?.pointee, let start = line.buffer else {
      return (.init(start: nil, count: 0), 0)
    }
    let count = max(0, line.lastchar - start)
    return (.init(start: start, count: count), min(max(0, line.cursor - start), count))
  }

  /// Some of libedit's vi commands leave the cursor outside of the line, where the next one writes.
  func keepCursorInside() {
    guard let line = el_wline(pointer)?.pointee, let start = line.buffer, let cursor = line.cursor else { return }
    if cursor < start { _ = el_cursor(pointer, -1) }
    if cursor > line.lastchar { _ = el_cursor(pointer, 1) }
  }

  var count: Int { line.buffer.count }
  var cursor: Int { line.cursor }

  var scalars: some Sequence<Unicode.Scalar> {
    line.buffer.lazy.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? UTF8Decoder.replacement }
  }

  var text: String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  func insert(_ text: String) { _ = el_insertstr(pointer, text) }

  func moveCursor(to place: Int) { _ = el_cursor(pointer, Int32(clamping: place - cursor)) }

  func replace(_ range: Range<Int>, with text: String) {
    let range = range.clamped(to: 0..<count)
    moveCursor(to: range.upperBound)
    el_deletestr(pointer, Int32(clamping: range.count))
    insert(text)
  }

  func replaceAll(with text: String) { replace(0..<count, with: text) }
}

/// A C string that lives until the next one takes its place.
final class BorrowedText {
  private(set) var pointer: UnsafeMutablePointer<CChar>?

  deinit { free(pointer) }

  func set(_ text: String?) {
    free(pointer)
    pointer = text.flatMap { strdup($0) }
  }
}
