/// Tells the addresses under which a machine is reached from outside from those of its inner networks.
enum OpenStackAddresses {
  /// A floating address is for reaching it from outside. A fixed one is its own, and inner, unless its network is part
  /// of the internet. Version 4 comes first, for the first address is the one that is tried.
  ///
  /// - Parameter networks: by name; clouds without floating addresses call one of theirs `public`.
  static func sorted(_ networks: [String: [OpenStackServer.Address]]) -> (open: [String], inner: [String]) {
    var (open, inner): ([String], [String]) = ([], [])
    let all = networks.sorted { $0.key < $1.key }.flatMap { name, addresses in addresses.map { (name, $0) } }
    for isVersion6 in [false, true] {
      // What is no address goes no further: programs are started with it.
      for (name, address) in all where isAddress(address.addr) && isVersion6 == address.addr.contains(":") {
        let isOpen =
          switch address.kind {
          case "floating": true
          case "fixed": !isInner(address.addr)
          default: name == "public" || (name != "private" && !isInner(address.addr))
          }
        if isOpen, !open.contains(address.addr) { open.append(address.addr) }
        if !isOpen, !inner.contains(address.addr) { inner.append(address.addr) }
      }
    }
    return (open, inner)
  }

  static func isAddress(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 45
      && text.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == "." || $0 == ":") }
      && (text.contains(".") || text.contains(":"))
  }

  /// Of the ranges that are not routed in the internet.
  static func isInner(_ text: String) -> Bool {
    if text.contains(":") {
      let lower = text.lowercased()
      return lower == "::1" || ["fc", "fd", "fe8", "fe9", "fea", "feb"].contains { lower.hasPrefix($0) }
    }
    let parts = text.split(separator: ".").compactMap { Int($0) }
    guard parts.count == 4 else { return true }
    switch (parts[0], parts[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (192, 168): return true
    case (172, 16...31), (100, 64...127): return true
    default: return false
    }
  }
}
