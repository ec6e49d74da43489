import MistClient
import MistModel
import MistWire
import Testing

@Suite struct BackendsAndKeysTests {
  @Test(arguments: Way.allCases) func fifteenProvidersInTheOriginalsOrder(_ way: Way) async throws {
    try await Place.with(way) { place in
      let providers = try await place.client.providers()
      #expect(providers.count == 15)
      #expect(providers.first?.id == "bare_metal")
      #expect(providers[2].regions.map(\.id).contains("ec2_us_west_oregon"))
      #expect(providers.last?.title == "KVM (via libvirt)")
    }
  }

  @Test(arguments: Way.allCases) func aKeyLivesItsLife(_ way: Way) async throws {
    try await Place.with(way) { place in
      let client = place.client
      let privateKey = try await client.generateKey()
      #expect(try await client.keys().isEmpty, "generating keeps nothing")
      try await client.addKey("first", privateKey: privateKey)
      try await client.addKey("a/b ?#%ü", privateKey: try await client.generateKey())
      #expect(try await client.keys().map(\.id) == ["first", "a/b ?#%ü"])
      #expect(try await client.keys().filter(\.isDefault).map(\.id) == ["first"])

      try await client.setDefaultKey("a/b ?#%ü")
      try await client.renameKey("a/b ?#%ü", to: "second")
      #expect(try await client.keys().filter(\.isDefault).map(\.id) == ["second"])
      #expect(try await client.publicKey(of: "second").hasPrefix("ssh-ed25519 "))
      #expect(try await client.privateKey(of: "first").contains("PRIVATE KEY"))

      try await client.deleteKey("second")
      #expect(try await client.keys().filter(\.isDefault).map(\.id) == ["first"])
    }
  }

  @Test(arguments: Way.allCases) func anRSAKeyOnRequest(_ way: Way) async throws {
    try await Place.with(way) { place in
      try await place.client.addKey("rsa", privateKey: try await place.client.generateKey(.rsa))
      #expect(try await place.client.publicKey(of: "rsa").hasPrefix("ssh-rsa "))
    }
  }

  @Test(arguments: Way.allCases) func errorsKeepTheirKindOverTheWire(_ way: Way) async throws {
    try await Place.with(way) { place in
      let client = place.client
      try await client.addKey("k", privateKey: try await client.generateKey())
      await expect(.conflict) { try await client.addKey("k", privateKey: try await client.generateKey()) }
      await expect(.invalid) { try await client.addKey("text", privateKey: "no key at all") }
      await expect(.notFound) { try await client.deleteKey("nosuch") }
      await expect(.notFound) { try await client.deleteBackend("nosuch") }
      await expect(.notFound) { _ = try await client.job("nosuch") }
      await expect(.notSupported) {
        // Its cloud is closed.
        try await client.addBackend(
          title: "E", provider: "nephoscale", parameters: ["username": "ann", "password": "secret"])
      }
      await expect(.invalid) { try await client.addBackend(title: "E", provider: "nosuch", parameters: [:]) }
      await expect(.invalid) { try await client.addBackend(title: "E", provider: "bare_metal", parameters: [:]) }
    }
  }

  @Test(arguments: Way.allCases) func whoIsLoggedIn(_ way: Way) async throws {
    try await Place.with(way) { place in
      let account = try await place.client.account()
      #expect(account.email == (way == .http ? "ann@example.org" : ""))
      #expect(!account.currentPlan.isEmpty)
    }
  }

  @Test func aWrongPasswordIsNotLoggedIn() async throws {
    try await Place.with(.http) { place in
      let transport = try #require(place.client.transport as? HTTPTransport)
      let stranger = MistClient(
        transport: transport, credentials: Credentials(email: "ann@example.org", password: "wrong"))
      await expect(.notLoggedIn) { _ = try await stranger.backends() }
      let nobody = MistClient(transport: transport)
      await expect(.notLoggedIn) { _ = try await nobody.backends() }
    }
  }

  @Test func onlyTheOwnerMakesLogins() async throws {
    try await Place.with(.http) { place in
      await expect(.refused) { try await place.client.addAccount(email: "bob@example.org", password: "pw pw pw") }
    }
  }

  @Test func aServiceThatIsNotThereIsUnreachable() async throws {
    let client = MistClient(transport: try HTTPTransport(url: "http://127.0.0.1:1"))
    await expect(.serviceUnreachable) { _ = try await client.backends() }
  }
}

/// The work must throw a `MistError` of this kind.
func expect(
  _ code: MistError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Void
) async {
  do {
    try await work()
    Issue.record("nothing was thrown; expected \(code.rawValue)", sourceLocation: sourceLocation)
  } catch let error as MistError {
    #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
}
