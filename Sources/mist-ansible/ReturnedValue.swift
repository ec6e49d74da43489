/// One value of a module's result beside `changed`, as `ansible-doc` tells it.
struct ReturnedValue {
  enum Kind: String {
    case str, list, dict
  }

  var name: String
  var kind: Kind
  var what: String
  /// When it is there.
  var when: String

  init(_ name: String, _ kind: Kind, _ what: String, when: String) {
    self.name = name
    self.kind = kind
    self.what = what
    self.when = when
  }

  /// What a failed task says, whatever module it was.
  static let ofEveryFailure: [ReturnedValue] = [
    .init("msg", .str, "What was tried, where, and what to do next.", when: "the task failed"),
    .init(
      "code", .str, "The kind of error: C(not-found), C(ambiguous), C(timed-out) and so on.", when: "the task failed"),
  ]
}
