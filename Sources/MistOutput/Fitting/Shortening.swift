/// The text cut to at most `width` cells of a terminal, with `…` in place of what is cut off; whole when it fits.
///
/// A character is never cut in two, so that the result may be one cell narrower than `width`. Control characters are
/// taken as they are: escape the text first.
public func shortened(_ text: String, to width: Int) -> String {
  if text.utf8.count <= width || displayWidth(text) <= width { return text }
  guard width > 0 else { return "" }
  var cut = ""
  var room = width - 1
  for character in text {
    room -= displayWidth(String(character))
    if room < 0 { break }
    cut.append(character)
  }
  return cut + "…"
}
