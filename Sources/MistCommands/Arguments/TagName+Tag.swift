import MistModel
import MistOutput

extension Name where Subject == Tag {
  /// The tag it says. Throws `MistError(.usage)` for one without a word.
  var tag: Tag {
    get throws {
      // The service keeps no blanks around a tag: what is told, and looked for later, is what it keeps.
      let begun = text.drop(while: \.isWhitespace)
      let tag = Tag(begun.lastIndex { !$0.isWhitespace }.map { String(begun[...$0]) } ?? "")
      guard !tag.key.isBlank else {
        throw MistError(.usage, "'\(escaped(text))' is no tag", hint: "say a word, or KEY=VALUE")
      }
      return tag
    }
  }
}
