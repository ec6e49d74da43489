/// The room behind the cursor for a hint.
struct HintLayout {
  /// Columns a hint may take; the last one stays free, where terminals wrap.
  let room: Int
  /// Whether the right prompt stands in the same row.
  let isBesideRightPrompt: Bool

  /// - Parameter rightPrompt: the width of the right prompt, 0 for none.
  init(end: ScreenLayout, rightPrompt: Int) {
    let free = end.columns - end.column
    isBesideRightPrompt = rightPrompt > 0 && end.row == 0 && free - rightPrompt > 1
    room = isBesideRightPrompt ? free - rightPrompt - 2 : free - 1
  }

  /// The hint as it is drawn; `nil` when it does not fit whole.
  func placed(_ hint: String) -> (text: String, width: Int)? {
    let text = visible(hint)
    let width = cellWidth(text)
    return width > 0 && width <= room ? (text, width) : nil
  }
}
