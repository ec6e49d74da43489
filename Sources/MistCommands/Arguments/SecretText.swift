import ArgumentParser
import MistModel
import MistOutput

/// A secret, or where it is to be had: `@prompt` (typed without echo), `@file:PATH`, `@env:NAME`, or the secret itself.
///
/// It is never shown: neither its description nor its mirror holds it.
public struct SecretText: Hashable, Sendable, ExpressibleByArgument {
  /// The ways to say where a secret is to be had; what TAB offers.
  public static let forms = ["@prompt", "@file:", "@env:"]

  private let text: String

  public init(_ text: String) {
    self.text = text
  }

  public init?(argument: String) {
    self.init(argument)
  }

  public static var defaultCompletionKind: CompletionKind { .list(forms) }

  /// The secret itself, asked for or read now.
  ///
  /// - Parameter question: what `@prompt` asks, with its colon and blank: `Password: `.
  /// - Throws: `MistError`: `.usage` without a terminal or variable, `.storage` without the file, `.invalid` for
  ///   nothing.
  public func reveal(in world: World, question: String) throws -> String {
    let secret = try sought(in: world, question: question)
    guard !secret.isEmpty else { throw MistError(.invalid, "a secret is empty", hint: "\(question)is what is needed") }
    return secret
  }

  private func sought(in world: World, question: String) throws -> String {
    if text == "@prompt" {
      guard world.inputIsTerminal else {
        throw MistError(.usage, "@prompt needs a terminal", hint: "say @file:PATH or @env:NAME")
      }
      guard let typed = world.askSecret(question) else { throw MistError(.interrupted, "nothing was typed") }
      return typed
    }
    if let path = text.after("@file:") {
      let content = try world.text(ofFile: path)
      return String(content.reversed().drop(while: \.isNewline).reversed())
    }
    if let name = text.after("@env:") {
      guard let value = world.environment[name] else {
        throw MistError(.usage, "the environment has no variable \(escaped(name))")
      }
      return value
    }
    // What the history, a recording or a table shows of a line: the secret itself is gone.
    guard text != secretMark else {
      throw MistError(.usage, "the secret was left out of this line", hint: "say @prompt")
    }
    return text
  }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { secretMark }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
