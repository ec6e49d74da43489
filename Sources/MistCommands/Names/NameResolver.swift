import MistModel
import MistOutput

/// Something that can be meant by a name.
struct Candidate<Subject: Sendable>: Sendable {
  var id: String
  var name: String
  /// The ways to say where it is (its backend's title and id), best first; empty for what is in no backend.
  var places: [String] = []
  var subject: Subject
}

/// How a line names a thing: `--id` and `--name` are taken at their word, a bare word may mean either.
struct Naming: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case id, name, either
  }

  var text: String
  var kind: Kind

  init(_ text: String, _ kind: Kind = .either) {
    self.text = text
    self.kind = kind
  }
}

/// What a name was found to mean.
struct Match<Subject: Sendable>: Sendable {
  var subject: Subject
  /// By its whole id or name, not by a part of it.
  var isExact: Bool
  /// The text said the place too: `Juno/db1`.
  var isQualified: Bool
}

/// Finds what a name means among all that it could mean, or refuses.
///
/// The levels are tried in turn: exact id, exact name, beginning of the name, part of the name. The first level that
/// fits decides; if more than one thing fits there, nothing is chosen. Ids are never matched by a part: a part of a
/// hexadecimal id looks too much like the name of something else. Pure: no requests, no shell.
struct NameResolver<Subject: Sendable> {
  /// `machine`, for messages.
  var noun: String
  var candidates: [Candidate<Subject>]
  /// Where was looked, for messages; `nil` for everywhere.
  var place: String?
  /// For commands that lose something: only whole ids and names, compared scalar by scalar, and a word that is one
  /// thing's id and another's name means neither.
  var isStrict = false

  /// Throws `MistError`: `.usage` for an empty name, `.notFound`, `.ambiguous`.
  func resolve(_ naming: Naming) throws -> Match<Subject> {
    guard let match = try match(naming, at: Level.inOrder(for: naming.kind, isStrict: isStrict)) else {
      throw notFound(naming)
    }
    return match
  }

  /// The same by whole ids and names only, `nil` when nothing has that one.
  func resolveExactly(_ naming: Naming) throws -> Match<Subject>? {
    try match(naming, at: Level.inOrder(for: naming.kind, isStrict: isStrict).filter(\.isExact))
  }

  private func match(_ naming: Naming, at levels: [Level]) throws -> Match<Subject>? {
    try requireNotBlank(naming.text)
    for level in levels {
      let fitting = candidates.compactMap { candidate in
        level.fit(candidate, naming.text, isStrict: isStrict).map { (candidate, $0) }
      }
      if fitting.count > 1 { throw ambiguous(naming.text, fitting.map(\.0), level) }
      if let (candidate, fit) = fitting.first {
        return Match(subject: candidate.subject, isExact: level.isExact, isQualified: fit == .qualified)
      }
    }
    return nil
  }

  /// A name of nothing must never mean something.
  func requireNotBlank(_ text: String) throws {
    guard !text.isBlank else {
      throw MistError(.usage, "an empty name means no \(noun)", hint: "say the name or the id")
    }
  }
}

/// One way for a name to fit a thing.
private enum Level {
  case id, name, idOrName, beginning, part

  enum Fit {
    case bare, qualified
  }

  static func inOrder(for kind: Naming.Kind, isStrict: Bool) -> [Level] {
    switch kind {
    case .id: [.id]
    case .name: [.name]
    case .either: isStrict ? [.idOrName] : [.id, .name, .beginning, .part]
    }
  }

  var isExact: Bool {
    switch self {
    case .id, .name, .idOrName: true
    case .beginning, .part: false
    }
  }

  /// How `text` fits, alone or after the candidate's place and a `/`. Both parts may hold a `/` themselves, so the
  /// known place is cut off, not the text split.
  func fit(_ candidate: Candidate<some Sendable>, _ text: String, isStrict: Bool) -> Fit? {
    for place in candidate.places {
      if let rest = text.after(place + "/"), !rest.isBlank, fits(candidate, rest, isStrict: isStrict) {
        return .qualified
      }
    }
    return fits(candidate, text, isStrict: isStrict) ? .bare : nil
  }

  private func fits(_ candidate: Candidate<some Sendable>, _ text: String, isStrict: Bool) -> Bool {
    switch self {
    case .id: text.isIdentical(to: candidate.id)
    case .name: isStrict ? text.isIdentical(to: candidate.name) : text == candidate.name
    case .idOrName: text.isIdentical(to: candidate.id) || text.isIdentical(to: candidate.name)
    case .beginning: candidate.name.hasPrefix(text)
    case .part: candidate.name.contains(text)
    }
  }
}

extension String {
  /// The same scalars; `==` also holds for two spellings of one character.
  func isIdentical(to other: String) -> Bool {
    utf8.elementsEqual(other.utf8)
  }

  /// What follows `beginning`, scalar by scalar; `nil` when this does not begin so.
  func after(_ beginning: String) -> String? {
    guard unicodeScalars.starts(with: beginning.unicodeScalars) else { return nil }
    return String(String.UnicodeScalarView(unicodeScalars.dropFirst(beginning.unicodeScalars.count)))
  }

  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

// MARK: - Messages

extension NameResolver {
  private static var most: Int { 10 }

  private func ambiguous(_ text: String, _ fitting: [Candidate<Subject>], _ level: Level) -> MistError {
    let labels = labels(of: fitting)
    let shown = labels.prefix(Self.most).joined(separator: ", ")
    let more = labels.count > Self.most ? " and \(labels.count - Self.most) more" : ""
    let fits = level.isExact ? "is the name of" : "fits"
    return MistError(
      .ambiguous, "'\(escaped(text))' \(fits) \(fitting.count) \(noun)s: \(shown)\(more)",
      hint: fitting.allSatisfy { $0.places.isEmpty } ? "say the whole name or --id ID" : "say BACKEND/NAME or --id ID")
  }

  /// `Juno/db1`, with the id where that says not enough.
  private func labels(of candidates: [Candidate<Subject>]) -> [String] {
    let labels = candidates.map(label)
    var times: [String: Int] = [:]
    for label in labels { times[label, default: 0] += 1 }
    return zip(candidates, labels).map { candidate, label in
      times[label] == 1 ? label : "\(label) (id \(escaped(candidate.id)))"
    }
  }

  private func label(of candidate: Candidate<Subject>) -> String {
    escaped((candidate.places.prefix(1) + [candidate.name]).joined(separator: "/"))
  }

  /// Up to three names that may have been meant: those that hold the text, then those a few letters away.
  private func nearestLabels(to text: String) -> [String] {
    var names: [String] = []
    for name in candidates.map(\.name).filter({ $0.contains(text) }) + nearest(text, among: candidates.map(\.name))
    where !names.contains(name) && names.count < 3 {
      names.append(name)
    }
    return names.map { name in
      let same = candidates.filter { $0.name == name }
      return place == nil && same.count == 1 ? label(of: same[0]) : escaped(name)
    }
  }

  private func notFound(_ naming: Naming) -> MistError {
    let text = naming.text
    let summary = "no \(noun) '\(escaped(text))'" + (place.map { " in " + escaped($0) } ?? "")
    if naming.kind == .id, let named = candidates.first(where: { Level.name.fit($0, text, isStrict: true) != nil }) {
      return MistError(
        .notFound, summary, hint: "that is the name of \(label(of: named)); say --id \(escaped(named.id))")
    }
    if isStrict, let twin = candidates.first(where: { $0.name == text }) {
      return MistError(
        .notFound, summary, hint: "\(label(of: twin)) is spelled with other code points; say --id \(escaped(twin.id))")
    }
    let list = "list-\(noun)s" + (place.map { " --backend " + escaped(quoted($0)) } ?? "")
    return MistError(
      .notFound, summary, hint: question(nearest: nearestLabels(to: text)) ?? "\(list) shows them")
  }
}
