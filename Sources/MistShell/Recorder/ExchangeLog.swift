import MistModel
import MistWire

/// What was said between the shell and the service while a session was recorded; masked as it comes in.
struct ExchangeLog: Sendable {
  private struct Entry: Sendable {
    var number: Int
    var exchange: RecordedExchange
    /// Of a stream: what has come behind its last line end.
    var rest: [UInt8] = []
    var isLoggedIn: Bool
  }

  private var entries: [Entry] = []
  private var lastNumber = 0
  var mask = SecretMask()

  init() {}

  /// An empty one; answers that another one still waits for are not taken for its own.
  init(numbersAfter other: ExchangeLog) { lastNumber = other.lastNumber }

  var count: Int { entries.count }

  /// Forgets all but the first ones.
  mutating func keepFirst(_ count: Int) {
    entries.removeLast(max(0, entries.count - count))
  }

  /// `nil` for what is left out: a replay is logged in already.
  mutating func begin(_ request: WireRequest) -> Int? {
    let exchange = RecordedExchange(request, masking: &mask)
    if request.path.text == "/auth" {
      // It follows a token that was no longer accepted; the same request comes again.
      entries.removeAll { $0.isLoggedIn && $0.exchange.answer?.status == 401 }
      return nil
    }
    lastNumber += 1
    let isLoggedIn = request.headers[WireHeader.authorization] != nil
    entries.append(Entry(number: lastNumber, exchange: exchange, isLoggedIn: isLoggedIn))
    return lastNumber
  }

  mutating func end(_ number: Int, _ answer: WireAnswer) {
    guard let index = index(of: number) else { return }
    entries[index].exchange.answer = .init(answer, masking: &mask)
  }

  mutating func fail(_ number: Int, _ error: any Error) {
    guard let index = index(of: number) else { return }
    entries[index].exchange.error = ErrorBody(Self.told(error))
  }

  mutating func beginStream(_ number: Int, status: Int, headers: [String: String]) {
    guard let index = index(of: number) else { return }
    entries[index].exchange.answer = .init(status: status, headers: headers)
    entries[index].exchange.answer?.pieces = []
  }

  mutating func add(_ piece: Recorder.Piece, to number: Int) {
    guard let index = index(of: number) else { return }
    switch piece {
    case .bytes(let bytes):
      entries[index].rest += bytes
      while let end = entries[index].rest.firstIndex(of: UInt8(ascii: "\n")) {
        addPiece(Array(entries[index].rest[...end]), at: index)
        entries[index].rest.removeFirst(end + 1)
      }
    case .end:
      flush(index)
    case .error(let error):
      flush(index)
      entries[index].exchange.answer?.error = ErrorBody(Self.told(error))
    }
  }

  /// The lines of `wire.jsonl`. A request that is not answered yet is none of them.
  func lines() -> [String] {
    entries.compactMap { entry in
      guard entry.exchange.answer != nil || entry.exchange.error != nil else { return nil }
      var exchange = entry.exchange
      // What is secret may have been learnt later than this was said.
      exchange.request.path = mask.masked(exchange.request.path)
      guard let bytes = try? WireJSON.bytes(exchange) else { return nil }
      return mask.masked(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Cut at line ends, whatever pieces it came in: a half line of JSON cannot be masked.
  private mutating func addPiece(_ bytes: [UInt8], at index: Int) {
    guard let piece = RecordedBody(bytes, masking: &mask) else { return }
    entries[index].exchange.answer?.pieces?.append(piece)
  }

  private mutating func flush(_ index: Int) {
    addPiece(entries[index].rest, at: index)
    entries[index].rest = []
  }

  private func index(of number: Int) -> Int? {
    entries.lastIndex { $0.number == number }
  }

  private static func told(_ error: any Error) -> MistError {
    (error as? MistError) ?? MistError(.interrupted, "interrupted")
  }
}
