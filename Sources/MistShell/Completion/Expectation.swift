import LineEditing
import MistOutput

/// Something that can be typed, known without the catalogue.
struct Offer: Hashable, Sendable {
  /// What is put into the line, before it is quoted.
  var value: String
  /// What is compared with what was typed, and read by a person.
  var label: String
  /// What is said about it.
  var text: String
  var endsWord: Bool
  /// Found by its beginning only: for what must not come up by chance.
  var isByBeginning: Bool

  init(_ value: String, label: String? = nil, _ text: String = "", endsWord: Bool = true, isByBeginning: Bool = false) {
    self.value = value
    self.label = label ?? value
    self.text = text
    self.endsWord = endsWord
    self.isByBeginning = isByBeginning
  }
}

/// What can stand at the cursor.
struct Expectation: Sendable {
  enum Slot: Sendable {
    /// `typed` is compared with the labels.
    case offers([Offer], typed: String)
    case names(NameQuery)
  }

  /// How a name that begins with a dash is kept from being read as an option.
  enum DashCare: Sendable {
    case none, behindDashes, leftOut
  }

  /// In the order they are shown.
  var slots: [Slot] = []
  /// The scalars of the line that a candidate replaces.
  var replaced: Range<Int>
  /// Stands before the value in its word: `--backend=`.
  var front = ""
  /// Stands behind it: the colon of `with machine db1:`.
  var back = ""
  var endsWord = true
  /// A path, and nothing else.
  var isFile = false
  /// Values are put in as they are.
  var isRaw = false
  var dashCare = DashCare.none
  /// The argument that is expected, as `?` tells of it: `<machine>` and its help.
  var argument: (name: String, help: String)?
  /// What else could be typed here; told by `?` only.
  var options: [Offer] = []

  init(_ slots: [Slot] = [], replacing replaced: Range<Int>) {
    self.slots = slots
    self.replaced = replaced
  }
}

extension Expectation {
  /// The word to put into the line for a value; `nil` for one that cannot be typed here.
  func word(_ value: String) -> String? {
    guard !value.isEmpty else { return nil }
    if isRaw { return front + value + back }
    let word = front + quoted(value) + back
    guard front.isEmpty, value.hasPrefix("-") else { return word }
    switch dashCare {
    case .none: return word
    case .behindDashes: return "-- " + word
    case .leftOut: return nil
    }
  }

  /// The beginning of a word for what several values begin with: a quote that it opens stays open.
  func wordStart(_ common: String) -> String? {
    if isRaw { return front + common }
    guard !common.isEmpty, !(front.isEmpty && common.hasPrefix("-") && dashCare != .none) else { return nil }
    let word = quoted(common)
    return front + (word == common ? word : String(word.dropLast()))
  }
}
