import MistModel

/// What the machine answered to a pull.
struct PullAnswer {
  /// The most that an answer may unpack to: six hours of some thousand metrics.
  static let limit = 256 << 20

  /// By the machine's clock.
  var now: Int
  /// Seconds that the machine's clock is ahead of what ours showed when it was asked.
  var offset: Int
  /// The values are those after `since`, up to `until`.
  var since: Int
  var until: Int
  /// Which collectd of ours is installed.
  var collectd: MonitoringMethod?
  var samplerLines: ArraySlice<UInt8>
  var csvLines: ArraySlice<UInt8>

  init(_ bytes: [UInt8], from machine: String) throws {
    let plain = Gunzip.isPacked(bytes) ? try Gunzip.unpack(bytes, limit: Self.limit) : bytes
    let head = plain.prefix { $0 != newline }
    let words = head.count > 200 ? [] : String(decoding: head, as: UTF8.self).split(separator: " ")
    guard words.first == "mist" else {
      let said = MachineText.lines(plain.prefix(300), atMost: 1).first ?? ""
      throw MistError(.failed, "\(machine) answered '\(said)' when asked for what was measured")
    }
    let numbers = words.dropFirst().prefix(4).compactMap { Int($0) }
    let body = plain[head.endIndex...]
    guard words.count == 6, numbers.count == 4, let sampler = body.firstRange(of: Array("\n[sampler]\n".utf8)),
      // Its first line break may be the last of the mark before.
      let csv = body[(sampler.upperBound - 1)...].firstRange(of: Array("\n[csv]\n".utf8)),
      body.suffix(6).elementsEqual("[end]\n".utf8)
    else { throw MistError(.connectionLost, "what \(machine) measured came only in part") }
    guard words[5] != "none" else {
      throw MistError(
        .notFound, "nothing measures \(machine)", hint: "enable-monitoring puts there what does")
    }
    (now, offset, since, until) = (numbers[0], numbers[1], numbers[2], numbers[3])
    collectd = words[5] == "system" ? .collectd : words[5] == "rootless" ? .rootlessCollectd : nil
    samplerLines = body[sampler.upperBound..<max(sampler.upperBound, csv.lowerBound)]
    csvLines = body[csv.upperBound...].dropLast(6)
  }
}

let newline = UInt8(ascii: "\n")
