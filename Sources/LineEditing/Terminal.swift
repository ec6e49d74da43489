import Glibc

/// The terminal a line is typed at.
public struct Terminal: Sendable {
  /// Where keys come from; the editor never closes it.
  public var input: Int32
  /// What is drawn on; the editor never closes it.
  public var output: Int32

  /// The terminal of standard input and output, unless others are named.
  public init(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) {
    self.input = input
    self.output = output
  }

  /// Rows and columns; 24 by 80 when the terminal does not say.
  public var size: (rows: Int, columns: Int) {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1, size.ws_row > 0 else { return (24, 80) }
    return (Int(size.ws_row), Int(size.ws_col))
  }
}
