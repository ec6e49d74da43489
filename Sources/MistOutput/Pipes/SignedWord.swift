import MistModel

/// A word cut at the first sign in it: `state=`, `=running`, `tags~a=b`.
struct SignedWord {
  var name: String
  var comparison: RowCondition.Comparison
  var value: String

  /// `nil` when there is no sign in the word.
  init?(_ word: String) {
    var place = word.startIndex
    while place < word.endIndex {
      if let (sign, comparison) = Self.signs.first(where: { word[place...].hasPrefix($0.sign) }) {
        name = String(word[..<place])
        self.comparison = comparison
        value = String(word[place...].dropFirst(sign.count))
        return
      }
      place = word.index(after: place)
    }
    return nil
  }

  /// Longer signs first, so that `<=` is not read as `<`; `==` is what programmers type.
  private static let signs: [(sign: String, comparison: RowCondition.Comparison)] = [
    ("!=", .unequal), ("<=", .atMost), (">=", .atLeast), ("==", .equal), ("=", .equal), ("<", .less), (">", .more),
    ("~", .contains),
  ]
}

extension RowCondition {
  /// The conditions after `where`; blanks may stand round a sign: `state = running cost> 5`.
  static func conditions(in words: [String]) throws(PipeError) -> [RowCondition] {
    guard words.count > 1 else {
      throw PipeError("where needs a condition", hint: usage, wordIndex: 0)
    }
    var conditions: [RowCondition] = []
    var index = 1
    while index < words.count {
      let start = index
      do throws(MistError) {
        conditions.append(try RowCondition(try signedWord(in: words, from: &index)))
      } catch {
        throw PipeError(error, wordIndex: start)
      }
    }
    return conditions
  }

  /// Puts together what blanks have split; `index` is moved behind what was read.
  private static func signedWord(in words: [String], from index: inout Int) throws(MistError) -> SignedWord {
    var signed: SignedWord
    var isSignAlone = false
    if let whole = SignedWord(words[index]) {
      signed = whole
      index += 1
    } else {
      guard index + 1 < words.count, let rest = SignedWord(words[index + 1]), rest.name.isEmpty else {
        throw noCondition(words[index])
      }
      signed = rest
      signed.name = words[index]
      isSignAlone = rest.value.isEmpty
      index += 2
    }
    guard signed.value.isEmpty, index < words.count else { return signed }
    // `tags= state=running` has an empty value; `tags = a=b` has the value `a=b`.
    let isNextCondition = SignedWord(words[index]) != nil || beginsWithSign(words, at: index + 1)
    if isSignAlone || !isNextCondition {
      signed.value = words[index]
      index += 1
    }
    return signed
  }

  private static func beginsWithSign(_ words: [String], at index: Int) -> Bool {
    guard index < words.count, let signed = SignedWord(words[index]) else { return false }
    return signed.name.isEmpty
  }
}
