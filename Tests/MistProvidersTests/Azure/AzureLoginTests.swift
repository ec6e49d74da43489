import MistModel
import Testing

@testable import MistProviders

/// The login of an application, by certificate and by secret.
@Suite(withVendorDoubles)
struct AzureLoginTests {
  private func withDouble(_ work: (VendorDouble) async throws -> Void) async throws {
    let double = try VendorDouble("azure")
    defer { double.stop() }
    try await work(double)
    #expect(try await double.deviations().isEmpty)
  }

  private func driver(_ double: VendorDouble, _ changes: [String: String?]) throws -> AzureDriver {
    let parameters = double.parameters.merging(changes.mapValues { $0 ?? "" }) { $1 }
    return try AzureDriver(account: double.account("azure", parameters))
  }

  @Test func aSecretStandsInForTheCertificate() async throws {
    try await withDouble { (double) async throws in
      try await driver(double, ["certificate": nil]).verify()
      let login = try #require(try await double.requests().first)
      #expect(login.body?["client_secret"]?.string == double.parameters["client_secret"])
      try await driver(double, ["client_secret": nil]).verify()
      #expect(try await double.requests().first?.body?["client_assertion"] != nil)
    }
  }

  @Test func aTokenIsKeptAndRenewedWhenItIsRefused() async throws {
    try await withDouble { (double) async throws in
      let driver = try driver(double, [:])
      for _ in 1...3 { _ = try await driver.allMachines() }
      #expect(try await double.requests().count { $0.method == "POST" } == 1)
      try await double.set(["revokes": true])
      try await driver.verify()
      #expect(try await double.requests().map(\.method) == ["GET", "POST", "GET"])
    }
  }

  @Test func aTokenIsNotBegunWithShortlyBeforeItsEnd() async throws {
    try await withDouble { (double) async throws in
      let clock = TestClock()
      var account = double.account("azure", double.parameters.merging(["certificate": ""]) { $1 })
      account.now = { clock.now }
      let driver = try AzureDriver(account: account)
      try await driver.verify()
      clock.now += 3200
      try await driver.verify()
      clock.now += 200
      try await driver.verify()
      #expect(try await double.requests().map(\.method) == ["POST", "GET", "GET", "POST", "GET"])
    }
  }

  @Test func whatIsRefusedIsToldAndNotShown() async throws {
    try await withDouble { (double) async throws in
      let wrong: [(change: [String: String], words: String)] = [
        (["certificate": "", "client_secret": "not-this-one"], "AADSTS7000215"),
        (["tenant_id": "example.org"], "AADSTS90002"), (["client_id": "somebody"], "AADSTS700016"),
      ]
      for (change, words) in wrong {
        let error = await thrownError { try await driver(double, change).verify() }
        #expect(error?.code == .credentialsRejected && error?.summary.contains(words) == true, "\(change)")
        #expect(error?.description.contains("not-this-one") == false)
        #expect(error?.description.contains("Trace ID") == false)
      }
      try await double.set(["revokes": true])
      let unknown = await thrownError { try await driver(double, ["subscription_id": "another"]).verify() }
      #expect(unknown?.code == .notFound && unknown?.summary.contains("SubscriptionNotFound") == true)
    }
  }

  @Test func aCertificateThatIsNotRegisteredIsRefused() async throws {
    try await withDouble { (double) async throws in
      let other = try VendorDouble("azure")
      defer { other.stop() }
      let certificate = try #require(other.parameters["certificate"])
      let error = await thrownError { try await driver(double, ["certificate": certificate]).verify() }
      #expect(error?.code == .credentialsRejected && error?.summary.contains("AADSTS700027") == true)
    }
  }

  @Test func whatIsNoCertificateIsSaidAndNotShown() async throws {
    try await withDouble { (double) async throws in
      let other = try VendorDouble("azure")
      defer { other.stop() }
      let (own, foreign) = (double.parameters["certificate"] ?? "", other.parameters["certificate"] ?? "")
      let begin = "-----BEGIN PRIVATE KEY-----"
      let certificate = own.components(separatedBy: begin)[0]
      let key = begin + own.components(separatedBy: begin)[1]
      let faults = [
        ("", "client_secret"), ("CERT", "no private key"), (certificate, "no private key"), (key, "no certificate"),
        (foreign.components(separatedBy: begin)[0] + key, "does not belong"),
        (own.replacing("PRIVATE KEY", with: "ENCRYPTED PRIVATE KEY"), "passphrase"),
        (certificate + "\(begin)\nAAAA\n-----END PRIVATE KEY-----", "no RSA key"),
      ]
      for (text, words) in faults {
        let error = await thrownError { _ = try driver(double, ["certificate": text, "client_secret": nil]) }
        #expect(error?.code == .invalid && error?.summary.contains(words) == true, "\(words): \(error?.summary ?? "")")
        #expect(error?.description.contains("BEGIN") == false)
      }
      // The key may stand first, and the certificates of authorities beside.
      try await driver(double, ["certificate": foreign.components(separatedBy: begin)[0] + key + certificate]).verify()
    }
  }

  /// The seed's two parameters belong to an API that is gone.
  @Test func whatTheSeedsParametersLackIsNamedWithItsPlace() async throws {
    try await withDouble { (double) async throws in
      let change: [String: String?] = ["tenant_id": nil, "client_id": nil, "client_secret": nil]
      let error = await thrownError { _ = try driver(double, change) }
      #expect(error?.code == .invalid)
      #expect(
        error?.summary == "required parameter not provided: tenant_id (Microsoft Entra ID, Overview), "
          + "client_id (App registrations, the application's Overview)")
      #expect(error?.hint?.contains("say --azure-tenant-id, --azure-client-id;") == true)
      let tenant = await thrownError { _ = try driver(double, ["tenant_id": nil]) }
      #expect(tenant?.summary.contains("client_id") == false)
      #expect(try await double.requests().isEmpty)
    }
  }

  @Test func whatGoesIntoAddressesIsAnID() {
    for (name, text) in [("tenant_id", ".."), ("tenant_id", "a/b"), ("subscription_id", ".."), ("subscription_id", "")]
    {
      let good = ["subscription_id": "s", "tenant_id": "t", "client_id": "c", "client_secret": "x"]
      let account = VendorDouble.azure(at: "http://127.0.0.1:1", good.merging([name: text]) { $1 })
      let error = #expect(throws: MistError.self) { _ = try AzureDriver(account: account) }
      #expect(error?.code == .invalid && error?.summary.contains(name) == true, "\(error?.summary ?? "")")
    }
  }

  @Test func anOperationThatEndsBadlyIsToldWithItsReason() async throws {
    let token = ScriptedServer.json(200, #"{"access_token": "t", "expires_in": "3599", "token_type": "Bearer"}"#)
    let vm =
      #"{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v","#
      + #" "name": "v", "properties": {"vmId": "7"}}"#
    let failed = #"{"status": "Failed", "error": {"code": "AllocationFailed", "message": "There is no room."}}"#
    let server = try ScriptedServer(
      token, ScriptedServer.json(200, #"{"value": [\#(vm)]}"#),
      ScriptedServer.json(202, "", "Azure-AsyncOperation: /operation?api-version=2024-11-01"),
      ScriptedServer.json(200, #"{"status": "InProgress"}"#, "Retry-After: 0"), ScriptedServer.json(200, failed))
    defer { server.stop() }
    let error = await thrownError { try await AzureDriver(account: VendorDouble.azure(at: server.url)).start("7") }
    #expect(error?.code == .failed)
    #expect(
      error?.summary == "Juno: 'start' of machine v ended with an error: There is no room. (AllocationFailed)")
    #expect(server.requests.count == 5)
  }

  /// The token goes nowhere else, whatever the answers say.
  @Test func linksToOtherPlacesAreNotFollowed() async throws {
    let token = ScriptedServer.json(200, #"{"access_token": "t", "expires_in": 3599, "token_type": "Bearer"}"#)
    let vm =
      #"{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v","#
      + #" "name": "v", "properties": {"vmId": "7"}}"#
    let page = ScriptedServer.json(200, #"{"value": [\#(vm)], "nextLink": "https://example.org/more"}"#)
    let other = try ScriptedServer(token, page)
    defer { other.stop() }
    let account = VendorDouble.azure(at: other.url)
    await expectError(.untrusted) { _ = try await AzureDriver(account: account).place(of: "7") }

    let accepted = ScriptedServer.json(202, "", "Azure-AsyncOperation: https://example.org/operation")
    let elsewhere = try ScriptedServer(token, ScriptedServer.json(200, #"{"value": [\#(vm)]}"#), accepted)
    defer { elsewhere.stop() }
    await expectError(.untrusted) { try await AzureDriver(account: VendorDouble.azure(at: elsewhere.url)).start("7") }
    #expect(elsewhere.requests.count == 3)
  }
}

extension VendorDouble {
  fileprivate static func azure(
    at endpoint: String,
    _ parameters: [String: String] = [
      "subscription_id": "s", "tenant_id": "t", "client_id": "c", "client_secret": "x",
    ]
  ) -> DriverAccount {
    DriverAccount(backend: "b1", title: "Juno", provider: "azure", parameters: parameters, endpoint: endpoint)
  }
}
