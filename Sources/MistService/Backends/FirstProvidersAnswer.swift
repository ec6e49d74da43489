import MistModel

/// `GET /providers` without `Api-Version`: one flat list, in which every region stood as a provider of its own.
struct FirstProvidersAnswer: Encodable, Sendable {
  struct Item: Encodable, Sendable {
    var title: String
    var provider: String
  }

  var supported_providers: [Item]

  init(_ providers: [Provider]) {
    supported_providers = providers.flatMap { provider -> [Item] in
      guard !Self.unknown.contains(provider.id) else { return [] }
      guard !provider.regions.isEmpty else { return [Item(title: provider.title, provider: provider.id.rawValue)] }
      return provider.regions.map { Self.item(of: provider, region: $0) }
    }
  }

  /// They came after that list.
  private static let unknown: Set<ProviderID> = ["indonesian_vcloud", "libvirt"]

  private static func item(of provider: Provider, region: Provider.Region) -> Item {
    let id = provider.id == "ec2" || region.id.contains(":") ? region.id : "\(provider.id):\(region.id)"
    return Item(title: titles[id] ?? "\(provider.title) - \(region.location)", provider: id)
  }

  private static let titles = [
    "ec2_ap_northeast": "EC2 AP NORTHEAST",
    "ec2_ap_southeast": "EC2 AP SOUTHEAST",
    "ec2_ap_southeast_2": "EC2 AP Sydney",
    "ec2_eu_west": "EC2 EU Ireland",
    "ec2_sa_east": "EC2 SA EAST",
    "ec2_us_east": "EC2 US EAST",
    "ec2_us_west": "EC2 US WEST",
    "ec2_us_west_oregon": "EC2 US WEST OREGON",
    "rackspace:dfw": "Rackspace DFW",
    "rackspace:ord": "Rackspace ORD",
    "rackspace:iad": "Rackspace IAD",
    "rackspace:lon": "Rackspace LON",
    "rackspace:syd": "Rackspace AU",
    "rackspace:hkg": "Rackspace HKG",
    "rackspace_first_gen:us": "Rackspace US (OLD)",
    "rackspace_first_gen:uk": "Rackspace UK (OLD)",
  ]
}
