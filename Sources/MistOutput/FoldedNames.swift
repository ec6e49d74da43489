/// Many names in few words: `db1, db2, db3, web7` is `db[1-3],web7`.
///
/// Names that differ in their last number only are put together, in the order in which the first of them came;
/// leading zeros are kept (`web[08-11]`) and a name given twice is said twice.
public func folded(_ names: [String]) -> String {
  var groups: [NumberedName.Frame: [NumberedName]] = [:]
  var order: [NumberedName.Frame] = []
  for name in names.map(NumberedName.init) {
    if groups[name.frame] == nil { order.append(name.frame) }
    groups[name.frame, default: []].append(name)
  }
  return order.map { text(of: $0, groups[$0] ?? []) }.joined(separator: ",")
}

private func text(of frame: NumberedName.Frame, _ names: [NumberedName]) -> String {
  guard frame.hasNumber else {
    return names.map { _ in frame.before }.joined(separator: ",")
  }
  let runs = runs(of: names)
  if names.count == 1, let name = names.first {
    return frame.before + name.digits + frame.after
  }
  return frame.before + "[" + runs.map(\.text).joined(separator: ",") + "]" + frame.after
}

private func runs(of names: [NumberedName]) -> [Run] {
  var runs: [Run] = []
  /// Which run would go on with these digits.
  var waiting: [String: Int] = [:]
  for name in names.sorted(by: { ($0.number, $0.digits.utf8.count) < ($1.number, $1.digits.utf8.count) }) {
    let index: Int
    if let continued = waiting.removeValue(forKey: name.digits) {
      index = continued
      runs[index].last = name.digits
    } else {
      index = runs.endIndex
      runs.append(Run(first: name.digits, last: name.digits))
    }
    waiting[padded(name.number + 1, to: runs[index].first.utf8.count)] = index
  }
  return runs
}

private struct Run {
  var first: String
  var last: String

  var text: String { first == last ? first : "\(first)-\(last)" }
}

private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// A name cut at its last number.
private struct NumberedName {
  struct Frame: Hashable {
    var before: String
    var after: String
    var hasNumber: Bool
  }

  var frame: Frame
  var digits: String
  var number: Int

  init(_ name: String) {
    let isDigit: (Character) -> Bool = { $0.isASCII && $0.isNumber }
    guard let last = name.lastIndex(where: isDigit) else {
      self.init(unnumbered: name)
      return
    }
    let end = name.index(after: last)
    let start = name[..<end].lastIndex { !isDigit($0) }.map { name.index(after: $0) } ?? name.startIndex
    guard let number = Int(name[start..<end]), number < .max else {
      self.init(unnumbered: name)
      return
    }
    let frame = Frame(before: String(name[..<start]), after: String(name[end...]), hasNumber: true)
    self.init(frame: frame, digits: String(name[start..<end]), number: number)
  }

  private init(unnumbered name: String) {
    self.init(frame: Frame(before: name, after: "", hasNumber: false), digits: "", number: 0)
  }

  private init(frame: Frame, digits: String, number: Int) {
    self.frame = frame
    self.digits = digits
    self.number = number
  }
}
