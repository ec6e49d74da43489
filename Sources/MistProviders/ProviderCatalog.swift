import MistModel

/// The providers of the original, in its order. A driver is one folder and one line here.
public enum ProviderCatalog {
  public static let all: [ProviderDescription] = [
    BareMetalDriver.description,
    unreached("azure", "Azure"),
    EC2Driver.description,
    unreached("gce", "Google Compute Engine"),
    unreached("nephoscale", "NephoScale"),
    DigitalOceanDriver.description,
    LinodeDriver.description,
    OpenStackProvider.description,
    RackspaceProvider.description,
    unreached("softlayer", "SoftLayer"),
    HPCloudProvider.description,
    DockerDriver.description,
    unreached("vcloud", "VMware vCloud"),
    unreached("indonesian_vcloud", "Indonesian Cloud"),
    LibvirtDriver.description,
  ]

  public static func description(of provider: ProviderID) -> ProviderDescription? {
    all.first { $0.provider.id == provider }
  }

  /// A provider of the original that this version knows by name only: adding one says so.
  private static func unreached(
    _ id: ProviderID, _ title: String, regions: [Provider.Region] = []
  ) -> ProviderDescription {
    ProviderDescription(
      provider: Provider(id: id, title: title, regions: regions, abilities: []), parameters: [],
      identity: { title, _ in AccountIdentity(provider: id, account: "", digestInput: id.rawValue + title) },
      idBindsAccount: true, fixedParameters: { _ in [:] }, makeDriver: nil, mayBeAddedUnreachable: false)
  }
}
