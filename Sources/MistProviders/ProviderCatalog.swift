import MistModel

/// The providers of the original, in its order. A driver is one folder and one line here.
public enum ProviderCatalog {
  public static let all: [ProviderDescription] = [
    BareMetalDriver.description,
    AzureDriver.description,
    EC2Driver.description,
    GCEDriver.description,
    NephoScaleDriver.description,
    DigitalOceanDriver.description,
    LinodeDriver.description,
    OpenStackProvider.description,
    RackspaceProvider.description,
    SoftLayerDriver.description,
    HPCloudProvider.description,
    DockerDriver.description,
    VCloudProvider.description,
    IndonesianCloudProvider.description,
    LibvirtDriver.description,
  ]

  public static func description(of provider: ProviderID) -> ProviderDescription? {
    all.first { $0.provider.id == provider }
  }
}
