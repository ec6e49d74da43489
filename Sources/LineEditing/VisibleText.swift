import CLibEditShim

/// The columns a scalar takes on a terminal.
func cellWidth(_ scalar: Unicode.Scalar) -> Int {
  switch scalar.value {
  case 0x20..<0x7F: 1
  case 0..<0x20, 0x7F: 0
  default: max(0, Int(editline_width(scalar.value)))
  }
}

/// The columns a text takes on a terminal; control characters count nothing.
func cellWidth(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + cellWidth($1) } }

/// A text whose control characters are spelled out, so that a terminal only ever shows them.
func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isHidden) else { return text }
  var result = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isHidden(scalar) {
      result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

/// Control characters, and those that turn the direction of text or break rows.
func isHidden(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
  default: false
  }
}

/// A text cut to a width, its cut marked.
func fitted(_ text: String, to width: Int) -> String {
  guard cellWidth(text) > width else { return text }
  var result = String.UnicodeScalarView()
  var used = 1
  for scalar in text.unicodeScalars {
    used += cellWidth(scalar)
    guard used <= width else { break }
    result.append(scalar)
  }
  return width < 1 ? "" : String(result) + "…"
}

/// A count with its thousands apart: `9,958`.
func grouped(_ count: Int) -> String {
  let digits = String(count)
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0, digits.prefix(index) != "-" { result.append(",") }
    result.append(digit)
  }
  return result
}
