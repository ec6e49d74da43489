/// The names a mistyped word may have meant, nearest first; empty when nothing is near enough to be worth a guess.
///
/// Nearness is the number of letters put in, left out, replaced or swapped with their neighbour, without regard to
/// case; a name that begins with the word, or nearly so, is near too.
public func nearest(_ word: String, among names: some Sequence<String>, atMost count: Int = 3) -> [String] {
  let typed = Array(word.lowercased().unicodeScalars)
  guard !typed.isEmpty else { return [] }
  let limit = typed.count < 4 ? 1 : typed.count < 8 ? 2 : 3
  var found: [(distance: Int, name: String)] = []
  for name in names {
    let letters = Array(name.lowercased().unicodeScalars)
    if typed.count > 1, letters.starts(with: typed) {
      found.append((letters.count == typed.count ? 0 : 1, name))
    } else if let distance = distance(typed, letters, limit: limit) {
      found.append((distance, name))
    } else if typed.count > 3, letters.count > typed.count,
      let distance = distance(typed, Array(letters.prefix(typed.count)), limit: limit - 1)
    {
      found.append((distance + 1, name))
    }
  }
  // `sort` keeps the order of equals, so the first named come first.
  found.sort { $0.distance < $1.distance }
  return found.prefix(count).map(\.name)
}

/// Damerau and Levenshtein's distance (each pair swapped once), or `nil` when it is more than `limit`.
private func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
  guard abs(left.count - right.count) <= limit else { return nil }
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for i in left.indices {
    var row = [i + 1]
    row.reserveCapacity(right.count + 1)
    for j in right.indices {
      var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
      if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
        best = min(best, beforeLast[j - 1] + 1)
      }
      row.append(best)
    }
    if row.allSatisfy({ $0 > limit }) { return nil }
    (beforeLast, last) = (last, row)
  }
  guard let distance = last.last, distance <= limit, distance < max(left.count, right.count) else { return nil }
  return distance
}
