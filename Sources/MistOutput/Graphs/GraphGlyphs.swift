/// The characters that graphs are drawn with.
public struct GraphGlyphs: Hashable, Sendable {
  /// Eight heights of a cell, the lowest first; the last one fills it.
  var levels: [Character]
  /// The highest value of a column, above its mean.
  var most: Character
  /// Nothing was measured.
  var gap: Character
  /// The value of a rule.
  var threshold: Character
  /// Higher than the scale goes.
  var above: Character
  /// An axis: upright, with a mark, where both meet, lying, with a mark.
  var upright: Character
  var uprightMark: Character
  var corner: Character
  var lying: Character
  var lyingMark: Character
  /// Between the parts of a line of words.
  public var separator: String

  public static let blocks = GraphGlyphs(
    levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], most: "˙", gap: "·", threshold: "╌", above: "↑", upright: "│",
    uprightMark: "┤", corner: "┼", lying: "─", lyingMark: "┴", separator: " · ")

  /// For terminals that show no more than ASCII.
  public static let ascii = GraphGlyphs(
    levels: ["_", ".", "-", "=", "+", "*", "#", "%"], most: "'", gap: ":", threshold: "~", above: "^", upright: "|",
    uprightMark: "+", corner: "+", lying: "-", lyingMark: "+", separator: ", ")

  /// One cell for a share of its height from 0 to 1. What is measured is never invisible.
  func cell(_ share: Double) -> Character {
    let level = (share * Double(levels.count)).rounded(.up)
    // A peak beside small values has a share that no integer holds, and one of no number at all has none.
    return level >= 1 ? levels[Int(min(level, Double(levels.count))) - 1] : levels[0]
  }
}
