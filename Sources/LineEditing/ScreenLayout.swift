import CLibEditShim

/// Where text comes to stand on a terminal, counted the way libedit draws it.
struct ScreenLayout: Equatable {
  let columns: Int
  private(set) var row = 0
  private(set) var column = 0

  init(columns: Int) { self.columns = max(2, columns) }

  mutating func add(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x20..<0x7F: advance(by: 1)
    case 0x0A: nextRow()
    case 0x09:
      repeat { advance(by: 1) } while column % 8 != 0
    case 0..<0x20, 0x7F..<0xA0: spell(2)
    default:
      let width = Int(editline_width(scalar.value))
      if width >= 0 { advance(by: width) } else { spell(scalar.value > 0xFFFF ? 9 : 8) }
    }
  }

  mutating func add(_ scalars: some Sequence<Unicode.Scalar>) {
    for scalar in scalars { add(scalar) }
  }

  /// A character that is drawn as several: `^C`, `\U+200E`.
  private mutating func spell(_ count: Int) {
    for _ in 0..<count { advance(by: 1) }
  }

  private mutating func advance(by width: Int) {
    // A wide character never stands on two rows.
    if column + width > columns { nextRow() }
    column += width
    if column >= columns { nextRow() }
  }

  private mutating func nextRow() {
    row += 1
    column = 0
  }
}
