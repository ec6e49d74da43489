import MistModel

/// The machine's name for folders on it, and the one for people.
struct MachineFolder {
  /// Letters, digits, `_` and `-` only: it is part of paths and of shell words.
  let name: String
  let title: String

  /// - Parameter id: any text; different ones give different folders.
  init(id: String, title: String) {
    self.title = title
    var name = ""
    for byte in id.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        name.append(Character(Unicode.Scalar(byte)))
      default: name += "_" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    // Never an option, never hidden: collectd writes into no folder that begins with a dot.
    self.name = "m" + name
  }
}
