import MistCommands
import MistModel

/// What is looked for in the catalogue, and where.
struct NameQuery: Sendable {
  var slot: NameSlot
  /// As typed, without quotes.
  var typed = ""
  /// The backend of the context: its names come first, those of others with their backend.
  var home: BackendID?
  /// The only backend that the line allows: `--backend Juno`.
  var only: BackendID?
  /// Marks that a name must have to be offered.
  var needed: NameMarks = []
  /// For regions: the provider they are of.
  var provider: String?
  /// For metrics: the machine that the line names, as it is typed.
  var machine: String?
  /// How many names are wanted; the rest is counted.
  var most = 40
}

/// A name of the catalogue as a line takes it.
struct KnownName: Hashable, Sendable {
  /// What is typed: the name, `Juno/db1`, or an id.
  var text: String
  /// What a person reads.
  var label: String
  var id: String
  var columns: [String]
  /// The backend it is in, for kinds that several backends have.
  var backend: Backend?
}

/// The first names that fit, and what is to be said of all that do.
struct FoundNames: Sendable {
  var names: [KnownName] = []
  var total = 0
  var common = CommonStart()
}

extension Catalogue {
  /// The names that fit at one level; none when nothing is known.
  func find(_ query: NameQuery, _ level: MatchLevel) -> FoundNames {
    switch query.slot.kind {
    case .machines where !query.slot.wantsIDs: machines(query, level)
    case .regions: regions(query, level)
    case .tags: merged(query, level)
    case .metrics: metrics(query, level)
    default: plain(query, level)
    }
  }

  /// Those of the machine on the line, where they were listed before; else those of any.
  private func metrics(_ query: NameQuery, _ level: MatchLevel) -> FoundNames {
    let all = keys(.metrics, in: query.only)
    let named = query.machine.flatMap { machine(called: $0) }
    let own = all.filter { $0.machine == named?.machine && $0.backend == named?.backend }
    var found = plain(query.widened, level, in: own.isEmpty ? all : own)
    found.names.sort { naturallyPrecedes($0.text, $1.text) }
    var seen: Set<String> = []
    return listed(found, most: query.most) { seen.insert($0.text).inserted }
  }

  /// The machine of that whole name, with or without its backend; `nil` when several have it.
  private func machine(called name: String) -> MachineReference? {
    var found: [MachineReference] = []
    for key in keys(.machines) {
      guard let backend = backend(key.backend), let shelf = shelf(key) else { continue }
      let front = backend.title + "/"
      let bare = name.hasPrefix(front) ? String(name.dropFirst(front.count)) : name
      let part = shelf.find(folded(bare), .prefix, most: .max)
      for position in part.positions where shelf[position].name == bare {
        found.append(MachineReference(backend: backend.id, machine: MachineID(shelf[position].id)))
      }
    }
    return found.count == 1 ? found.first : nil
  }

  // MARK: One name as it is

  private func plain(_ query: NameQuery, _ level: MatchLevel, in keys: [Key]? = nil) -> FoundNames {
    var found = FoundNames()
    let pattern = folded(query.typed)
    for key in homeFirst(keys ?? self.keys(query.slot.kind, in: query.only), query.home) {
      guard let shelf = shelf(key) else { continue }
      let part = shelf.find(pattern, level, byID: query.slot.wantsIDs, needed: query.needed, most: query.most)
      let backend = backend(key.backend)
      found.add(part, most: query.most) { position in
        let entry = shelf[position]
        // Behind the second column stands what is not shown.
        let columns = Array(entry.columns.prefix(2))
        let text = query.slot.wantsIDs ? entry.id : entry.name
        return KnownName(
          text: text, label: text, id: entry.id, columns: query.slot.wantsIDs ? [entry.name] + columns : columns,
          backend: backend)
      }
    }
    return found
  }

  private func regions(_ query: NameQuery, _ level: MatchLevel) -> FoundNames {
    listed(plain(query.widened, level), most: query.most) { name in
      query.provider.map { name.columns.last == $0 } ?? true
    }
  }

  /// The same tag is on machines of several backends, and offered once.
  private func merged(_ query: NameQuery, _ level: MatchLevel) -> FoundNames {
    var seen: Set<String> = []
    return listed(plain(query.widened, level), most: query.most) { seen.insert($0.text).inserted }
  }

  private func listed(_ found: FoundNames, most: Int, where isWanted: (KnownName) -> Bool) -> FoundNames {
    var kept = FoundNames()
    let names = found.names.filter(isWanted)
    for name in names { kept.common.add(name.text) }
    kept.names = Array(names.prefix(most))
    kept.total = names.count
    return kept
  }

  // MARK: Machines

  /// In the context's backend a name stands alone; elsewhere its backend comes with it, unless no other has that name
  /// and there is no context.
  private func machines(_ query: NameQuery, _ level: MatchLevel) -> FoundNames {
    var found = FoundNames()
    let pattern = folded(query.typed)
    let places = homeFirst(keys(.machines, in: query.only), query.home).compactMap { key in
      backend(key.backend).flatMap { backend in shelf(key).map { (backend: backend, shelf: $0) } }
    }
    var fitting: [(isHome: Bool, order: [UInt8], place: Int, position: Int)] = []
    for (number, place) in places.enumerated() {
      let part = place.shelf.find(pattern, level, needed: query.needed, most: query.most)
      let isHome = place.backend.id == query.home
      fitting += part.positions.map { (isHome, place.shelf.foldedName($0), number, $0) }
      found.total += part.total
      if let common = part.common.text { found.common.add(common) }
    }
    // By the bare names, so that `Juno/db1` and `Vega/db1` stand side by side.
    fitting.sort { $0.isHome == $1.isHome ? naturallyPrecedes($0.order, $1.order) : $0.isHome }
    // How a name is written depends on all the others: found out for those that are shown only.
    found.names = fitting.prefix(query.most).map { one in
      name(of: one.position, in: places[one.place], among: places, query)
    }
    return level == .prefix ? found.and(qualified(query, places), most: query.most) : found
  }

  private typealias Place = (backend: Backend, shelf: NameShelf)

  private func name(
    of position: Int, in place: Place, among places: [Place], _ query: NameQuery
  ) -> KnownName {
    let entry = place.shelf[position]
    let key = place.shelf.foldedName(position)
    let backend = place.backend
    let qualified = "\(backend.title)/\(entry.name)"
    let isElsewhere =
      if let home = query.home, query.only == nil {
        // In a context a bare name means a machine of its backend.
        backend.id != home
      } else {
        places.contains { other in
          other.backend.id != backend.id && other.shelf.count(named: entry.name, key: key) > 0
        }
      }
    var text = isElsewhere ? qualified : entry.name
    // A name that reads as an option is not one behind its backend.
    if entry.name.hasPrefix("-") { text = qualified }
    // Two of a name in one backend: only the id tells them apart.
    if place.shelf.count(named: entry.name, key: key) > 1 || entry.name.isEmpty { text = entry.id }
    let label = text == entry.id ? entry.name : text
    return KnownName(text: text, label: label, id: entry.id, columns: entry.columns, backend: backend)
  }

  /// `Juno/d` looks for `d` in Juno only.
  private func qualified(_ query: NameQuery, _ places: [Place]) -> FoundNames {
    var found = FoundNames()
    for place in places {
      let front = place.backend.title + "/"
      guard query.typed.count >= front.count, folded(query.typed).starts(with: folded(front)) else { continue }
      let pattern = folded(String(query.typed.dropFirst(front.count)))
      let part = place.shelf.find(pattern, .prefix, needed: query.needed, most: query.most)
      found.total += part.total
      if let common = part.common.text { found.common.add(front + common) }
      found.names += part.positions.map { position in
        let entry = place.shelf[position]
        return KnownName(
          text: front + entry.name, label: front + entry.name, id: entry.id, columns: entry.columns,
          backend: place.backend)
      }
    }
    return found
  }

  // MARK: Places

  private func homeFirst(_ keys: [Key], _ home: BackendID?) -> [Key] {
    keys.filter { $0.backend == home } + keys.filter { $0.backend != home }
  }

  private func backend(_ id: BackendID?) -> Backend? {
    id.flatMap { id in backends?.first { $0.id == id } }
  }
}

extension FoundNames {
  fileprivate mutating func add(_ part: NameShelf.Found, most: Int, name: (Int) -> KnownName) {
    total += part.total
    names += part.positions.prefix(max(0, most - names.count)).map(name)
    if let text = part.common.text { common.add(text) }
  }

  fileprivate func and(_ other: FoundNames, most: Int) -> FoundNames {
    var both = self
    both.total += other.total
    both.names = Array((names + other.names).prefix(most))
    if let text = other.common.text { both.common.add(text) }
    return both
  }
}

extension NameQuery {
  /// Without an end to the list, for kinds whose names are sorted out afterwards.
  fileprivate var widened: NameQuery {
    var query = self
    query.most = .max
    return query
  }
}

extension Catalogue: KnownNames {
  public func names(of kind: NameKind) -> [String] {
    find(NameQuery(slot: NameSlot(kind), most: .max), .prefix).names.map(\.text)
  }

  public func ids(of kind: NameKind) -> [String] {
    find(NameQuery(slot: NameSlot(kind, wantsIDs: true), most: .max), .prefix).names.map(\.text)
  }
}
