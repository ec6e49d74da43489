import MistModel

extension DockerDriver {
  /// `GET /containers/C/logs`: taken apart by its two streams, but for a container that has a terminal, where both are one.
  func logs(of machine: MachineID, last count: Int) async throws -> [LogLine] {
    let container = try await engine.value(.init(.get, "containers", machine.rawValue, "json"), as: Inspected.self)
    let query = [("stdout", "1"), ("stderr", "1"), ("tail", "\(max(0, count))")]
    let answer = try await engine.send(.init(.get, "containers", machine.rawValue, "logs", query: query))
    var lines = LinesOfStreams()
    if container.Config.Tty == true {
      lines.add(answer.body, isError: false)
    } else {
      var frames = DockerFrames()
      for frame in try frames.frames(in: answer.body, of: account.title) {
        lines.add(frame.bytes, isError: frame.isError)
      }
    }
    return lines.finish()
  }
}

private struct Inspected: Decodable {
  struct Configuration: Decodable { var Tty: Bool? }

  var Config: Configuration
}

/// Lines of two streams, in the order in which they end.
private struct LinesOfStreams {
  private var lines: [LogLine] = []
  private var unended: [Bool: [UInt8]] = [:]

  mutating func add(_ bytes: [UInt8], isError: Bool) {
    var rest = unended[isError, default: []] + bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      append(rest[..<end], isError)
      rest.removeFirst(end + 1)
    }
    unended[isError] = rest
  }

  mutating func finish() -> [LogLine] {
    for isError in [false, true] {
      guard let rest = unended[isError], !rest.isEmpty else { continue }
      append(rest[...], isError)
    }
    return lines
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>, _ isError: Bool) {
    // A terminal ends its lines with both.
    let line = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
    lines.append(LogLine(String(decoding: line, as: UTF8.self), isError: isError))
  }
}
