import MistModel

/// What a new backend can be told, under the names of the service.
enum BackendParameters {
  static let options = [
    ModuleOption("region", "The region, as M(mist_providers) shows it."),
    ModuleOption("api_key", "EC2, Rackspace, Linode, SoftLayer: the API key.", isSecret: true),
    ModuleOption("api_secret", "EC2: the secret access key.", isSecret: true),
    ModuleOption("token", "DigitalOcean: the token.", isSecret: true),
    ModuleOption("username", "The user at the provider."),
    ModuleOption("password", "The user's password.", isSecret: true),
    ModuleOption("tenant_name", "OpenStack, HP Cloud: the tenant."),
    ModuleOption("auth_url", "OpenStack: where to log in."),
    ModuleOption("compute_endpoint", "OpenStack: the compute service, if it is not where the login says."),
    ModuleOption("email", "Google: the e-mail address of the service account."),
    ModuleOption("project_id", "Google: the project."),
    ModuleOption("private_key", .path, "Google: the file with the private key."),
    ModuleOption("subscription_id", "Azure: the subscription."),
    ModuleOption("certificate", .path, "Azure: the file with the certificate and its key."),
    ModuleOption("tenant_id", "Azure: the tenant (directory) id."),
    ModuleOption("client_id", "Azure: the application (client) id."),
    ModuleOption("client_secret", "Azure: the application's secret, in place of a certificate.", isSecret: true),
    ModuleOption("machine_ip", "A server: its address."),
    ModuleOption("machine_hostname", "Libvirt: the host."),
    ModuleOption("machine_user", "A server, libvirt: the user, C(root) if left out."),
    ModuleOption("machine_key", "A server, libvirt: the kept key to log in with."),
    ModuleOption("machine_port", "A server: the port of SSH, 22 if left out."),
    ModuleOption("ssh_port", "Libvirt: the port of SSH, 22 if left out."),
    ModuleOption("images_location", "Libvirt: the folder with the images."),
    ModuleOption("host", "vCloud: the host."),
    ModuleOption("organization", "vCloud: the organization."),
    ModuleOption("docker_host", "Docker: the host."),
    ModuleOption("docker_port", .int, "Docker: the port, 4243 if left out."),
    ModuleOption("auth_user", "Docker: the user."),
    ModuleOption("auth_password", "Docker: the password.", isSecret: true),
    ModuleOption("key_file", .path, "Docker: the file with the client key."),
    ModuleOption("cert_file", .path, "Docker: the file with the client certificate."),
    ModuleOption("ca_cert_file", .path, "Docker: the file with the authority's certificate."),
  ]

  /// What the service is told, with the defaults of the original client; a file is read and sent as its text.
  static func read(_ options: OptionValues, for provider: String) throws -> [String: JSONValue] {
    var parameters = defaults[provider] ?? [:]
    for option in Self.options {
      guard let value = options.value(option.name) else { continue }
      if option.kind == .path, let path = value.string {
        if !path.isEmpty { parameters[option.name] = .string(try LocalFiles.text(of: path)) }
      } else {
        parameters[option.name] = value
      }
    }
    return parameters
  }

  private static let defaults: [String: [String: JSONValue]] = [
    "bare_metal": ["machine_user": "root", "machine_port": "22"],
    "coreos": ["machine_user": "root", "machine_port": "22"],
    "libvirt": ["machine_user": "root", "ssh_port": "22"],
    "docker": ["docker_port": 4243],
  ]
}
