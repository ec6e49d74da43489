import MistModel

extension [Image] {
  /// Those whose name or id contains the text, whatever its case, forty at most as in the original; every one for `all`.
  func found(by search: String) -> [Image] {
    guard search.lowercased() != "all" else { return self }
    let wanted = search.lowercased()
    let found = filter { $0.name.lowercased().contains(wanted) || $0.id.rawValue.lowercased().contains(wanted) }
    return Array(found.prefix(40))
  }
}
