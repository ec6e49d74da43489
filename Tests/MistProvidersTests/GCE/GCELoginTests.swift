import Foundation
import MistModel
import Synchronization
import Testing

@testable import MistProviders

/// How a service account gets in. The double has its assertions verified by google-auth.
@Suite(withVendorDoubles)
struct GCELoginTests {
  private func logins(_ double: VendorDouble) async throws -> Int {
    try await double.requests().count { $0.path == "/token" }
  }

  @Test func aTokenIsKeptAndRenewedOnceWhenItIsRefused() async throws {
    try await withGCE { double, driver in
      try await driver.verify()
      // All that ask meanwhile wait for the same one.
      async let first = driver.allMachines()
      async let second = driver.locations()
      _ = try await (first, second)
      #expect(try await logins(double) == 1)
      try await double.set(["lapse": true])
      _ = try await driver.allMachines()
      _ = try await driver.allMachines()
      #expect(try await logins(double) == 1)
    }
  }

  @Test func aTokenIsRenewedShortlyBeforeItsEnd() async throws {
    try await withGCE { double, _ in
      // Behind the double's clock: it refuses assertions of a time to come.
      let behind = Mutex(60.0)
      var account = double.account("gce")
      let now = account.now
      account.now = { now() - behind.withLock { $0 } }
      try await double.set(["token_life": 130])
      let driver = try GCEDriver(account: account)
      try await driver.verify()
      behind.withLock { $0 = 55 }
      try await driver.verify()
      #expect(try await logins(double) == 1)
      behind.withLock { $0 = 45 }
      try await driver.verify()
      #expect(try await logins(double) == 1)
    }
  }

  @Test func credentialsThatAreRefusedAreNotShown() async throws {
    try await withGCE { double, _ in
      let other = try VendorDouble("gce")
      defer { other.stop() }
      var parameters = double.parameters
      parameters["private_key"] = other.parameters["private_key"]
      let error = await thrownError {
        try await GCEDriver(account: double.account("gce", parameters)).verify()
      }
      #expect(error?.code == .credentialsRejected)
      #expect(
        error?.summary.contains("does not accept the credentials: Invalid JWT") == true, "\(error?.summary ?? "")")
      #expect(error?.description.contains("PRIVATE KEY") == false)

      parameters = double.parameters
      parameters["email"] = "somebody@golden-cloud-7.iam.gserviceaccount.com"
      await expectError(.credentialsRejected) {
        try await GCEDriver(account: double.account("gce", parameters)).verify()
      }
      parameters = double.parameters
      parameters["project_id"] = "somebody-elses"
      await expectError(.notFound) { try await GCEDriver(account: double.account("gce", parameters)).verify() }
    }
  }

  /// PKCS #8 as it stands, with its lines' ends written out, PKCS #1, and the file that Google's console makes.
  @Test func theKeyMayComeInEveryFormOfGoogles() async throws {
    try await withGCE { double, _ in
      let key = try #require(double.parameters["private_key"])
      let email = try #require(double.parameters["email"])
      let base64 = key.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
      // The older form is what stands in the newer one behind 26 bytes that say what it is.
      let older = try #require(Data(base64Encoded: base64)).dropFirst(26).base64EncodedString(
        options: [.lineLength64Characters, .endLineWithLineFeed])
      // Nobody listens there: it is not asked for tokens.
      let file = try String(
        decoding: JSONEncoder().encode([
          "type": "service_account", "client_email": email, "private_key": key, "private_key_id": "5f1e",
          "project_id": "another", "token_uri": "http://127.0.0.1:9/token",
        ]), as: UTF8.self)
      let forms = [
        (email, key), (email, key.replacing("\n", with: "\\n")),
        (email, "-----BEGIN RSA PRIVATE KEY-----\n\(older)\n-----END RSA PRIVATE KEY-----\n"), (nil, file), ("", file),
        // As openssl takes it out of a .p12 file.
        (email, "Bag Attributes\n    friendlyName: privatekey\nKey Attributes: <No Attributes>\n" + key),
        (email, file),
      ]
      for (email, key) in forms {
        var parameters = double.parameters
        parameters["email"] = email
        parameters["private_key"] = key
        try await GCEDriver(account: double.account("gce", parameters)).verify()
        let identity = GCEDriver.description.identity("Juno", parameters)
        #expect(identity.account == double.parameters["email"] && identity.provider == "gce")
      }
    }
  }

  @Test func whatIsNoKeyIsSaidAtOnce() async throws {
    try await withGCE { double, _ in
      let key = try #require(double.parameters["private_key"])
      let cases: [(changed: [String: String?], hint: String)] = [
        (["private_key": "MIIKPAIBAzCCCfgGCSqGSIb3"], "openssl pkcs12"), (["private_key": ""], "add it again"),
        (
          ["private_key": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----"],
          "passphrase"
        ),
        (["private_key": #"{"type": "authorized_user", "client_email": "a@b.example"}"#], "service account"),
        (["private_key": #"{"type": "service_account", "client_email": "a@b.example"}"#], "openssl"),
        (["email": nil], "--gce-email"), (["project_id": nil], "add it again"), (["project_id": "a/b"], "project's id"),
      ]
      for (changed, hint) in cases {
        let parameters = double.parameters.merging(changed.compactMapValues { $0 }) { $1 }
          .filter { changed[$0.key] != .some(nil) }
        let error = await thrownError { _ = try GCEDriver(account: double.account("gce", parameters)) }
        #expect(error?.code == .invalid && error?.hint?.contains(hint) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains(key) == false)
      }
      #expect(try await double.requests().isEmpty)
    }
  }

  /// Two projects of one service account are two backends.
  @Test func theProjectIsPartOfTheIdentity() {
    func identity(_ project: String) -> AccountIdentity {
      GCEDriver.description.identity("Juno", ["email": "a@b.example", "private_key": "x", "project_id": project])
    }
    #expect(identity("one").digestInput != identity("two").digestInput)
    #expect(identity("one").account == "a@b.example")
  }
}
