import MistModel

/// The one command a probe sends, and how its answer is read. POSIX sh; each part says itself when it cannot.
enum SystemReport {
  static let command = """
    LC_ALL=C; export LC_ALL; \
    echo "uptime $(cat /proc/uptime 2>/dev/null)"; \
    echo "boottime $(sysctl -n kern.boottime 2>/dev/null)"; \
    echo "now $(date +%s)"; \
    echo "load $(uptime)"; \
    echo "cores $(getconf _NPROCESSORS_ONLN 2>/dev/null || grep -c ^processor /proc/cpuinfo)"; \
    echo "users $(who 2>/dev/null | wc -l)"; \
    (ip -o addr 2>/dev/null || ifconfig 2>/dev/null) | grep inet | sed 's/^/address /'
    """

  /// Throws when the answer is not that of the command: a banner in place of a shell, say.
  static func read(_ text: String, of machine: String) throws -> Probe.System {
    var parts: [Substring: Substring] = [:]
    var addresses: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ", maxSplits: 1)
      guard let name = words.first else { continue }
      let rest = words.count > 1 ? words[1] : ""
      if name == "address" {
        addresses += address(in: rest).map { [$0] } ?? []
      } else {
        parts[name] = rest
      }
    }
    guard let uptime = uptime(parts), let load = load(in: parts["load"] ?? "") else {
      let said = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "nothing"
      throw MistError(.failed, "\(machine) answered the probe with '\(said.prefix(120))'")
    }
    let (privateIPs, publicIPs) = addresses.partitioned(by: isPublic)
    return Probe.System(
      uptime: uptime, load: load, cores: number(parts["cores"]) ?? 1, users: number(parts["users"]) ?? 0,
      publicIPs: publicIPs, privateIPs: privateIPs)
  }

  /// Linux tells the seconds, the BSDs the moment (`{ sec = 1447150000, usec = 0 } …`).
  private static func uptime(_ parts: [Substring: Substring]) -> Double? {
    if let seconds = parts["uptime"]?.split(separator: " ").first.flatMap({ Double($0) }) { return seconds }
    guard let boot = parts["boottime"]?.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) }),
      let now = parts["now"].flatMap({ Double($0) })
    else { return nil }
    return now - boot
  }

  /// `… load average: 0.10, 0.20, 0.30`, or `load averages: 0.10 0.20 0.30`.
  private static func load(in uptime: Substring) -> [String]? {
    guard let start = uptime.firstRange(of: /load averages?:/)?.upperBound else { return nil }
    let numbers = uptime[start...].split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
    return numbers.count >= 3 ? Array(numbers.prefix(3)) : nil
  }

  private static func number(_ text: Substring?) -> Int? {
    text.flatMap { Int($0.trimmingPrefix(while: \.isWhitespace)) }
  }

  /// The address of a line of `ip -o addr` or `ifconfig`; loopback and link-local ones are left out.
  private static func address(in line: Substring) -> String? {
    let words = line.split(whereSeparator: \.isWhitespace)
    guard let label = words.firstIndex(where: { $0 == "inet" || $0 == "inet6" }), label + 1 < words.count else {
      return nil
    }
    let address = words[label + 1].prefix { $0 != "/" && $0 != "%" }.trimmingPrefix("addr:")
    let isLocal = address.hasPrefix("127.") || address == "::1" || address.lowercased().hasPrefix("fe80:")
    return isLocal ? nil : String(address)
  }

  private static func isPublic(_ address: String) -> Bool {
    let parts = address.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 4 else {
      return !(address.lowercased().hasPrefix("fc") || address.lowercased().hasPrefix("fd"))
    }
    return !(parts[0] == 10 || parts[0] == 172 && (16...31).contains(parts[1]) || parts[0] == 192 && parts[1] == 168)
  }
}

extension Array {
  fileprivate func partitioned(by belongsToSecond: (Element) -> Bool) -> ([Element], [Element]) {
    (filter { !belongsToSecond($0) }, filter(belongsToSecond))
  }
}
