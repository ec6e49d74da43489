import MistModel
import Testing

@testable import MistProviders

/// The EC2 driver on moto, which checks signatures and rights.
@Suite(withMoto)
struct EC2DriverTests {
  private let moto: MotoPeer

  init() throws {
    moto = try MotoPeer.get()
  }

  @Test func conforms() async throws {
    let driver = try moto.driver(region: "ec2_eu_west")
    var order = MachineOrder.small("web1")
    order.location = "1"
    order.key = OrderedKey(name: "fleet", publicKey: TestKeys.rsa)
    let suite = DriverConformance(
      driver: driver, order: order,
      abilities: [
        .images, .sizes, .locations, .networks, .keys, .create, .start, .stop, .reboot, .destroy, .rename, .resize,
      ],
      otherSize: "t3.small", searchedImage: "UBUNTU")
    try await suite.run()
  }

  @Test func failsWell() async throws {
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    var driver = try moto.driver(region: "ap-southeast-2", endpoint: proxy.url)
    driver.pageSize = 1
    for name in ["a", "b", "c"] { _ = try await driver.create(.small(name)) }
    let machine = try #require(try await driver.allMachines().first).id
    let codes = [401: "AuthFailure", 403: "UnauthorizedOperation", 404: "InvalidInstanceID.NotFound"]
    let suite = FaultConformance(
      driver: driver, proxy: proxy, isListing: { $0.body.contains("Action=DescribeInstances&") },
      isChange: { $0.body.contains("Action=RebootInstances&") }, change: { try await $0.reboot(machine) },
      errorBody: { status in
        let code = codes[status] ?? "Other"
        let text = """
          <?xml version="1.0"?><Response><Errors><Error><Code>\(code)</Code><Message>no \u{1B}[31m&#27;[2J way</Message>
          </Error></Errors><RequestID>1</RequestID></Response>
          """
        return (text, "text/xml")
      },
      wrongType: ("<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>", "text/xml"),
      isNextPage: { $0.body.contains("Action=DescribeInstances&") && $0.body.contains("NextToken") })
    try await suite.run()
  }

  // MARK: - Who is let in

  @Test func wrongCredentialsAreTold() async throws {
    let wrong = try EC2Driver(account: try moto.account(region: "us-east-1", secret: "not-the-secret"))
    let error = await #expect(throws: MistError.self) { try await wrong.verify() }
    #expect(error?.code == .credentialsRejected)
    #expect(error?.description.contains("not-the-secret") == false)
    try await moto.driver(region: "us-east-1").verify()
  }

  @Test func whatIsNotAllowedIsTold() async throws {
    let reader = try moto.driver(region: "us-east-1", as: .reader)
    try await reader.verify()
    let error = await #expect(throws: MistError.self) { try await reader.create(.small("forbidden")) }
    #expect(error?.code == .refused)
    #expect(error?.summary.contains("CreateSecurityGroup") == true, "\(error?.summary ?? "")")
  }

  @Test func nobodyThereIsTold() async throws {
    let closed = try LoopbackListener()
    closed.stop()
    let driver = try moto.driver(region: "us-east-1", endpoint: closed.url)
    let error = await #expect(throws: MistError.self) { try await driver.verify() }
    #expect(error?.code == .unreachable)
    #expect(error?.summary == "Juno: \(closed.url) cannot be reached: connection refused")
  }

  // MARK: - Listing

  @Test func twoThousandMachinesComeByPages() async throws {
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    var driver = try moto.driver(region: "us-west-2", endpoint: proxy.url)
    // moto's pages hold so many orders, whatever machines each made.
    driver.pageSize = 1
    for _ in 1...4 {
      _ = try await driver.api.call(
        "RunInstances",
        [("ImageId", "ami-12c6146b"), ("InstanceType", "t3.micro"), ("MinCount", "500"), ("MaxCount", "500")])
    }
    proxy.reset()
    let machines = try await driver.allMachines()
    #expect(machines.count == 2000)
    #expect(Set(machines.map(\.id)).count == 2000)
    #expect(machines.allSatisfy { $0.state == .running && $0.name == $0.id.rawValue && $0.publicIPs.count == 1 })
    #expect(proxy.requests.count == 4)
  }

  @Test func anotherClientSeesTheSame() async throws {
    let driver = try moto.driver(region: "us-west-1")
    for name in ["db1", "db2"] { _ = try await driver.create(.small(name)) }
    let stopped = try await driver.create(.small("db3"))
    try await driver.stop(stopped.id)
    try await driver.destroy(try await driver.create(.small("gone")).id)
    _ = try moto.boto(
      region: "us-west-1",
      """
      ec2.create_tags(Resources=["\(stopped.id)"], Tags=[{"Key": "env", "Value": "prod"}, {"Key": "idle", "Value": ""}])
      """)
    let theirs = try moto.boto(
      region: "us-west-1",
      """
      for page in ec2.get_paginator("describe_instances").paginate():
        for reservation in page["Reservations"]:
          for i in reservation["Instances"]:
            if i["State"]["Name"] == "terminated": continue
            name = [t["Value"] for t in i["Tags"] if t["Key"] == "Name"][0]
            print(i["InstanceId"], name, i["State"]["Name"], i.get("PublicIpAddress", "-"), i["PrivateIpAddress"],
                  i["InstanceType"], i["ImageId"], i["Placement"]["AvailabilityZone"], i["SecurityGroups"][0]["GroupName"])
      """)
    let machines = try await driver.allMachines()
    let ours = machines.map { machine in
      [
        machine.id.rawValue, machine.name, machine.state.rawValue, machine.publicIPs.first ?? "-",
        machine.privateIPs.first ?? "-", machine.size?.rawValue ?? "-", machine.image?.rawValue ?? "-",
        machine.extra["availability"]?.string ?? "-", "mist-shell-ssh",
      ].joined(separator: " ")
    }
    #expect(ours.sorted() == theirs.sorted())
    #expect(ours.count == 3)
    #expect(machines.first { $0.id == stopped.id }?.tags == [Tag("env=prod"), Tag("idle")])
    #expect(machines.first { $0.id == stopped.id }?.actions == [.start, .destroy, .rename, .resize, .tag])
  }

  @Test(arguments: ["<b>&amp;\"'</b>", "ünï cödé 🙈", "]]>--><!--", "a%2Fb+c=d&e", "\u{1B}[31mred", "x".repeated(200)])
  func hostileNamesComeBackAsTheyWere(name: String) async throws {
    let driver = try moto.driver(region: "sa-east-1")
    let made = try await driver.create(.small(name))
    #expect(try await driver.allMachines().first { $0.id == made.id }?.name == name)
    try await driver.rename(made.id, to: name + "'")
    #expect(try await driver.allMachines().first { $0.id == made.id }?.name == name + "'")
    try await driver.destroy(made.id)
  }

  @Test func sizesAreAskedForOnceByAllProcesses() async throws {
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    let memory = KeptInTests()
    var account = try moto.account(region: "us-east-1", endpoint: proxy.url)
    account.memory = memory
    let driver = try EC2Driver(account: account)
    let sizes = try await driver.sizes()
    #expect(sizes.count > 500)
    let micro = try #require(sizes.first { $0.id == "t3.micro" })
    #expect(micro.memory == 1024 && micro.disk == nil)
    #expect(sizes.first { $0.id == "m5d.large" }?.disk == 75)
    #expect(try await driver.sizes() == sizes)
    #expect(try await EC2Driver(account: account).sizes() == sizes)
    #expect(proxy.requests.count == 1)
  }

  @Test func publishedImagesAreAskedForOnceByAllProcesses() async throws {
    let proxy = try FaultProxy(to: .port(moto.port))
    defer { proxy.stop() }
    var account = try moto.account(region: "us-east-1", endpoint: proxy.url)
    account.memory = KeptInTests()
    let images = try await EC2Driver(account: account).images(search: nil)
    #expect(images.contains { $0.isStarred })
    #expect(proxy.requests.count == 2)
    #expect(try await EC2Driver(account: account).images(search: nil) == images)
    // The account's own may be others by now, and a search goes through all.
    #expect(proxy.requests.count == 3)
    _ = try await EC2Driver(account: account).images(search: "all")
    #expect(proxy.requests.count == 5)
  }

  /// As Amazon does, which moto is too quick for.
  @Test func aStopEndsWhenTheMachineHasStopped() async throws {
    func reply(_ action: String, _ inside: String) -> ScriptedServer.Reply {
      ScriptedServer.json(200, "<\(action)Response>\(inside)</\(action)Response>")
    }
    func seen(_ state: String) -> ScriptedServer.Reply {
      let instance = "<item><instanceId>i-1</instanceId><instanceState><name>\(state)</name></instanceState></item>"
      return reply(
        "DescribeInstances",
        "<reservationSet><item><instancesSet>\(instance)</instancesSet></item></reservationSet>")
    }
    let server = try ScriptedServer(
      reply("StopInstances", ""), seen("stopping"), seen("stopping"), seen("stopped"), reply("StartInstances", ""),
      seen("terminated"))
    defer { server.stop() }
    let driver = try moto.driver(region: "us-east-1", endpoint: server.url)
    try await driver.stop("i-1")
    #expect(server.requests.count == 4)
    // Nothing more is to be waited for.
    try await driver.start("i-1")
    #expect(server.requests.count == 6)
  }
}

extension String {
  fileprivate func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
