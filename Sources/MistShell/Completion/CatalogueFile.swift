import MistCommands
import MistModel

/// The catalogue as one file of the state folder: a first line that says whose it is, then shelf after shelf, each behind
/// a line with its kind, backend, time and size, and a last line by which a file that was cut off is told.
struct CatalogueFile {
  private static let mark = "mist-catalogue 2"
  private static let end = "end"

  /// The name of an account's file: what can be read of the account, and a number that no other account has.
  static func name(account: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in account.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let readable = account.utf8.prefix(40).map { Ascii.isNamePart($0) && $0 != UInt8(ascii: "_") ? $0 : Ascii.dash }
    return "catalogue-\(String(decoding: readable, as: UTF8.self))-\(String(hash, radix: 16))"
  }

  static func bytes(of shelves: [Catalogue.Key: NameShelf], account: String) -> [UInt8] {
    var bytes = line([mark, account])
    let sorted = shelves.sorted {
      $0.key.order < $1.key.order
    }
    for (key, shelf) in sorted {
      bytes += line([
        key.kind.rawValue, key.backend == nil ? "-" : "+", key.backend?.rawValue ?? "", "\(shelf.takenAt)",
        "\(shelf.records.count)", key.machine?.rawValue ?? "",
      ])
      bytes += shelf.records
    }
    return bytes + line([end, "\(shelves.count)"])
  }

  /// Empty for a file that is cut off, damaged, or another account's.
  static func shelves(in bytes: [UInt8], account: String) -> [Catalogue.Key: NameShelf] {
    var rest = bytes[...]
    guard nextLine(&rest) == [mark, account] else { return [:] }
    var shelves: [Catalogue.Key: NameShelf] = [:]
    while let fields = nextLine(&rest) {
      if fields == [end, "\(shelves.count)"] { return rest.isEmpty ? shelves : [:] }
      guard fields.count == 6, let kind = NameKind(rawValue: fields[0]), let takenAt = Double(fields[3]),
        let length = Int(fields[4]), (0...rest.count).contains(length),
        let shelf = NameShelf(records: Array(rest.prefix(length)), takenAt: takenAt)
      else { return [:] }
      rest = rest.dropFirst(length)
      let backend = fields[1] == "+" ? BackendID(fields[2]) : nil
      shelves[Catalogue.Key(kind, of: backend, machine: fields[5].isEmpty ? nil : MachineID(fields[5]))] = shelf
    }
    return [:]
  }

  private static func line(_ fields: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(Ascii.tab) }
      CatalogueText.appendEscaped(field, to: &bytes)
    }
    return bytes + [Ascii.newline]
  }

  private static func nextLine(_ rest: inout ArraySlice<UInt8>) -> [String]? {
    guard let end = rest.firstIndex(of: Ascii.newline) else { return nil }
    let fields = rest[..<end].split(separator: Ascii.tab, omittingEmptySubsequences: false).map(CatalogueText.unescaped)
    rest = rest[(end + 1)...]
    return fields
  }
}

extension Catalogue.Key {
  /// So that the same shelves make the same file.
  fileprivate var order: (String, String, String) {
    (kind.rawValue, backend?.rawValue ?? "", machine?.rawValue ?? "")
  }
}

extension Catalogue {
  private static let secondsBetweenSaves = 2

  /// Takes over what the file has and is newer than what is known.
  func loadIfNeeded(_ state: inout State) {
    guard !state.isLoaded else { return }
    state.isLoaded = true
    state.merge(kept())
  }

  /// Writes the file now, with what other shells of the account wrote meanwhile. That it cannot be written is no
  /// reason to trouble anybody: the names are asked for again.
  public func save() {
    guard let files else { return }
    let others = kept()
    let shelves = state.withLock { state in
      state.isLoaded = true
      state.merge(others)
      return state.shelves
    }
    guard !shelves.isEmpty else { return }
    try? files.replace(CatalogueFile.name(account: account), with: CatalogueFile.bytes(of: shelves, account: account))
  }

  /// Writes the file a little later, off the caller's task: many listings make one write.
  func saveSoon() {
    guard files != nil else { return }
    let isFirst = state.withLock { state in
      defer { state.isSaving = true }
      return !state.isSaving
    }
    guard isFirst else { return }
    Task.detached(priority: .utility) {
      try? await Task.sleep(for: .seconds(Self.secondsBetweenSaves))
      self.state.withLock { $0.isSaving = false }
      self.save()
    }
  }

  private func kept() -> [Key: NameShelf] {
    guard let bytes = files?.read(CatalogueFile.name(account: account), from: 0) else { return [:] }
    return CatalogueFile.shelves(in: bytes, account: account)
  }
}

extension Catalogue.State {
  fileprivate mutating func merge(_ others: [Catalogue.Key: NameShelf]) {
    for (key, shelf) in others where shelf.takenAt > (shelves[key]?.takenAt ?? -.infinity) {
      put(shelf, for: key)
    }
    // Whatever order they came in: the backends that are there decide.
    if let backends = shelves[.init(.backends)] { put(backends, for: .init(.backends)) }
  }
}
