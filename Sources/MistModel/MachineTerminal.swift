/// A terminal that is open on a machine, and the shell at it.
public struct MachineTerminal: Sendable {
  public struct Size: Hashable, Sendable {
    public var rows: Int
    public var columns: Int

    public init(rows: Int, columns: Int) {
      self.rows = rows
      self.columns = columns
    }
  }

  /// What is told of the terminal before it is opened.
  public struct Kind: Hashable, Sendable {
    /// What it understands, as `TERM` says it.
    public var name: String
    public var size: Size

    public init(name: String, size: Size) {
      self.name = name
      self.size = size
    }
  }

  /// What is done while it is open; when that ends, it is closed.
  public typealias Work = @Sendable (MachineTerminal) async throws -> Void

  /// The next bytes that it shows, as they are; `nil` once the shell has ended. To be called by one task.
  public var next: @Sendable () async throws -> [UInt8]?
  /// Keys as a terminal sends them: Ctrl-C is the byte 3, and the machine's affair.
  public var type: @Sendable (_ keys: [UInt8]) async throws -> Void
  public var resize: @Sendable (Size) async throws -> Void

  public init(
    next: @escaping @Sendable () async throws -> [UInt8]?,
    type: @escaping @Sendable (_ keys: [UInt8]) async throws -> Void,
    resize: @escaping @Sendable (Size) async throws -> Void
  ) {
    self.next = next
    self.type = type
    self.resize = resize
  }
}
