import ArgumentParser

/// What `add-backend` can be told of a backend, all providers together. Which of them a provider takes, and under
/// what name they are sent, is in `ProviderParameter.all`.
public struct ProviderOptions: ParsableArguments {
  @Option(
    name: [
      .customLong("region"),
      .customLong("ec2-region"), .customLong("rackspace-region"),
      .customLong("hp-region"), .customLong("openstack-region"),
    ],
    help: "The region, as list-providers shows it.")
  public var region: RegionName?

  @Option(name: .customLong("ec2-api-key"), help: "EC2: the access key id.")
  public var ec2APIKey: String?

  @Option(name: .customLong("ec2-api-secret"), help: "EC2: the secret access key.")
  public var ec2APISecret: SecretText?

  @Option(name: .customLong("rackspace-username"), help: "Rackspace: the user.")
  public var rackspaceUsername: String?

  @Option(name: .customLong("rackspace-api-key"), help: "Rackspace: the API key.")
  public var rackspaceAPIKey: SecretText?

  @Option(name: .customLong("nepho-username"), help: "NephoScale: the user.")
  public var nephoUsername: String?

  @Option(name: .customLong("nepho-password"), help: "NephoScale: the password.")
  public var nephoPassword: SecretText?

  @Option(name: .customLong("digi-token"), help: "DigitalOcean: the token.")
  public var digiToken: SecretText?

  @Option(name: .customLong("linode-api-key"), help: "Linode: the API key.")
  public var linodeAPIKey: SecretText?

  @Option(name: .customLong("openstack-username"), help: "OpenStack: the user.")
  public var openstackUsername: String?

  @Option(name: .customLong("openstack-password"), help: "OpenStack: the password.")
  public var openstackPassword: SecretText?

  @Option(name: .customLong("openstack-auth-url"), help: "OpenStack: where to log in, http://HOST:5000.")
  public var openstackAuthURL: String?

  @Option(name: .customLong("openstack-tenant"), help: "OpenStack: the tenant.")
  public var openstackTenant: String?

  @Option(
    name: .customLong("openstack-compute-endpoint"),
    help: "OpenStack: the compute service, if it is not where the login says.")
  public var openstackComputeEndpoint: String?

  @Option(name: .customLong("softlayer-username"), help: "SoftLayer: the user.")
  public var softlayerUsername: String?

  @Option(name: .customLong("softlayer-api-key"), help: "SoftLayer: the API key.")
  public var softlayerAPIKey: SecretText?

  @Option(name: .customLong("hp-username"), help: "HP Helion: the user.")
  public var hpUsername: String?

  @Option(name: .customLong("hp-password"), help: "HP Helion: the password.")
  public var hpPassword: SecretText?

  @Option(name: .customLong("hp-tenant"), help: "HP Helion: the tenant.")
  public var hpTenant: String?

  @Option(name: .customLong("azure-sub-id"), help: "Azure: the subscription id.")
  public var azureSubscription: String?

  @Option(
    name: .customLong("azure-cert-path"), help: "Azure: the PEM file with the application's certificate and its key.")
  public var azureCertificate: FilePath?

  @Option(name: .customLong("azure-tenant-id"), help: "Azure: the tenant (directory) id.")
  public var azureTenant: String?

  @Option(name: .customLong("azure-client-id"), help: "Azure: the application (client) id.")
  public var azureClient: String?

  @Option(name: .customLong("azure-client-secret"), help: "Azure: the application's secret, in place of a certificate.")
  public var azureClientSecret: SecretText?

  @Option(name: .customLong("docker-host"), help: "Docker: the host.")
  public var dockerHost: String?

  @Option(name: .customLong("docker-port"), help: "Docker: the port, 4243 if left out.")
  public var dockerPort: Int?

  @Option(name: .customLong("docker-auth-user"), help: "Docker: the user.")
  public var dockerUser: String?

  @Option(name: .customLong("docker-auth-password"), help: "Docker: the password.")
  public var dockerPassword: SecretText?

  @Option(name: .customLong("docker-key-file"), help: "Docker: the file with the client key.")
  public var dockerKey: FilePath?

  @Option(name: .customLong("docker-cert-file"), help: "Docker: the file with the client certificate.")
  public var dockerCertificate: FilePath?

  @Option(name: .customLong("docker-ca-cert-file"), help: "Docker: the file with the authority's certificate.")
  public var dockerAuthority: FilePath?

  @Option(name: .customLong("bare-hostname"), help: "A server: its address.")
  public var bareHostname: String?

  @Option(name: .customLong("bare-user"), help: "A server: the user, root if left out.")
  public var bareUser: String?

  @Option(name: .customLong("bare-port"), help: "A server: the port of SSH, 22 if left out.")
  public var barePort: Int?

  @Option(name: .customLong("bare-ssh-key-id"), help: "A server: the key to log in with.")
  public var bareKey: KeyName?

  @Option(name: .customLong("core-hostname"), help: "CoreOS: the address.")
  public var coreHostname: String?

  @Option(name: .customLong("core-user"), help: "CoreOS: the user, root if left out.")
  public var coreUser: String?

  @Option(name: .customLong("core-port"), help: "CoreOS: the port of SSH, 22 if left out.")
  public var corePort: Int?

  @Option(name: .customLong("core-ssh-key-id"), help: "CoreOS: the key to log in with.")
  public var coreKey: KeyName?

  @Option(name: .customLong("gce-email"), help: "Google: the e-mail address of the service account.")
  public var gceEmail: String?

  @Option(name: .customLong("gce-project-id"), help: "Google: the project.")
  public var gceProject: String?

  @Option(name: .customLong("gce-private-key"), help: "Google: the file with the private key.")
  public var gcePrivateKey: FilePath?

  @Option(name: .customLong("vcloud-username"), help: "vCloud: the user.")
  public var vcloudUsername: String?

  @Option(name: .customLong("vcloud-password"), help: "vCloud: the password.")
  public var vcloudPassword: SecretText?

  @Option(name: .customLong("vcloud-organization"), help: "vCloud: the organization.")
  public var vcloudOrganization: String?

  @Option(name: .customLong("vcloud-host"), help: "vCloud: the host.")
  public var vcloudHost: String?

  @Option(name: .customLong("indonesian-username"), help: "Indonesian Cloud: the user.")
  public var indonesianUsername: String?

  @Option(name: .customLong("indonesian-password"), help: "Indonesian Cloud: the password.")
  public var indonesianPassword: SecretText?

  @Option(name: .customLong("indonesian-organization"), help: "Indonesian Cloud: the organization.")
  public var indonesianOrganization: String?

  @Option(name: .customLong("indonesian-region"), help: "Indonesian Cloud: the host.")
  public var indonesianRegion: String?

  @Option(name: .customLong("libvirt-hostname"), help: "KVM: the address of the hypervisor.")
  public var libvirtHostname: String?

  @Option(name: .customLong("libvirt-user"), help: "KVM: the user, root if left out.")
  public var libvirtUser: String?

  @Option(name: .customLong("libvirt-key"), help: "KVM: the key to log in with.")
  public var libvirtKey: KeyName?

  @Option(name: .customLong("libvirt-ssh-port"), help: "KVM: the port of SSH, 22 if left out.")
  public var libvirtPort: Int?

  @Option(name: .customLong("libvirt-images"), help: "KVM: where the images are.")
  public var libvirtImages: String?

  @Option(name: .customLong("vsphere-username"), help: "vSphere: the user.")
  public var vsphereUsername: String?

  @Option(name: .customLong("vsphere-password"), help: "vSphere: the password.")
  public var vspherePassword: SecretText?

  @Option(name: .customLong("vsphere-host"), help: "vSphere: the host.")
  public var vsphereHost: String?

  @Option(name: .customLong("hostvirtual-api-key"), help: "HostVirtual: the API key.")
  public var hostvirtualAPIKey: SecretText?

  @Option(name: .customLong("vultr-api-key"), help: "Vultr: the API key.")
  public var vultrAPIKey: SecretText?

  @Option(name: .customLong("packet-api-key"), help: "Packet: the API key.")
  public var packetAPIKey: SecretText?

  @Option(name: .customLong("packet-project"), help: "Packet: the project.")
  public var packetProject: String?

  public init() {}
}
