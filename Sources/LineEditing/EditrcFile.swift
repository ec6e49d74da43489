import CLibEdit
import Glibc

/// The lines of `~/.editrc` that bind keys. libedit reads the file before our keys are bound, because a change of mode
/// drops them; these are bound once more behind ours, so that a person's own keys win.
struct EditrcFile {
  /// The words of each line.
  private(set) var bindings: [[String]] = []

  init(_ text: String) {
    guard let tokenizer = tok_init(nil) else { return }
    defer { tok_end(tokenizer) }
    for line in text.split(whereSeparator: \.isNewline) {
      tok_reset(tokenizer)
      var count: Int32 = 0
      var words: UnsafeMutablePointer<UnsafePointer<CChar>?>?
      guard tok_str(tokenizer, String(line), &count, &words) == 0, let words else { continue }
      add((0..<Int(count)).compactMap { words[$0].map { String(cString: $0) } })
    }
  }

  init(path: String) { self.init(Self.contents(of: path) ?? "") }

  private mutating func add(_ words: [String]) {
    guard words.count > 2, !words[0].hasPrefix("#") else { return }
    let command = words[0].split(separator: ":").last ?? ""
    if command == "bind", words[1] != "-v", words[1] != "-e" { bindings.append(words) }
  }

  /// The keys bound that begin with ESC.
  var sequences: [[UInt8]] {
    bindings.compactMap { words in
      let arguments = words.dropFirst().drop { $0.hasPrefix("-") && $0.count == 2 }
      guard let key = arguments.first.map(Self.bytes(of:)), key.first == KeyDecoder.escape else { return nil }
      return key
    }
  }

  /// The bytes of a key as the file spells it: `^[[A`, `\e[A`, `\033[A`.
  static func bytes(of key: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(key.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "^"), let next = rest.popFirst() {
        bytes.append(next == UInt8(ascii: "?") ? 0x7F : next & 0x1F)
      } else if byte == UInt8(ascii: "\\"), let next = rest.first {
        let digits = rest.prefix(3).prefix { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        if !digits.isEmpty {
          bytes.append(digits.reduce(0) { $0 &* 8 &+ ($1 - UInt8(ascii: "0")) })
          rest = rest.dropFirst(digits.count)
        } else {
          bytes.append(next == UInt8(ascii: "e") ? KeyDecoder.escape : next)
          rest = rest.dropFirst()
        }
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static func contents(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    // Nobody's keys take a megabyte.
    while bytes.count < 1 << 20 {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else { break }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
