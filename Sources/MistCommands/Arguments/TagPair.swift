import ArgumentParser
import MistModel
import MistOutput

/// The two halves of a tag as later releases of the original say it: `--key env --value prod`.
public struct TagPair: ParsableArguments {
  @Option(help: "The tag's key, with --value; in place of KEY=VALUE.")
  public var key: String?

  @Option(help: "The tag's value, with --key.")
  public var value: String?

  public init() {}

  /// The tag that a line says, whichever way it does. Throws `MistError(.usage)` for none, for two and for one without
  /// a word.
  func tag(orNamed names: [TagName?]) throws -> Tag {
    var given = try names.compactMap { try $0?.tag }
    if let key {
      guard !key.isBlank, !key.contains("=") else { throw MistError(.usage, "'\(escaped(key))' is no key of a tag") }
      given.append(Tag(key: key, value: value))
    } else if value != nil {
      throw MistError(.usage, "--value needs --key", hint: "say --key KEY --value VALUE, or KEY=VALUE")
    }
    guard given.count < 2 else {
      let texts = given.map { "'\(escaped($0.description))'" }.joined(separator: " and ")
      throw MistError(.usage, "one tag at a time, and \(texts) are given")
    }
    guard let tag = given.first else {
      throw MistError(.usage, "no tag is named", hint: "say it behind the machine: a word, or KEY=VALUE")
    }
    return tag
  }
}
