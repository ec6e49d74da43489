import MistModel

/// The account of a backend in `db.yaml`: every provider's credentials lay in the same few fields there, and go by
/// names of their own in a request.
struct StoredAccount: Sendable {
  var provider: ProviderID
  var parameters: [String: JSONValue] = [:]

  /// - Parameter kept: as the file names the provider: `ec2_eu_west` is a region of ec2.
  init(provider kept: String, fields: [String: YAMLValue]) throws {
    provider = ProviderID(kept)
    if kept.hasPrefix("ec2_") {
      provider = "ec2"
      parameters["region"] = .string(kept)
    } else if let region = try fields["region"]?.text {
      let isFirst = kept == "rackspace_first_gen"
      if isFirst { provider = "rackspace" }
      parameters["region"] = .string(isFirst ? "\(kept):\(region)" : region)
    }
    for (parameter, stored) in Self.names[provider.rawValue] ?? Self.unknownNames {
      guard let text = try fields[stored]?.text else { continue }
      parameters[parameter] = .string(text)
    }
    if ["vcloud", "indonesian_vcloud"].contains(kept), let login = parameters["username"]?.string,
      let sign = login.lastIndex(of: "@")
    {
      // Kept as one: `user@organization`.
      parameters["username"] = .string(String(login[..<sign]))
      parameters["organization"] = .string(String(login[login.index(after: sign)...]))
    }
  }

  /// By provider: what a request calls it, and what the file does.
  private static let names: [String: KeyValuePairs<String, String>] = [
    "azure": ["subscription_id": "apikey", "certificate": "apisecret"],
    "bare_metal": ["machine_ip": "apikey", "machine_user": "apisecret"],
    "digitalocean": ["token": "apisecret"],
    "docker": [
      "docker_host": "apiurl", "docker_port": "docker_port", "auth_user": "apikey", "auth_password": "apisecret",
      "key_file": "key_file", "cert_file": "cert_file",
    ],
    "ec2": ["api_key": "apikey", "api_secret": "apisecret"],
    "gce": ["email": "apikey", "private_key": "apisecret", "project_id": "tenant_name"],
    "hpcloud": ["username": "apikey", "password": "apisecret", "tenant_name": "tenant_name", "apiurl": "apiurl"],
    "indonesian_vcloud": ["username": "apikey", "password": "apisecret"],
    "libvirt": [
      "machine_hostname": "apiurl", "machine_user": "apikey", "machine_key": "apisecret", "ssh_port": "ssh_port",
    ],
    "linode": ["api_key": "apisecret"],
    "nephoscale": ["username": "apikey", "password": "apisecret"],
    "openstack": [
      "username": "apikey", "password": "apisecret", "auth_url": "apiurl", "tenant_name": "tenant_name",
      "compute_endpoint": "compute_endpoint",
    ],
    "rackspace": ["username": "apikey", "api_key": "apisecret"],
    "softlayer": ["username": "apikey", "api_key": "apisecret"],
    "vcloud": ["username": "apikey", "password": "apisecret", "host": "apiurl"],
  ]

  /// A provider that came later: the service may know it by the names of the file.
  private static let unknownNames: KeyValuePairs<String, String> = [
    "apikey": "apikey", "apisecret": "apisecret", "apiurl": "apiurl", "tenant_name": "tenant_name",
  ]
}
