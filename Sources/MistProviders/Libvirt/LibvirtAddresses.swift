/// Which network addresses belong to which hardware addresses, by all that a hypervisor knows of it.
struct LibvirtAddresses: Sendable {
  private var known: [String: [String]] = [:]

  /// - Parameter answer: of the listing: what its networks' DHCP handed out (`leases`), the neighbours that its kernel
  ///   talked with (`neighbours`), what guests' agents say (`agent`).
  init(_ answer: VirshAnswer) {
    // In the order of their worth: the first is where a login is tried.
    for section in answer.all("leases") { read(section) { $0.count >= 5 ? ($0[2], $0[4]) : nil } }
    for section in answer.all("agent") { read(section) { $0.count == 4 ? ($0[1], $0[3]) : nil } }
    // IP, type, flags, hardware address; one without the flag 2 never answered.
    for section in answer.all("neighbours") {
      read(section) { $0.count >= 6 && $0[2] != "0x0" ? ($0[3], $0[0]) : nil }
    }
  }

  func addresses(of domain: LibvirtDomain) -> [String] {
    var seen: Set<String> = []
    return domain.hardwareAddresses.flatMap { known[$0] ?? [] }.filter { seen.insert($0).inserted }
  }

  private mutating func read(_ section: VirshAnswer.Section, _ pair: ([Substring]) -> (Substring, Substring)?) {
    var own = ""
    for line in section.lines {
      var words = line.split(separator: " ")
      // Further addresses of one card are listed below its first, with dashes in place of its name.
      if words.count == 4, words[0] == "-", words[1] == "-" { words[1] = own[...] }
      guard let (hardware, address) = pair(words), Self.isHardware(hardware) else { continue }
      own = String(hardware)
      let plain = String(address.prefix { $0 != "/" })
      guard Self.isAddress(plain) else { continue }
      known[hardware.lowercased(), default: []].append(plain)
    }
  }

  private static func isHardware(_ text: Substring) -> Bool {
    text.utf8.count == 17 && text.split(separator: ":").count == 6 && text.allSatisfy { $0.isHexDigit || $0 == ":" }
  }

  /// What can be no option and no name, and leads to one machine.
  private static func isAddress(_ text: String) -> Bool {
    let isWritten =
      text.contains(where: { $0 == "." || $0 == ":" }) && text.allSatisfy { $0.isHexDigit || $0 == "." || $0 == ":" }
    return isWritten && !text.hasPrefix("127.") && text != "::1" && !text.lowercased().hasPrefix("fe80:")
  }
}
