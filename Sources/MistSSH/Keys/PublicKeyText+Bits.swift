extension PublicKeyText {
  /// The size of an RSA key: the length of the last of its three fields (name, exponent, modulus).
  var modulusBits: Int? {
    guard type == "ssh-rsa" else { return nil }
    var blob = Self.decode(base64)[...]
    var field: ArraySlice<UInt8> = []
    while !blob.isEmpty {
      guard blob.count >= 4 else { return nil }
      let length = blob.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      blob = blob.dropFirst(4)
      guard blob.count >= length else { return nil }
      field = blob.prefix(length)
      blob = blob.dropFirst(length)
    }
    let modulus = field.drop { $0 == 0 }
    guard let first = modulus.first else { return nil }
    return modulus.count * 8 - first.leadingZeroBitCount
  }

  private static func decode(_ base64: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var bits = 0
    var count = 0
    for character in base64.utf8 {
      let value: UInt8
      switch character {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a") + 26
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0") + 52
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      bits = (bits << 6 | Int(value)) & 0xFFFF
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return bytes
  }
}
