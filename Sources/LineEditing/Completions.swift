/// One thing that can stand at the cursor.
public struct Candidate: Hashable, Sendable {
  /// What is put into the line, quoted as the line needs it.
  public var text: String
  /// What a person reads in the table.
  public var name: String
  /// What is said about it, column by column.
  public var columns: [String]
  /// Whether a blank follows it; not after a folder or an option's `=`.
  public var endsWord: Bool

  /// - Parameter name: the text itself when it is left out.
  public init(_ text: String, name: String? = nil, columns: [String] = [], endsWord: Bool = true) {
    self.text = text
    self.name = name ?? text
    self.columns = columns
    self.endsWord = endsWord
  }
}

/// What can stand at a place in a line.
public struct Completions: Hashable, Sendable {
  /// The scalars of the line that a candidate replaces.
  public var replaced: Range<Int>
  /// Best first; a long list may be cut, `total` says how long it was.
  public var candidates: [Candidate]
  /// A line below the table, such as how old the names are; shown alone when there is nothing to offer.
  public var note: String?
  public var total: Int
  /// What all of them begin with, when the source knows it for more than it gives.
  public var commonPrefix: String?

  /// - Parameter total: how many there are when `candidates` is cut.
  public init(
    replaced: Range<Int>, candidates: [Candidate], note: String? = nil, total: Int? = nil, commonPrefix: String? = nil
  ) {
    self.replaced = replaced
    self.candidates = candidates
    self.note = note
    self.total = max(total ?? 0, candidates.count)
    self.commonPrefix = commonPrefix
  }
}

/// One row of what `?` shows.
public struct HelpRow: Hashable, Sendable {
  /// What can be typed.
  public var name: String
  /// What it means.
  public var text: String

  /// A row of a name and what it means.
  public init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}

/// Knows what can come next in a line.
public protocol CompletionSource: Sendable {
  /// - Parameter cursor: where in the line, counted in Unicode scalars.
  func candidates(for line: String, cursor: Int) -> Completions

  /// What `?` shows at a place; `nil` where `?` is a character like any other, as inside quotes.
  func helpRows(for line: String, cursor: Int) -> [HelpRow]?
}

extension CompletionSource {
  public func helpRows(for line: String, cursor: Int) -> [HelpRow]? { nil }
}
