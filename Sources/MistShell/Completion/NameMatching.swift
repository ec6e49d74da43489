/// How near a name is to what was typed; a level counts only when the one before it has nothing.
enum MatchLevel: CaseIterable, Sendable {
  /// The name begins with it.
  case prefix
  /// It is somewhere in the name.
  case substring
  /// Its letters are in the name, in order.
  case subsequence
}

/// The text's bytes without regard to case: what is compared.
func folded(_ text: String) -> [UInt8] {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.map(lowercased) }
  return Array(text.lowercased().utf8)
}

/// An ASCII letter in lower case, any other byte as it is.
@inline(__always)
func lowercased(_ byte: UInt8) -> UInt8 {
  byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// Bytes of a larger array, looked at in place: a hundred thousand names are looked through for one TAB.
typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  func part(_ range: Range<Int>) -> Bytes { Bytes(rebasing: self[range]) }
}

/// Whether a name fits a folded pattern, without regard to the case of its ASCII letters.
@inline(__always)
func fits(_ name: Bytes, _ pattern: Bytes, _ level: MatchLevel) -> Bool {
  guard let first = pattern.first else { return true }
  guard name.count >= pattern.count else { return false }
  switch level {
  case .prefix:
    return begins(name, at: 0, with: pattern)
  case .substring:
    for start in 0...(name.count - pattern.count)
    where lowercased(name[start]) == first && begins(name, at: start, with: pattern) {
      return true
    }
    return false
  case .subsequence:
    var wanted = 0
    for byte in name where lowercased(byte) == pattern[wanted] {
      wanted += 1
      if wanted == pattern.count { return true }
    }
    return false
  }
}

@inline(__always)
private func begins(_ name: Bytes, at start: Int, with pattern: Bytes) -> Bool {
  for offset in 0..<pattern.count where lowercased(name[start + offset]) != pattern[offset] { return false }
  return true
}

/// A bit for each letter and digit of a folded name: a name that lacks one of a pattern's cannot fit it, and need not be
/// looked at.
func letterSet(_ name: Bytes) -> UInt64 {
  var letters: UInt64 = 0
  for byte in name {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): letters |= 1 << UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): letters |= 1 << UInt64(byte - UInt8(ascii: "a") + 10)
    default: letters |= 1 << UInt64(36 + byte % 28)
    }
  }
  return letters
}

/// The same for names that stand alone.
func fits(_ name: [UInt8], _ pattern: [UInt8], _ level: MatchLevel) -> Bool {
  name.withUnsafeBufferPointer { name in
    pattern.withUnsafeBufferPointer { fits(name, $0, level) }
  }
}

/// Folded names in the order people count: `db2` before `db10`. Less than 0, 0 or more than 0.
func naturalOrder(_ left: Bytes, _ right: Bytes) -> Int {
  var l = 0
  var r = 0
  while l < left.count, r < right.count {
    let (a, b) = (left[l], right[r])
    if Ascii.isDigit(a), Ascii.isDigit(b) {
      let order = numberOrder(left, &l, right, &r)
      if order != 0 { return order }
    } else if a != b {
      return Int(a) - Int(b)
    } else {
      l += 1
      r += 1
    }
  }
  let rest = (left.count - l) - (right.count - r)
  // `db1` and `db01` are not the same name.
  return rest != 0 ? rest : left.count - right.count
}

/// Compares two runs of digits by their value and goes behind them.
private func numberOrder(_ left: Bytes, _ l: inout Int, _ right: Bytes, _ r: inout Int) -> Int {
  let zero = UInt8(ascii: "0")
  while l < left.count, left[l] == zero { l += 1 }
  while r < right.count, right[r] == zero { r += 1 }
  let leftStart = l
  let rightStart = r
  while l < left.count, Ascii.isDigit(left[l]) { l += 1 }
  while r < right.count, Ascii.isDigit(right[r]) { r += 1 }
  let length = l - leftStart
  guard length == r - rightStart else { return length - (r - rightStart) }
  for offset in 0..<length where left[leftStart + offset] != right[rightStart + offset] {
    return Int(left[leftStart + offset]) - Int(right[rightStart + offset])
  }
  return 0
}

/// The same for two names as they are written.
func naturallyPrecedes(_ left: String, _ right: String) -> Bool {
  naturallyPrecedes(folded(left), folded(right))
}

/// The same for two folded names that stand alone.
func naturallyPrecedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.withUnsafeBufferPointer { left in
    right.withUnsafeBufferPointer { naturalOrder(left, $0) < 0 }
  }
}

/// What several names begin with, case aside; spelled as the first of them.
struct CommonStart: Sendable {
  private(set) var text: String?

  mutating func add(_ name: String) {
    guard let known = text else {
      text = name
      return
    }
    var common = String.UnicodeScalarView()
    for (left, right) in zip(known.unicodeScalars, name.unicodeScalars) {
      guard left == right || left.properties.lowercaseMapping == right.properties.lowercaseMapping else { break }
      common.append(left)
    }
    text = String(common)
  }
}
