import MistModel

/// The name of a resource: its group, its kind, and its own. Azure writes one and the same now with large letters and
/// now with small ones, so only `key` is compared.
struct AzureID: Sendable {
  let group: String
  /// `Microsoft.Compute/virtualMachines`.
  let kind: String
  let name: String
  /// The name of a part, such as a subnet, with its kind.
  let part: (kind: String, name: String)?

  init(group: String, kind: String, name: String, part: (kind: String, name: String)? = nil) {
    self.group = group
    self.kind = kind
    self.name = name
    self.part = part
  }

  /// - Parameter text: as Azure writes it: `/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/disks/D`.
  /// - Returns: `nil` for what is no such id.
  init?(_ text: String) {
    let words = text.split(separator: "/").map(String.init)
    guard words.count == 8 || words.count == 10, words[0].lowercased() == "subscriptions",
      words[2].lowercased() == "resourcegroups", words[4].lowercased() == "providers"
    else { return nil }
    self.init(
      group: words[3], kind: words[5] + "/" + words[6], name: words[7],
      part: words.count == 10 ? (words[8], words[9]) : nil)
  }

  /// Below the subscription, encoded.
  var path: String {
    let place = "/resourceGroups/\(percentEncoded(group))/providers/\(kind)/\(percentEncoded(name))"
    return place + (part.map { "/\($0.kind)/\(percentEncoded($0.name))" } ?? "")
  }

  /// The same for all spellings.
  var key: String { path.lowercased() }

  /// What people type: `group/name`, with the part's name behind it.
  var short: String { ([group.lowercased(), name] + (part.map { [$0.name] } ?? [])).joined(separator: "/") }
}

extension AzureID {
  static let machines = "Microsoft.Compute/virtualMachines"
  static let images = "Microsoft.Compute/images"
  static let networks = "Microsoft.Network/virtualNetworks"
  static let interfaces = "Microsoft.Network/networkInterfaces"
  static let addresses = "Microsoft.Network/publicIPAddresses"
  static let securityGroups = "Microsoft.Network/networkSecurityGroups"
}
