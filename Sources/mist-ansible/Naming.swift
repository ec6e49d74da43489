import MistModel

/// Finds what a task names. What is changed or destroyed must be named whole; where it is only looked at, a part that
/// fits nothing else is enough, as it was for the original.
struct Named<Thing> {
  var things: [Thing]
  var id: (Thing) -> String
  var name: (Thing) -> String
  /// `backend`, `machine in Juno`.
  var noun: String

  /// The one with exactly that id or name; `nil` when there is none. Throws `.ambiguous` when there are several.
  func exact(_ text: String) throws -> Thing? {
    let byID = things.filter { id($0) == text }
    if byID.count == 1 { return byID[0] }
    return try only(things.filter { name($0) == text }, text)
  }

  /// The same, or else the only one with that text in its name or id.
  func loose(_ text: String) throws -> Thing {
    if let found = try exact(text) { return found }
    let wanted = text.lowercased()
    let partly = things.filter { name($0).lowercased().contains(wanted) || id($0).lowercased().contains(wanted) }
    guard !text.isEmpty, let found = try only(partly, text) else { throw missing(text) }
    return found
  }

  func required(_ text: String) throws -> Thing {
    guard let found = try exact(text) else { throw missing(text) }
    return found
  }

  private func only(_ found: [Thing], _ text: String) throws -> Thing? {
    guard found.count > 1 else { return found.first }
    throw MistError(
      .ambiguous, "'\(text)' fits more than one \(noun)",
      hint: "name one of \(found.prefix(5).map { "\(name($0)) (\(id($0)))" }.joined(separator: ", "))")
  }

  private func missing(_ text: String) -> MistError {
    let some = things.prefix(5).map { name($0) }.joined(separator: ", ")
    return MistError(
      .notFound, "no \(noun) '\(text)'", hint: things.isEmpty ? "there is none at all" : "there is \(some)")
  }
}

extension ModuleTask {
  func backends() async throws -> Named<Backend> {
    Named(things: try await client.backends(), id: { $0.id.rawValue }, name: { $0.title }, noun: "backend")
  }

  /// The backend of the option `backend`.
  ///
  /// - Parameter changes: it must be named whole.
  func backend(changes: Bool) async throws -> Backend {
    let said = try options.name("backend") ?? ""
    let all = try await backends()
    return try changes ? all.required(said) : all.loose(said)
  }
}
