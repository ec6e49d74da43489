/// Whether a text is an address and nothing else, such as an option of a program that it is given to.
func isAddress(_ text: String) -> Bool {
  !text.isEmpty && text.utf8.count <= 45
    && text.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == "." || $0 == ":") }
    && (text.contains(".") || text.contains(":"))
}

/// Whether an address leads nowhere outside of its own site: of the ranges that are not routed in the internet.
func isInnerAddress(_ text: String) -> Bool {
  if text.contains(":") {
    let lower = text.lowercased()
    return lower == "::1" || ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { lower.hasPrefix($0) }
  }
  let parts = text.split(separator: ".").compactMap { Int($0) }
  guard parts.count == 4 else { return true }
  switch (parts[0], parts[1]) {
  case (0, _), (10, _), (127, _), (169, 254), (192, 168): return true
  case (172, 16...31), (100, 64...127): return true
  default: return false
  }
}
