import MistModel
import Testing

@testable import MistProviders

/// The double holds everyone to VMware's schemas: what is not in them is not let through.
@Suite(withVendorDoubles)
struct VCloudSchemaTests {
  private typealias Deviation = (method: ProviderRequest.Method, target: String, type: String?, body: String)

  @Test func aDeviationIsNotLetThrough() async throws {
    let double = try VendorDouble("vcloud")
    defer { double.stop() }
    try await double.set(machines: 3)
    let token = try await token(at: double)
    let vm = "/api/vApp/vm-1"
    let undeploy = "application/vnd.vmware.vcloud.undeployVAppParams+xml"
    let deviations: [Deviation] = [
      (.post, vm + "/action/undeploy", undeploy, element("UndeployVAppParams", "<UndeployPowerAction/><Force/>")),
      (.post, vm + "/action/undeploy", undeploy, element("DeployVAppParams", "")),
      (.post, vm + "/action/undeploy", "text/xml", element("UndeployVAppParams", "")),
      (.post, vm + "/action/undeploy", undeploy, "<UndeployVAppParams/>"), (.post, vm + "/action/undeploy", nil, ""),
      (.post, vm + "/action/undeploy", undeploy, "<UndeployVAppParams"),
      (.post, vm + "/action/reconfigureVm", "application/vnd.vmware.vcloud.vm+xml", element("Vm", "")),
      (.post, vm + "/power/action/explode", nil, ""), (.get, vm + "/owner", nil, ""),
      (.get, "/api/query?type=vm&pageSize=129", nil, ""), (.get, "/api/query?type=vm&limit=5", nil, ""),
    ]
    let client = try ProviderClient(title: "test") { $0.text }
    for (method, target, type, body) in deviations {
      var headers = [("Authorization", "Bearer " + token), ("Accept", "application/*+xml;version=38.1")]
      if let type { headers.append(("Content-Type", type)) }
      let request = ProviderRequest(
        method, try ProviderURL(double.url + target), headers: headers, body: Array(body.utf8))
      #expect(try await client.send(request).status == 418, "\(method) \(target) \(body)")
    }
    // In no version, and in one that it does not speak.
    for accepted in ["application/*+xml", "application/*+xml;version=5.1", "application/json;version=38.1"] {
      let request = ProviderRequest(
        .get, try ProviderURL(double.url + "/api/query?type=vm"),
        headers: [("Authorization", "Bearer " + token), ("Accept", accepted)])
      #expect(try await client.send(request).status == 418, "\(accepted)")
    }
    #expect(try await double.deviations().count >= deviations.count + 3)
  }

  private func element(_ name: String, _ content: String) -> String {
    #"<\#(name) xmlns="\#(VCloudBody.namespace)">\#(content)</\#(name)>"#
  }

  private func token(at double: VendorDouble) async throws -> String {
    let login = try VCloudLogin(double.account("vcloud"), root: ProviderURL(double.url))
    return try await login.access(through: try ProviderClient(title: "test") { $0.text }).token
  }
}
