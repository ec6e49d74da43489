import MistModel
import Testing

@testable import MistProviders

/// The doubles hold everyone to the specification: what is not in it is not let through.
@Suite(withVendorDoubles)
struct VendorDoubleTests {
  private typealias Deviation = (method: ProviderRequest.Method, target: String, body: JSONValue?)

  @Test func aDeviationFromDigitalOceansSpecificationIsNotLetThrough() async throws {
    try await expectRefused(
      by: "digitalocean",
      [
        (.post, "/v2/droplets", ["name": "a", "size": 5, "image": "debian-13-x64"]),
        (.post, "/v2/droplets", ["name": "a", "size": "s-1vcpu-1gb", "image": "debian-13-x64", "ssh_key": "b"]),
        (.post, "/v2/droplets", ["name": "no way", "size": "s-1vcpu-1gb", "image": "debian-13-x64"]),
        (.post, "/v2/droplets/7/actions", ["type": "explode"]),
        (.get, "/v2/droplets?per_page=201", nil), (.get, "/v2/droplets?limit=5", nil),
        (.get, "/v2/droplets/seven", nil), (.get, "/v1/droplets", nil), (.put, "/v2/droplets/7", ["name": "b"]),
      ])
  }

  @Test func aDeviationFromLinodesSpecificationIsNotLetThrough() async throws {
    try await expectRefused(
      by: "linode",
      [
        (.post, "/v4/linode/instances", ["type": "g6-nanode-1"]),
        (.post, "/v4/linode/instances", ["type": "g6-nanode-1", "region": "us-east", "root_pass": "short"]),
        (.post, "/v4/linode/instances", ["type": "g6-nanode-1", "region": "us-east", "imgae": "linode/debian13"]),
        (.get, "/v4/linode/instances?page_size=10", nil), (.get, "/v4/linode/types?page_size=500", nil),
        (.put, "/v4/linode/instances/7", ["id": 8]), (.get, "/v3/linodes", nil),
      ])
  }

  @Test func aDeviationFromAzuresSpecificationIsNotLetThrough() async throws {
    let double = try VendorDouble("azure")
    defer { double.stop() }
    let api = try AzureAPI(account: double.account("azure"))
    let machine = AzureID(group: "g", kind: AzureID.machines, name: "a").path
    let deviations = [
      api.request(.get, "/providers/\(AzureID.machines)", .network),
      api.request(.get, "/providers/\(AzureID.machines)", .compute, [("statusOnly", "yes")]),
      api.request(.get, "/providers/\(AzureID.machines)", .compute, [("top", "5")]),
      api.request(.post, machine + "/explode", .compute),
      try api.request(.put, machine, .compute, json: ["properties": [:]]),
      try api.request(.put, machine, .compute, json: ["location": "eastus", "properties": ["vmId": "mine"]]),
      try api.request(.put, machine, .compute, json: ["location": "eastus", "proprieties": [:]]),
      try api.request(
        .put, AzureID(group: "g", kind: AzureID.addresses, name: "a").path, .network,
        json: ["location": "eastus", "properties": ["publicIPAllocationMethod": "Sometimes"]]),
      try api.request(.patch, machine, .compute, json: ["properties": ["hardwareProfile": ["vmSize": 7]]]),
    ]
    for request in deviations {
      #expect(try await api.send(request).status == 418, "\(request.method) \(request.url)")
    }
    #expect(try await double.deviations().count >= deviations.count)
  }

  private func expectRefused(by vendor: String, _ deviations: [Deviation]) async throws {
    let double = try VendorDouble(vendor)
    defer { double.stop() }
    let client = try ProviderClient(title: "test") { $0.text }
    let headers = [("Authorization", "Bearer " + double.token)]
    for (method, target, body) in deviations {
      let url = try ProviderURL(double.url + target)
      let request =
        try body.map { try ProviderRequest(method, url, headers: headers, json: $0) }
        ?? ProviderRequest(method, url, headers: headers)
      #expect(try await client.send(request).status == 418, "\(method) \(target)")
    }
    #expect(try await double.deviations().count >= deviations.count)
  }
}
