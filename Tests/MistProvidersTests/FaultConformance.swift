import MistModel
import MistProviders
import Testing

/// What every driver makes of a provider that fails: errors of the right kind, and nothing done twice.
struct FaultConformance: Sendable {
  /// Its endpoint is the proxy.
  var driver: any ProviderDriver
  var proxy: FaultProxy
  /// The request that lists machines, its first page.
  var isListing: @Sendable (FaultProxy.Request) -> Bool
  /// The request that makes a machine, or does another thing that must not be done twice.
  var isChange: @Sendable (FaultProxy.Request) -> Bool
  var change: @Sendable (any ProviderDriver) async throws -> Void
  /// The provider can tell that it is asked again for what it did: then asking again is right.
  var tellsRepeatedChanges = false
  /// An error of this status as the provider writes it, and the type of its content.
  var errorBody: @Sendable (_ status: Int) -> (text: String, type: String)
  /// Well formed, but none of what the driver reads.
  var wrongType: (text: String, type: String)
  /// A request for a further page, where there are pages: it gets the first one again and again.
  var isNextPage: (@Sendable (FaultProxy.Request) -> Bool)?

  func run() async throws {
    // Whatever is asked once and kept is there before.
    _ = try await driver.allMachines()
    try await refusalsHaveTheirKinds()
    try await patienceIsKept()
    try await brokenAnswersAreErrors()
    try await hangingCanBeLeft()
    try await changesAreNotRepeated()
    try await circlesEnd()
    proxy.reset()
    _ = try await driver.allMachines()
  }

  private func refusalsHaveTheirKinds() async throws {
    let kinds: [(Int, MistError.Code)] = [
      (401, .credentialsRejected), (403, .refused), (404, .notFound), (409, .conflict),
    ]
    for (status, code) in kinds {
      proxy.reset()
      inject(status)
      let error = await listingError()
      #expect(error?.code == code, "\(status): \(error?.summary ?? "no error")")
      #expect(error?.summary.hasPrefix(driver.account.title + ":") == true, "\(error?.summary ?? "")")
      let text = error?.description ?? ""
      #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    }
  }

  /// Trouble that passes is not seen; trouble that stays is told of.
  private func patienceIsKept() async throws {
    for (status, headers) in [(429, ["Retry-After: 1"]), (500, []), (503, [])] {
      proxy.reset()
      inject(status, headers: headers, times: 1)
      _ = try await driver.allMachines()
      #expect(proxy.count(where: isListing) >= 2, "\(status)")
    }
    proxy.reset()
    inject(429, headers: ["Retry-After: 3600"])
    let error = await listingError()
    #expect(error?.code == .tooMany && error?.hint == "try again in 3600 s", "\(error?.summary ?? "no error")")
    #expect(proxy.count(where: isListing) == 1)
  }

  private func brokenAnswersAreErrors() async throws {
    for fault in [FaultProxy.Fault.truncated, .hangUp] {
      proxy.reset()
      proxy.inject(fault, where: isListing)
      let error = await listingError()
      #expect(error?.code == .unreachable, "\(fault): \(error?.summary ?? "no error")")
    }
    for (text, type) in [wrongType, ("<html>Welcome to the hotel", "text/html"), ("", "text/plain")] {
      proxy.reset()
      proxy.inject(.status(200, body: text, type: type), where: isListing)
      let error = await listingError()
      #expect(error?.code == .failed, "\(type): \(error?.summary ?? "no error")")
    }
  }

  private func hangingCanBeLeft() async throws {
    proxy.reset()
    proxy.inject(.hang, where: isListing)
    let work = Task { [driver] in try await driver.allMachines() }
    while proxy.count(where: isListing) == 0 { try await Task.sleep(for: .milliseconds(10)) }
    work.cancel()
    let error = await #expect(throws: MistError.self) { try await work.value }
    #expect(error?.code == .interrupted)
  }

  /// Nobody knows whether a change whose answer was lost was made: it is asked for once and said so. A change that was
  /// put off may be asked for again.
  private func changesAreNotRepeated() async throws {
    let troubles: [FaultProxy.Fault] = [
      .hangUp, .status(500, body: errorBody(500).text, type: errorBody(500).type),
    ]
    for fault in troubles where !tellsRepeatedChanges {
      proxy.reset()
      proxy.inject(fault, where: isChange)
      let error = await #expect(throws: MistError.self, "\(fault)") { try await change(driver) }
      #expect(proxy.count(where: isChange) == 1, "\(fault)")
      #expect(error?.code == .unreachable)
      #expect(error?.hint?.hasPrefix("whether it was done is not known") == true, "\(error?.description ?? "")")
    }
    proxy.reset()
    let (text, type) = errorBody(429)
    proxy.inject(.status(429, body: text, type: type, headers: ["Retry-After: 0"]), times: 1, where: isChange)
    try await change(driver)
    #expect(proxy.count(where: isChange) == 2)
    #expect(proxy.count { isChange($0) && $0.isPassedOn } == 1)
  }

  private func circlesEnd() async throws {
    guard let isNextPage else { return }
    proxy.reset()
    proxy.inject(.samePage, where: isNextPage)
    let error = await listingError()
    #expect(error?.summary.contains("in a circle") == true, "\(error?.summary ?? "no error")")
    #expect(proxy.count(where: isNextPage) <= 3)
  }

  private func inject(_ status: Int, headers: [String] = [], times: Int = .max) {
    let (text, type) = errorBody(status)
    proxy.inject(.status(status, body: text, type: type, headers: headers), times: times, where: isListing)
  }

  private func listingError() async -> MistError? {
    await #expect(throws: MistError.self) { try await driver.allMachines() }
  }
}
