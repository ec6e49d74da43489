import MistCommands

/// A line of the history's file: time, status, duration, session, context and line, a tab behind each. Without the last
/// tab it was cut off.
///
/// A tab, a line end or a backslash in them is written as `\t`, `\n`, `\r`, `\\`.
extension PastLine {
  var fileText: [UInt8] {
    let numbers = "\(Self.milliseconds(time))\t\(status)\t\(Self.milliseconds(duration))"
    var bytes = Array(numbers.utf8)
    for field in [session, context, line] {
      bytes.append(Ascii.tab)
      for byte in field.utf8 {
        switch byte {
        case Ascii.tab: bytes += [Ascii.backslash, UInt8(ascii: "t")]
        case Ascii.newline: bytes += [Ascii.backslash, UInt8(ascii: "n")]
        case UInt8(ascii: "\r"): bytes += [Ascii.backslash, UInt8(ascii: "r")]
        case Ascii.backslash: bytes += [Ascii.backslash, Ascii.backslash]
        default: bytes.append(byte)
        }
      }
    }
    return bytes + [Ascii.tab, Ascii.newline]
  }

  /// `nil` for what is no whole line of that shape: cut off, damaged, or of another program.
  init?(fileText: ArraySlice<UInt8>) {
    let fields = fileText.split(separator: Ascii.tab, omittingEmptySubsequences: false)
    guard fields.count == 7, fields[6].isEmpty, !fileText.contains(0),
      let time = Double(String(decoding: fields[0], as: UTF8.self)), (0...1e11).contains(time),
      let status = Int32(String(decoding: fields[1], as: UTF8.self)),
      let duration = Double(String(decoding: fields[2], as: UTF8.self)), (0...1e9).contains(duration),
      let session = Self.field(fields[3]), let context = Self.field(fields[4]), let line = Self.field(fields[5]),
      !line.isEmpty
    else { return nil }
    self.init(
      number: 0, line: line, time: time, context: context, status: status, duration: duration, session: session)
  }

  private static func field(_ bytes: ArraySlice<UInt8>) -> String? {
    guard bytes.contains(Ascii.backslash) else { return String(validating: bytes, as: UTF8.self) }
    var plain: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      guard byte == Ascii.backslash else {
        plain.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "t"): plain.append(Ascii.tab)
      case UInt8(ascii: "n"): plain.append(Ascii.newline)
      case UInt8(ascii: "r"): plain.append(UInt8(ascii: "\r"))
      case Ascii.backslash: plain.append(Ascii.backslash)
      default: return nil
      }
    }
    return String(validating: plain, as: UTF8.self)
  }

  private static func milliseconds(_ seconds: Double) -> Double {
    (seconds * 1000).rounded() / 1000
  }
}
