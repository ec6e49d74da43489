/// What a command gives back: values, not text. How they look is decided by the format, in one place.
public enum Output: Sendable {
  case nothing
  /// A sentence for a person: `New backend added`.
  case sentence(String)
  case table(Table)
  case document(Document)
  /// One after the other, a blank line between them.
  case several([Output])
}

/// Rows of the same shape.
public struct Table: Sendable {
  public struct Column: Sendable {
    /// Its name in JSON, YAML and CSV: `public_ips`.
    public var key: String
    /// Its heading in the pretty form: `Public Ips`.
    public var title: String
    /// Blanks it is padded to in the plain form; longer values push what follows.
    public var width: Int
    /// Which columns stay when a terminal is too narrow: the smallest longest. `nil` stands for the column's place
    /// in the table, counted from 0: what is on the left matters most.
    public var priority: Int?
    /// Cut to the room that the others leave before a column goes: for a text whose beginning says enough.
    public var isElastic: Bool
    /// Left out of the plain and the pretty form, unless a pipe asks for it by its name.
    public var isForPrograms: Bool

    public init(
      _ key: String, _ title: String, width: Int, priority: Int? = nil, isElastic: Bool = false,
      isForPrograms: Bool = false
    ) {
      self.isElastic = isElastic
      self.isForPrograms = isForPrograms
      self.key = key
      self.title = title
      self.width = width
      self.priority = priority
    }
  }

  public var columns: [Column]
  public var rows: [[Value]]
  /// Said in place of an empty plain or pretty table: `No backends found`.
  public var whenEmpty: String?
  /// The original drew some tables in the pretty form only.
  public var isAlwaysPretty: Bool
  /// The line above the table, for people: `Machines:`.
  public var heading: String?

  public init(
    _ columns: [Column], rows: [[Value]], whenEmpty: String? = nil, isAlwaysPretty: Bool = false,
    heading: String? = nil
  ) {
    self.heading = heading
    self.columns = columns
    self.rows = rows
    self.whenEmpty = whenEmpty
    self.isAlwaysPretty = isAlwaysPretty
  }

  /// Shows people what else only programs read.
  public mutating func showAllColumns() {
    for index in columns.indices { columns[index].isForPrograms = false }
  }
}

/// One thing with named parts, and how people read it.
public struct Document: Sendable {
  /// The parts by key, in order, for JSON, YAML and CSV.
  public var fields: [(key: String, value: Value)]
  /// The plain and the pretty form.
  public var text: String

  public init(fields: [(key: String, value: Value)], text: String) {
    self.fields = fields
    self.text = text
  }
}

/// A cell of a table or a part of a document.
public enum Value: Hashable, Sendable {
  case none
  case text(String)
  case flag(Bool)
  case integer(Int)
  case number(Double)
  /// A number for programs; with its unit, and as short as can be, for people.
  case measure(Double, unit: String)
  /// Shown joined by `separator`; an array in JSON and YAML.
  case list([String], separator: String)
}

/// How results are printed.
public enum OutputFormat: String, CaseIterable, Sendable {
  case plain, pretty, json, yaml, csv
}
