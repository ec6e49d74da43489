import MistModel
import Testing

@testable import MistProviders

/// Parts of the EC2 driver that need no peer.
struct EC2PartsTests {
  @Test(arguments: [
    ("ec2_eu_west", "eu-west-1"), ("eu-west-1", "eu-west-1"), ("ec2_us_west_oregon", "us-west-2"),
    ("eu-central-1", "eu-central-1"), ("us-gov-west-1", "us-gov-west-1"), ("cn-north-1", "cn-north-1"),
  ])
  func regionsHaveTwoNames(text: String, name: String) throws {
    #expect(try EC2Region(text).name == name)
  }

  @Test(arguments: [
    "", "ec2", "eu-west", "EU-WEST-1", "evil.example.org/", "eu-west-1.evil.example.org", "eu-west-1#", "a-b-c-d-1",
    "eu--1", "eu-west-١", "ec2_eu_central",
  ])
  func whatIsNoRegionIsRefused(text: String) {
    let error = #expect(throws: MistError.self) { try EC2Region(text) }
    #expect(error?.code == .invalid)
  }

  @Test func requestsGoToTheRegionsOwnAddress() throws {
    #expect(try EC2Region("ec2_sa_east").endpoint == "https://ec2.sa-east-1.amazonaws.com")
    #expect(try EC2Region("cn-north-1").endpoint == "https://ec2.cn-north-1.amazonaws.com.cn")
  }

  /// Both names of a region are one account: it cannot be added twice.
  @Test func theRegionIsShownAsTheProvider() {
    let identity = EC2Driver.description.identity
    let old = identity("x", ["region": "ec2_eu_west", "api_key": "AKIA"])
    #expect(old == identity("y", ["region": "eu-west-1", "api_key": "AKIA"]))
    #expect(old == AccountIdentity(provider: "ec2_eu_west", account: "AKIA", digestInput: "ec2_eu_westAKIA"))
    let other = identity("x", ["region": "eu-central-1", "api_key": "AKIA"])
    #expect(other.provider == "ec2" && other.region == "eu-central-1" && other.digestInput == "ec2eu-central-1AKIA")
  }

  @Test(arguments: [
    ("IncorrectInstanceState", 400, 409), ("InvalidInstanceID.NotFound", 400, 404), ("UnauthorizedOperation", 403, 403),
    ("RequestLimitExceeded", 503, 429), ("AuthFailure", 401, 401), ("InvalidKeyPair.Duplicate", 400, 409),
    ("VcpuLimitExceeded", 400, 409), ("InvalidParameterValue", 400, 400), ("InsufficientInstanceCapacity", 500, 500),
  ])
  func codesTellMoreThanStatuses(code: String, status: Int, plain: Int) throws {
    for frame in [
      "<Response><Errors><Error><Code>CODE</Code><Message>why</Message></Error></Errors></Response>",
      "<ErrorResponse xmlns='urn:x'><Error><Code>CODE</Code><Message>why</Message></Error></ErrorResponse>",
    ] {
      let body = Array(frame.replacing("CODE", with: code).utf8)
      let refusal = try #require(EC2Refusal(ProviderAnswer(status: status, headers: [:], body: body)))
      #expect(refusal.plainStatus == plain)
      #expect(refusal.words == "why (\(code))")
    }
  }

  @Test(arguments: [
    ("al2023-ami-2023.12.20260930.0-kernel-6.12-x86_64", "al2023-ami-2023.*-x86_64", true),
    ("al2023-ami-minimal-2023.12.20260930.0-kernel-6.12-x86_64", "al2023-ami-2023.*-x86_64", false),
    (
      "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260901",
      "ubuntu/images/hvm-ssd*-24.04-amd64-server-*", true
    ),
    (
      "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260901", "ubuntu/images/hvm-ssd*-24.04-amd64-server-*",
      false
    ),
    ("aba", "ab*ba", false), ("abba", "ab*ba", true), ("abc", "abc", true), ("abcd", "abc", false), ("", "*", true),
  ])
  func starsStandForAnything(name: String, pattern: String, matches: Bool) {
    #expect(EC2System.matches(name, pattern) == matches)
  }
}
