import MistModel
import Testing

@testable import MistProviders

/// What comes with a new machine at EC2: its key pair, its security group, its place; and that it is made once.
@Suite(withMoto)
struct EC2CreateTests {
  private let moto: MotoPeer

  init() throws {
    moto = try MotoPeer.get()
  }

  @Test func aKeyIsImportedOnceAndKnownByItsPublicHalf() async throws {
    let driver = try moto.driver(region: "eu-central-1")
    func keyName(of key: OrderedKey, for name: String) async throws -> String? {
      var order = MachineOrder.small(name)
      order.key = key
      let id = try await driver.create(order).id
      return try await driver.allMachines().first { $0.id == id }?.extra["key_name"]?.string
    }
    #expect(try await keyName(of: OrderedKey(name: "fleet", publicKey: TestKeys.rsa), for: "a") == "fleet")
    // Under another name, and with another comment, it is the same key.
    let same = OrderedKey(name: "other", publicKey: TestKeys.rsa.split(separator: " ").prefix(2).joined(separator: " "))
    #expect(try await keyName(of: same, for: "b") == "fleet")
    // Another key of the same name gets a name of its own, the same every time.
    let other = OrderedKey(name: "fleet", publicKey: TestKeys.ed25519)
    let name = try #require(try await keyName(of: other, for: "c"))
    #expect(name.hasPrefix("fleet-") && name.count == "fleet-".count + 8)
    #expect(try await keyName(of: other, for: "d") == name)
    let theirs = try moto.boto(region: "eu-central-1", "print(len(ec2.describe_key_pairs()['KeyPairs']))")
    #expect(theirs == ["2"])
  }

  @Test func theSecurityGroupLetsInSSHAlone() async throws {
    let driver = try moto.driver(region: "eu-west-2")
    for name in ["a", "b"] { _ = try await driver.create(.small(name)) }
    let rules = try moto.boto(
      region: "eu-west-2",
      """
      for g in ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["mist-shell-ssh"]}])["SecurityGroups"]:
        for p in g["IpPermissions"]:
          print(p["IpProtocol"], p["FromPort"], p["ToPort"], [r["CidrIp"] for r in p["IpRanges"]])
      """)
    #expect(rules == ["tcp 22 22 ['0.0.0.0/0']"])
  }

  @Test func aGroupThatPeopleNarrowedStaysAsItIs() async throws {
    let driver = try moto.driver(region: "eu-west-3")
    _ = try moto.boto(
      region: "eu-west-3",
      """
      g = ec2.create_security_group(GroupName="mist-shell-ssh", Description="ours")["GroupId"]
      ec2.authorize_security_group_ingress(GroupId=g, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
        "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}])
      """)
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    _ = try await moto.driver(region: "eu-west-3", endpoint: proxy.url).create(.small("a"))
    #expect(proxy.count { $0.body.contains("AuthorizeSecurityGroupIngress") } == 0)
    #expect(try await driver.allMachines().count == 1)
  }

  @Test func aMachineGoesWhereItIsOrdered() async throws {
    let driver = try moto.driver(region: "ap-northeast-1")
    let zones = try await driver.locations()
    #expect(zones.map(\.id.rawValue) == zones.indices.map(String.init))
    let networks = try await driver.networks()
    let cloud = try #require(networks.first { $0.id.rawValue.hasPrefix("vpc-") })
    let subnet = try #require(networks.last { $0.id.rawValue.hasPrefix("subnet-") })
    #expect(cloud.name.hasPrefix("default "))

    var order = MachineOrder.small("by-subnet")
    order.networks = [subnet.id]
    let first = try await driver.create(order).id
    order = .small("by-cloud")
    order.networks = [cloud.id]
    order.location = zones.last?.id
    let second = try await driver.create(order).id
    order = .small("by-zone-name")
    order.location = LocationID(zones[0].name)
    let third = try await driver.create(order).id
    let machines = try await driver.allMachines()
    func extra(_ id: MachineID, _ name: String) -> String? { machines.first { $0.id == id }?.extra[name]?.string }
    #expect(extra(first, "subnet_id") == subnet.id.rawValue)
    #expect(extra(second, "availability") == zones.last?.name)
    #expect(extra(third, "availability") == zones[0].name)

    order.location = "99"
    let error = await #expect(throws: MistError.self) { try await driver.create(order) }
    #expect(error?.code == .notFound && error?.hint?.contains(zones[0].name) == true)
    order = .small("nowhere")
    order.networks = ["subnet-none"]
    #expect(await #expect(throws: MistError.self) { try await driver.create(order) }?.code == .notFound)
  }

  /// What was lost on the way is sent again with the same token; EC2 then makes no second machine. (moto does.)
  @Test func anOrderSentAgainIsTheSameOrder() async throws {
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    let driver = try moto.driver(region: "ca-central-1", endpoint: proxy.url)
    proxy.inject(.hangUp, times: 1) { $0.body.contains("Action=RunInstances&") }
    let made = try await driver.create(.small("a"))
    let orders = proxy.requests.filter { $0.body.contains("Action=RunInstances&") }
    #expect(orders.map(\.isPassedOn) == [false, true])
    #expect(orders.allSatisfy { $0.body.contains("&ClientToken=order-of-a&") })
    #expect(try await driver.allMachines().filter { $0.name == "a" }.map(\.id) == [made.id])
  }

  @Test func aLongOrderIDIsShortened() async throws {
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    let driver = try moto.driver(region: "ca-central-1", endpoint: proxy.url)
    var order = MachineOrder.small("b")
    order.orderID = String(repeating: "ö", count: 100)
    try await driver.destroy(try await driver.create(order).id)
    let body = try #require(proxy.requests.first { $0.body.contains("Action=RunInstances&") }).body
    let token = body.split(separator: "&").first { $0.hasPrefix("ClientToken=") }?.dropFirst("ClientToken=".count)
    #expect(token?.count == 64 && token?.allSatisfy(\.isHexDigit) == true)
  }

  @Test func throttlingIsWaitedOut() async throws {
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    let driver = try moto.driver(region: "us-east-2", endpoint: proxy.url)
    let body =
      "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>slow</Message></Error></Errors></Response>"
    proxy.inject(.status(503, body: body, type: "text/xml"), times: 2)
    #expect(try await driver.allMachines().isEmpty)
    #expect(proxy.requests.count == 3)
  }
}

/// Public halves of keys that nobody has.
enum TestKeys {
  static let ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDRpvdxPMzxWCsgDqxPVLAFJUkWYVppW6P/OoU6Zaegn nobody"
  static let rsa = """
    ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC4HS6//pq/4FQ9RZO8UmRoVQOU3mFuqn+/SLWA3/abyLcjjp5ejQOlVkMsjMLB\
    7zKvUftNMxdlwgzgFcpwRxYfMbQS3B0NaTRBjX5I9OUmTCyPo4+AGDCLCDl1HXTD/H1XNLvnC5KJwa9VU/eQogLVbNMyXMlufuGk\
    SpZW9YVzIZuZvdrH3SnNzECeqK9DT3pU8WC+PnQYH2UigF2kRK9C7fSG9SKhG4OHrgcoNanbPFHbAtEdB6lGZBYDfVXdtiiTokbr\
    q3HQ7a1/g9CL78d77ToQmIbXVnw2MMM58IvF8BVDEv3BCK+C8u2PmqIFvaOZnHFiqpMFLLtVI4cFzv+x fleet
    """
}
