/// Up to three labels of the names that `text` may have been meant for, nearest first: names that hold it, then
/// names a few letters away.
func nearestNames(to text: String, among names: [(name: String, label: String)]) -> [String] {
  let wanted = Array(text.lowercased())
  let farthest = max(1, wanted.count / 3)
  var near: [(distance: Int, label: String)] = []
  for (name, label) in names {
    if name.lowercased().contains(text.lowercased()) {
      near.append((0, label))
    } else if let distance = editDistance(wanted, Array(name.lowercased()), atMost: farthest) {
      near.append((distance, label))
    }
  }
  var seen: Set<String> = []
  let sorted = near.sorted { ($0.distance, $0.label) < ($1.distance, $1.label) }
  return Array(sorted.map(\.label).filter { seen.insert($0).inserted }.prefix(3))
}

/// How many letters must be put in, left out, changed or swapped with their neighbour to get from one word to the
/// other; `nil` when it is more than `limit`.
func editDistance(_ left: [Character], _ right: [Character], atMost limit: Int) -> Int? {
  guard abs(left.count - right.count) <= limit else { return nil }
  guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  for i in 1...left.count {
    var row = [i] + [Int](repeating: 0, count: right.count)
    for j in 1...right.count {
      let change = left[i - 1] == right[j - 1] ? 0 : 1
      row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
      if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
        row[j] = min(row[j], beforeLast[j - 2] + 1)
      }
    }
    guard row.contains(where: { $0 <= limit }) else { return nil }
    (beforeLast, last) = (last, row)
  }
  return last[right.count] <= limit ? last[right.count] : nil
}
