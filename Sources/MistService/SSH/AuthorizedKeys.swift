/// Shell commands that change `~/.ssh/authorized_keys` of the user who runs them. POSIX sh; safe to repeat.
enum AuthorizedKeys {
  /// Adds a line unless its key is there; a file that does not end in a newline gets one first.
  static func adding(_ line: String) -> String {
    let blob = quoted(blob(of: line))
    return """
      umask 077 && mkdir -p ~/.ssh && f=~/.ssh/authorized_keys && touch "$f" && \
      { grep -qF \(blob) "$f" || \
      { { [ ! -s "$f" ] || [ -z "$(tail -c 1 "$f")" ] || echo >> "$f"; } && echo \(quoted(line)) >> "$f"; }; }
      """
  }

  /// Takes every line with that key out. The file is replaced at once, so that a full disk cannot empty it.
  static func removing(_ line: String) -> String {
    let blob = quoted(blob(of: line))
    return """
      f=~/.ssh/authorized_keys; [ ! -e "$f" ] || { umask 077 && t="$f.mist.$$" && \
      { grep -vF \(blob) "$f" > "$t"; [ $? -le 1 ]; } && chmod 600 "$t" && mv "$t" "$f"; }
      """
  }

  /// The base64 middle of the line: it tells the key whatever the comment.
  private static func blob(of line: String) -> String {
    let words = line.split(separator: " ")
    return words.count > 1 ? String(words[1]) : line
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
