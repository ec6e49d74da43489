import MistModel

/// A token that goes with every request to a provider. Secret.
struct BearerToken: Sendable {
  let header: (String, String)

  /// - Parameter name: the parameter that holds it.
  /// - Throws: `.invalid` when there is none, or it could not stand in a header.
  init(_ name: String, of account: DriverAccount) throws {
    guard let token = account.parameters[name], !token.isEmpty else {
      throw MistError(.invalid, "\(account.title) has no \(name)", hint: "add the backend again with its \(name)")
    }
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw MistError(
        .invalid, "the \(name) of \(account.title) holds a blank or another character that no token has",
        hint: "copy it from the provider once more")
    }
    header = ("Authorization", "Bearer " + token)
  }
}
