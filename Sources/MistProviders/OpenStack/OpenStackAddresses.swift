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
          case "fixed": !isInnerAddress(address.addr)
          default: name == "public" || (name != "private" && !isInnerAddress(address.addr))
          }
        if isOpen, !open.contains(address.addr) { open.append(address.addr) }
        if !isOpen, !inner.contains(address.addr) { inner.append(address.addr) }
      }
    }
    return (open, inner)
  }
}
