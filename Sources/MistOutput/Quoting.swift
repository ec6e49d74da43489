/// The word as it can be typed: read back by the shell it is the same word, whatever it holds.
///
/// Plain words stay as they are; others get single quotes, or `$'…'` where they hold control characters.
public func quoted(_ word: String) -> String {
  if isPlain(word) { return word }
  let scalars = word.unicodeScalars
  if scalars.contains(where: isUnsafeOnTerminal) { return spelledOut(word) }
  if !scalars.contains("'") { return "'\(word)'" }
  if !scalars.contains(where: { $0 == "\"" || $0 == "\\" || $0 == "$" }) { return "\"\(word)\"" }
  return spelledOut(word)
}

private func isPlain(_ word: String) -> Bool {
  guard let first = word.unicodeScalars.first, first != "#" else { return false }
  return word.unicodeScalars.allSatisfy { scalar in
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "_", "-", ".", "/", ":", "@", "%", "+", ",", "=", "#", "~", "^", "!", "*", "?", "[", "]": true
    default: scalar.value >= 0xA0 && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
    }
  }
}

private func spelledOut(_ word: String) -> String {
  var text = "$'"
  for scalar in word.unicodeScalars {
    switch scalar {
    case "\\": text += "\\\\"
    case "'": text += "\\'"
    case _ where isUnsafeOnTerminal(scalar): text += escaped(String(scalar))
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "'"
}
