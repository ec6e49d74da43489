/// A word as it has to be typed to come through the line parser as it is.
func quoted(_ word: String) -> String {
  let isPlain = word.unicodeScalars.allSatisfy { scalar in
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-_./:=@,+%".unicodeScalars.contains(scalar)
  }
  if isPlain, !word.isEmpty { return word }
  guard word.contains("'") else { return "'\(word)'" }
  var escaped = ""
  for character in word {
    if "\"\\$`".contains(character) { escaped.append("\\") }
    escaped.append(character)
  }
  return "\"\(escaped)\""
}
