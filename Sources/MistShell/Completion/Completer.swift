import LineEditing
import MistCommands
import MistModel
import Synchronization

/// Knows what TAB and `?` offer: from the line, the commands' declarations, the place and the catalogue. It makes no
/// request and waits for nothing; names that are old are asked for again behind its back.
public final class Completer: CompletionSource, Sendable {
  /// As many as a table of candidates shows.
  static let mostCandidates = 40

  let commands: CommandTable
  let index: CommandIndex
  /// All names of the commands that destroy.
  let destroyers: Set<String>
  let world: World
  private let names: Mutex<(catalogue: Catalogue, refresh: CatalogueRefresh?)>
  private let secondsFromUTC: Int
  private let place = Mutex(CompletionPlace())
  private let declarations: Declarations

  /// - Parameters:
  ///   - declarations: those of the commands, where they are kept already.
  ///   - refresh: who asks for names that are old; `nil` when nobody does.
  ///   - secondsFromUTC: what is added to show a time of day.
  public init(
    commands: CommandTable, declarations: Declarations? = nil, catalogue: Catalogue, refresh: CatalogueRefresh?,
    world: World, secondsFromUTC: Int = 0
  ) {
    self.commands = commands
    self.declarations = declarations ?? Declarations(commands, index: CommandIndex(commands))
    index = self.declarations.index
    destroyers = Set(commands.commands.filter { $0.risk == .destroys }.flatMap { $0.names })
    names = Mutex((catalogue, refresh))
    self.world = world
    self.secondsFromUTC = secondsFromUTC
  }

  /// Tells where the shell is, and at which service; before each prompt.
  public func update(_ place: CompletionPlace, at service: ServicePlace? = nil) {
    self.place.withLock { $0 = place }
    if let service, let catalogue = service.catalogue { names.withLock { $0 = (catalogue, service.refresh) } }
  }

  var catalogue: Catalogue { names.withLock { $0.catalogue } }

  var currentPlace: CompletionPlace { place.withLock { $0 } }

  /// What a command takes; ArgumentParser is asked once for each.
  func arguments(of command: any Command.Type) -> CommandArguments { declarations.arguments(of: command) }

  func isKnown(_ command: any Command.Type) -> Bool { declarations.known(command) != nil }

  func reader() -> ExpectationReader {
    ExpectationReader(
      commands: commands, index: index, arguments: { self.arguments(of: $0) }, backends: catalogue.backends ?? [],
      world: world, place: currentPlace)
  }

  func expectation(at line: CursorLine, cursor: Int) -> Expectation? {
    reader().expectation(at: line, cursor: cursor)
  }
}

// MARK: - TAB

extension Completer {
  public func candidates(for line: String, cursor: Int) -> Completions {
    guard let expected = expectation(at: CursorLine(line, cursor: cursor), cursor: cursor) else {
      return Completions(replaced: cursor..<cursor, candidates: [])
    }
    let gathered = gather(expected)
    return Completions(
      replaced: expected.replaced, candidates: gathered.candidates, note: note(for: expected), total: gathered.total,
      commonPrefix: gathered.common.text.flatMap(expected.wordStart) ?? "")
  }

  struct Gathered {
    var candidates: [Candidate] = []
    /// More candidates than this are counted only.
    var most = Completer.mostCandidates
    var total = 0
    var common = CommonStart()
  }

  /// The candidates of the nearest level that has any.
  func gather(_ expected: Expectation) -> Gathered {
    for level in MatchLevel.allCases {
      let gathered = gather(expected, level)
      if gathered.total > 0 { return gathered }
    }
    return Gathered()
  }

  func gather(_ expected: Expectation, _ level: MatchLevel, most: Int = mostCandidates) -> Gathered {
    var gathered = Gathered(most: most)
    for slot in expected.slots {
      switch slot {
      case .names(let query):
        let found = catalogue.find(query, level)
        gathered.total += found.total
        if let common = found.common.text { gathered.common.add(common) }
        for name in found.names { gathered.add(name, expected) }
      case .offers(let offers, let typed):
        let pattern = folded(typed)
        for offer in offers where level == .prefix || !offer.isByBeginning {
          guard fits(folded(offer.label), pattern, level) else { continue }
          gathered.total += 1
          gathered.common.add(offer.value)
          gathered.add(offer, expected)
        }
      }
    }
    return gathered
  }
}

extension Completer.Gathered {
  fileprivate mutating func add(_ name: KnownName, _ expected: Expectation) {
    let text = expected.word(name.text)
    let backend = [name.backend?.title].compactMap { $0 }
    let id = name.id == name.text ? [] : [name.id]
    let columns = name.columns + backend + id
    add(text.map { Candidate($0, name: name.label, columns: columns, endsWord: expected.endsWord) })
  }

  fileprivate mutating func add(_ offer: Offer, _ expected: Expectation) {
    let endsWord = offer.endsWord && expected.endsWord
    let columns = offer.text.isEmpty ? [] : [offer.text]
    add(expected.word(offer.value).map { Candidate($0, name: offer.label, columns: columns, endsWord: endsWord) })
  }

  private mutating func add(_ candidate: Candidate?) {
    guard let candidate else {
      // It cannot be typed here, so it is not counted either.
      total -= 1
      return
    }
    if candidates.count < most { candidates.append(candidate) }
  }
}

// MARK: - Age

extension Completer {
  /// How old the names are, when that is worth a line; names that are old are asked for again from here.
  func note(for expected: Expectation) -> String? {
    let queries = expected.slots.compactMap { if case .names(let query) = $0 { query } else { nil } }
    guard !queries.isEmpty else { return nil }
    let keys = queries.flatMap(keys)
    let isRefreshing = names.withLock { $0.refresh }?.want(keys) ?? false
    let old = keys.filter { !catalogue.isFresh($0) }
    guard !old.isEmpty else { return nil }
    let oldest = old.compactMap { catalogue.shelf($0)?.takenAt }.min()
    guard let oldest else { return isRefreshing ? "names are being fetched…" : nil }
    return "as of \(timeOfDay(oldest))" + (isRefreshing ? ", refreshing…" : "")
  }

  /// The listings that answer a question, the backends among them where they matter.
  private func keys(for query: NameQuery) -> [Catalogue.Key] {
    let kind = query.slot.kind
    switch kind {
    case .backends, .keys, .scripts, .providers, .regions: return [.init(kind)]
    case .jobs, .metrics: return []
    case .machines, .tags:
      guard catalogue.backends != nil else { return [.init(.machines)] }
      return [.init(.backends)] + catalogue.keys(kind, in: query.only)
    case .images, .sizes, .locations, .networks:
      // Without a backend it is not said whose: nobody asks all of them for that.
      return [.init(.backends)] + (query.only == nil ? [] : catalogue.keys(kind, in: query.only))
    }
  }

  private func timeOfDay(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e15 else { return "?" }
    let minutes = (Int(seconds.rounded(.down)) + secondsFromUTC) / 60 % 1440
    let clock = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return clock.joined(separator: ":")
  }
}
