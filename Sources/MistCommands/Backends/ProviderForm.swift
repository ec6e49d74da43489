import MistModel

/// What `add-backend` knows of a provider.
public struct ProviderForm: Sendable {
  var id: ProviderID
  /// What its backends are called when nobody says: as `list-providers` calls it.
  var title: String
  var parameters: [ProviderParameter]

  init(_ id: ProviderID, _ title: String, _ parameters: [ProviderParameter]) {
    self.id = id
    self.title = title
    self.parameters = parameters
  }
}

extension ProviderForm {
  /// All providers that a backend can be added for, with what each wants to know. Data only.
  static let all: [ProviderForm] = [
    ProviderForm(
      "bare_metal", "Other Server",
      [
        .init("machine_ip", "--bare-hostname", .text(\.bareHostname)),
        .init("machine_user", "--bare-user", .text(\.bareUser), .otherwise("root")),
        .init("machine_port", "--bare-port", .numeral(\.barePort), .otherwise("22")),
        .init("machine_key", "--bare-ssh-key-id", .key(\.bareKey), .optional),
      ]),
    ProviderForm(
      "coreos", "CoreOS",
      [
        .init("machine_ip", "--core-hostname", .text(\.coreHostname)),
        .init("machine_user", "--core-user", .text(\.coreUser), .otherwise("root")),
        .init("machine_port", "--core-port", .numeral(\.corePort), .otherwise("22")),
        .init("machine_key", "--core-ssh-key-id", .key(\.coreKey), .optional),
      ]),
    ProviderForm(
      "azure", "Azure",
      [
        .init("subscription_id", "--azure-sub-id", .text(\.azureSubscription)),
        .init("certificate", "--azure-cert-path", .file(\.azureCertificate), .optional),
        .init("tenant_id", "--azure-tenant-id", .text(\.azureTenant), .optional),
        .init("client_id", "--azure-client-id", .text(\.azureClient), .optional),
        .init("client_secret", "--azure-client-secret", .secret(\.azureClientSecret), .optional),
      ]),
    ProviderForm(
      "ec2", "EC2",
      [
        .init("region", "--region", .region(\.region)),
        .init("api_key", "--ec2-api-key", .text(\.ec2APIKey)),
        .init("api_secret", "--ec2-api-secret", .secret(\.ec2APISecret)),
      ]),
    ProviderForm(
      "gce", "Google Compute Engine",
      [
        .init("email", "--gce-email", .text(\.gceEmail), .optional),
        .init("project_id", "--gce-project-id", .text(\.gceProject)),
        .init("private_key", "--gce-private-key", .file(\.gcePrivateKey)),
      ]),
    ProviderForm(
      "nephoscale", "NephoScale",
      [
        .init("username", "--nepho-username", .text(\.nephoUsername)),
        .init("password", "--nepho-password", .secret(\.nephoPassword)),
      ]),
    ProviderForm(
      "digitalocean", "DigitalOcean",
      [
        .init("token", "--digi-token", .secret(\.digiToken))
      ]),
    ProviderForm(
      "linode", "Linode",
      [
        .init("api_key", "--linode-api-key", .secret(\.linodeAPIKey))
      ]),
    ProviderForm(
      "openstack", "OpenStack",
      [
        .init("username", "--openstack-username", .text(\.openstackUsername)),
        .init("password", "--openstack-password", .secret(\.openstackPassword)),
        .init("auth_url", "--openstack-auth-url", .text(\.openstackAuthURL)),
        .init("tenant_name", "--openstack-tenant", .text(\.openstackTenant)),
        .init("region", "--openstack-region", .region(\.region), .optional),
        .init("compute_endpoint", "--openstack-compute-endpoint", .text(\.openstackComputeEndpoint), .optional),
      ]),
    ProviderForm(
      "rackspace", "Rackspace",
      [
        .init("region", "--region", .region(\.region)),
        .init("username", "--rackspace-username", .text(\.rackspaceUsername)),
        .init("api_key", "--rackspace-api-key", .secret(\.rackspaceAPIKey)),
      ]),
    ProviderForm(
      "softlayer", "SoftLayer",
      [
        .init("username", "--softlayer-username", .text(\.softlayerUsername)),
        .init("api_key", "--softlayer-api-key", .secret(\.softlayerAPIKey)),
      ]),
    ProviderForm(
      "hpcloud", "HP Helion Cloud",
      [
        .init("region", "--region", .region(\.region)),
        .init("username", "--hp-username", .text(\.hpUsername)),
        .init("password", "--hp-password", .secret(\.hpPassword)),
        .init("tenant_name", "--hp-tenant", .text(\.hpTenant)),
      ]),
    ProviderForm(
      "docker", "Docker",
      [
        .init("docker_host", "--docker-host", .text(\.dockerHost)),
        .init("docker_port", "--docker-port", .number(\.dockerPort), .otherwise("4243")),
        .init("auth_user", "--docker-auth-user", .text(\.dockerUser), .optional),
        .init("auth_password", "--docker-auth-password", .secret(\.dockerPassword), .optional),
        .init("key_file", "--docker-key-file", .file(\.dockerKey), .optional),
        .init("cert_file", "--docker-cert-file", .file(\.dockerCertificate), .optional),
        .init("ca_cert_file", "--docker-ca-cert-file", .file(\.dockerAuthority), .optional),
      ]),
    ProviderForm(
      "vcloud", "VMware vCloud",
      [
        .init("username", "--vcloud-username", .text(\.vcloudUsername)),
        .init("password", "--vcloud-password", .secret(\.vcloudPassword)),
        .init("organization", "--vcloud-organization", .text(\.vcloudOrganization)),
        .init("host", "--vcloud-host", .text(\.vcloudHost)),
      ]),
    ProviderForm(
      "indonesian_vcloud", "Indonesian Cloud",
      [
        .init("username", "--indonesian-username", .text(\.indonesianUsername)),
        .init("password", "--indonesian-password", .secret(\.indonesianPassword)),
        .init("organization", "--indonesian-organization", .text(\.indonesianOrganization)),
        .init("indonesianRegion", "--indonesian-region", .text(\.indonesianRegion), .optional),
      ]),
    ProviderForm(
      "libvirt", "KVM",
      [
        .init("machine_hostname", "--libvirt-hostname", .text(\.libvirtHostname)),
        .init("machine_user", "--libvirt-user", .text(\.libvirtUser), .otherwise("root")),
        .init("machine_key", "--libvirt-key", .key(\.libvirtKey), .optional),
        .init("ssh_port", "--libvirt-ssh-port", .numeral(\.libvirtPort), .otherwise("22")),
        .init("images_location", "--libvirt-images", .text(\.libvirtImages), .optional),
      ]),
    ProviderForm(
      "vsphere", "VMWare vSphere",
      [
        .init("username", "--vsphere-username", .text(\.vsphereUsername)),
        .init("password", "--vsphere-password", .secret(\.vspherePassword)),
        .init("host", "--vsphere-host", .text(\.vsphereHost)),
      ]),
    ProviderForm(
      "hostvirtual", "HostVirtual",
      [
        .init("api_key", "--hostvirtual-api-key", .secret(\.hostvirtualAPIKey))
      ]),
    ProviderForm(
      "vultr", "Vultr",
      [
        .init("api_key", "--vultr-api-key", .secret(\.vultrAPIKey))
      ]),
    ProviderForm(
      "packet", "Packet",
      [
        .init("api_key", "--packet-api-key", .secret(\.packetAPIKey)),
        .init("project_id", "--packet-project", .text(\.packetProject), .optional),
      ]),
  ]
}
