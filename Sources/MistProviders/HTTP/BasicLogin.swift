import Foundation
import MistModel

/// A name and a password that go with every request to a provider. Secret.
struct BasicLogin: Sendable {
  let header: (String, String)

  /// - Parameters:
  ///   - user: the parameter that holds the name.
  ///   - password: the parameter that holds the password.
  /// - Throws: `.invalid` when one is missing, or could not be told from the other.
  init(user: String, password: String, of account: DriverAccount) throws {
    let (name, secret) = (try account.needed(user), try account.needed(password))
    guard !name.contains(":") else {
      throw MistError(
        .invalid, "the \(user) of \(account.title) holds a ':', which no name has",
        hint: "is it the name alone, without the password?")
    }
    header = ("Authorization", "Basic " + Data("\(name):\(secret)".utf8).base64EncodedString())
  }
}
