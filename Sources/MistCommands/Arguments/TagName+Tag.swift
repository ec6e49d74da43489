import MistModel
import MistOutput

extension Name where Subject == Tag {
  /// The tag it says. Throws `MistError(.usage)` for one without a word.
  var tag: Tag {
    get throws {
      let tag = Tag(text)
      guard !tag.key.isBlank else {
        throw MistError(.usage, "'\(escaped(text))' is no tag", hint: "say a word, or KEY=VALUE")
      }
      return tag
    }
  }
}
