import MistModel
import Testing

@testable import MistProviders

/// Orders of machines, and what becomes of their parts.
extension AzureTests {
  private func parts(_ driver: AzureDriver) async throws -> [String] {
    let cards: [AzureNamed] = try await driver.api.all("/providers/\(AzureID.interfaces)", .network, of: "cards")
    let addresses: [AzureNamed] = try await driver.api.all("/providers/\(AzureID.addresses)", .network, of: "addresses")
    return (cards + addresses).map(\.name)
  }

  @Test func anOrderThatWasSentBeforeMakesNoSecondMachine() async throws {
    try await withDouble { (double, driver) async throws in
      let made = try await driver.create(order)
      #expect(try await driver.create(order).id == made.id)
      // As after a crash: another process, which has seen nothing.
      var again = order
      again.sentBefore = 1_793_534_400
      #expect(try await AzureDriver(account: double.account("azure")).create(again).id == made.id)
      #expect(try await driver.allMachines().map(\.id) == [made.id])
      #expect(try await parts(driver).count == 2)

      var other = order
      other.orderID = "order-2"
      let error = await thrownError { _ = try await driver.create(other) }
      #expect(error?.code == .conflict && error?.summary.contains("there is a machine 'db1'") == true)
      #expect(try await parts(driver).count == 2)
    }
  }

  /// What they stand in is made once, by whoever comes first.
  @Test func ordersAtOnceShareWhatTheyStandIn() async throws {
    try await withDouble { (_, driver) async throws in
      let orders = (1...4).map { number in
        var order = order
        (order.name, order.orderID) = ("web-\(number)", "order-\(number)")
        return order
      }
      let made = try await atOnce(orders) { try await driver.create($0).id }
      #expect(Set(made).count == 4)
      #expect(Set(try await driver.allMachines().map(\.id)) == Set(made))
      #expect(try await driver.networks().count { $0.id.rawValue.hasPrefix("mist-shell/") } == 2)
    }
  }

  @Test(arguments: ["networkInterfaces", "virtualMachines"])
  func whatWasMadeForAMachineThatIsRefusedIsRemoved(refused: String) async throws {
    try await withDouble { (double, driver) async throws in
      try await double.set(["machines": 2, "refuses": .string(refused)])
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.code == .conflict && error?.summary.contains("exceeding approved quota") == true)
      #expect(error?.summary.contains("(OperationNotAllowed)") == true)
      #expect(error?.details.isEmpty == true)
      // Nothing else went.
      #expect(Set(try await parts(driver)) == ["old0-nic", "old0-ip", "old1-nic", "old1-ip"])
      #expect(try await driver.networks().contains { $0.id == "mist-shell/mist-shell-westeurope/default" })
      _ = try await driver.create(order)
      #expect(try await waitUntilItRuns("db1", driver).publicIPs.count == 1)
    }
  }

  /// The answer of the machine's order is lost, once or for good: the machine is there, and nothing is taken from it.
  @Test(arguments: [1, Int.max])
  func aLostAnswerMakesNoSecondMachineAndTakesNothingAway(times: Int) async throws {
    try await withDouble { (double, _) async throws in
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try AzureDriver(account: double.account("azure", endpoint: proxy.url))
      proxy.inject(.lostAnswer, times: times) { $0.method == "PUT" && $0.target.contains("/virtualMachines/") }
      if times == 1 {
        #expect(try await driver.create(order).name == "db1")
      } else {
        let error = await thrownError { _ = try await driver.create(order) }
        #expect(error?.code == .unreachable)
        #expect(error?.hint?.hasPrefix("whether it was done is not known") == true)
        #expect(error?.details.first?.contains("are left and cost: db1-") == true)
      }
      proxy.reset()
      let machine = try await waitUntilItRuns("db1", driver)
      #expect(try await driver.create(order).id == machine.id)
      #expect(try await driver.allMachines().count == 1)
      #expect(machine.publicIPs.count == 1)
      #expect(proxy.count { $0.method == "DELETE" } == 0)
    }
  }

  @Test func partsThatCannotBeRemovedAreNamed() async throws {
    try await withDouble { (double, _) async throws in
      try await double.set(["refuses": "virtualMachines"])
      let proxy = try FaultProxy(to: .port(double.port))
      defer { proxy.stop() }
      let driver = try AzureDriver(account: double.account("azure", endpoint: proxy.url))
      let body = #"{"error": {"code": "ScopeLocked", "message": "The scope is locked."}}"#
      proxy.inject(.status(409, body: body)) { $0.method == "DELETE" }
      let error = await thrownError { _ = try await driver.create(order) }
      #expect(error?.details.count == 1)
      #expect(error?.details.first?.hasPrefix("could not be removed, and still costs: db1-") == true)
      #expect(error?.details.first?.hasSuffix("-ip") == true)
    }
  }

  /// The disk, the card and the address say themselves that they go with their machine.
  @Test func whatBelongsToAMachineGoesWithItAndNothingElse() async throws {
    try await withDouble { (double, driver) async throws in
      try await double.set(machines: 1)
      let made = try await driver.create(order)
      try await waitUntilItRuns("db1", driver)
      try await driver.destroy(made.id)
      #expect(Set(try await parts(driver)) == ["old0-nic", "old0-ip"])
      // Its owner did not say so of this one.
      let old = try #require(try await driver.allMachines().first)
      try await driver.destroy(old.id)
      #expect(try await driver.allMachines().isEmpty)
      #expect(Set(try await parts(driver)) == ["old0-nic", "old0-ip"])
    }
  }

  @Test func aLaterMachineOfTheSameNameIsAnotherOne() async throws {
    try await withDouble { (double, driver) async throws in
      let first = try await driver.create(order)
      try await waitUntilItRuns("db1", driver)
      let other = try AzureDriver(account: double.account("azure"))
      try await other.destroy(first.id)
      var order = order
      order.orderID = "order-2"
      let second = try await other.create(order)
      try await waitUntilItRuns("db1", other)
      #expect(first.id != second.id)
      await expectError(.notFound) { try await driver.destroy(first.id) }
      #expect(try await driver.allMachines().map(\.id) == [second.id])
    }
  }

  @Test func whatIsWrongWithAnOrderIsSaidBeforeItIsSent() async throws {
    try await withDouble { (double, driver) async throws in
      var orders = Array(repeating: order, count: 5)
      orders[0].size = nil
      orders[1].location = nil
      orders[2].key = nil
      orders[3].networks = ["legacy/office", "legacy/bare"]
      orders[4].image = "debian"
      for order in orders { await expectError(.invalid) { _ = try await driver.create(order) } }
      for name in ["", "-a", "a-", "a b", "a/b", "ä", String(repeating: "x", count: 65)] {
        var order = order
        order.name = name
        await expectError(.invalid, of: name) { _ = try await driver.create(order) }
      }
      #expect(try await double.requests().isEmpty)
      for id in ["", "abc", "../x", "00000000-0000-0000-0000-000000000000"] {
        await expectError(.notFound, of: id) { try await driver.destroy(MachineID(id)) }
      }
      for (network, location, code) in [
        ("office", "westeurope", MistError.Code.notFound), ("legacy/none", "westeurope", .notFound),
        ("legacy/office/none", "westeurope", .notFound), ("legacy/office", "eastus", .invalid),
        ("legacy/bare", "eastus", .invalid),
      ] {
        var order = order
        (order.networks, order.location) = ([NetworkID(network)], LocationID(location))
        await expectError(code, of: network) { _ = try await driver.create(order) }
      }
      #expect(try await parts(driver).isEmpty)
    }
  }
}
