import MistModel

extension Shell {
  /// The key that a line names or, when it names none, that of the context. One request.
  ///
  /// - Parameter risk: that of the command; one that destroys takes a whole name only.
  func key(_ typed: Naming?, for risk: Risk) async throws -> Key {
    if typed == nil { try requireNamed(risk, "key") }
    guard let naming = typed ?? context.key.map({ Naming($0.rawValue, .id) }) else {
      throw MistError(.usage, "no key is named", hint: "name one, or go to one: use key NAME")
    }
    let match = try NameResolver(try await client.keys(), isStrict: risk == .destroys).resolve(naming)
    if typed == nil || !match.isExact {
      meant(Resolution(option: "--key", typed: typed?.text, meant: match.subject.name))
    }
    return match.subject
  }
}

extension NameResolver where Subject == Key {
  init(_ keys: [Key], isStrict: Bool = false) {
    let candidates = keys.map { Candidate(id: $0.id.rawValue, name: $0.name, subject: $0) }
    self.init(noun: "key", candidates: candidates, isStrict: isStrict)
  }
}
