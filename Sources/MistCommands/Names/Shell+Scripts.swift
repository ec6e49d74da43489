import MistModel

extension Shell {
  /// The script that a line names. One request.
  ///
  /// - Parameter risk: that of the command; one that destroys takes a whole name or an id only.
  func script(_ naming: Naming?, for risk: Risk) async throws -> Script {
    guard let naming else {
      throw MistError(.usage, "no script is named", hint: "list-scripts shows them")
    }
    let candidates = try await client.scripts().map {
      Candidate(id: $0.id.rawValue, name: $0.name, subject: $0)
    }
    let match = try NameResolver(noun: "script", candidates: candidates, isStrict: risk == .destroys).resolve(naming)
    if !match.isExact { meant(Resolution(option: "--script", typed: naming.text, meant: match.subject.name)) }
    return match.subject
  }
}
