import Foundation
import MistModel
import Testing

@testable import MistProviders

/// moto, started once for all tests by `Tests/Peers/moto` and stopped when the tests end. Each test takes a region of
/// its own: what the others make is not seen there.
struct MotoPeer: Sendable {
  enum User: String {
    case admin
    /// May look, and no more.
    case reader
  }

  let folder: String
  let url: String

  static let script = PeerScript("moto")
  private static let started: Result<MotoPeer, PeerScript.Missing> = script.start().flatMap { folder in
    guard let line = try? String(contentsOfFile: folder + "/started", encoding: .utf8),
      let url = line.split(separator: " ").first
    else { return .failure(PeerScript.Missing(description: "no \(folder)/started")) }
    return .success(MotoPeer(folder: folder, url: String(url)))
  }

  static let isThere: Bool = (try? started.get()) != nil

  static func get() throws -> MotoPeer { try started.get() }

  var port: UInt16 { URL(string: url)?.port.map(UInt16.init) ?? 0 }

  func account(
    region: String, as user: User = .admin, endpoint: String? = nil, secret: String? = nil
  ) throws -> DriverAccount {
    let keys = try String(contentsOfFile: "\(folder)/\(user)", encoding: .utf8).split(whereSeparator: \.isWhitespace)
    return DriverAccount(
      backend: "backend-1", title: "Juno", provider: "ec2",
      parameters: ["api_key": String(keys[0]), "api_secret": secret ?? String(keys[1]), "region": region],
      endpoint: endpoint ?? url)
  }

  func driver(region: String, as user: User = .admin, endpoint: String? = nil) throws -> EC2Driver {
    try EC2Driver(account: try account(region: region, as: user, endpoint: endpoint))
  }

  /// What another client of EC2 says about the same account, as lines.
  func boto(region: String, _ program: String) throws -> [String] {
    let python = run(Self.script.path, ["python"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    let parameters = try account(region: region).parameters
    let frame = """
      import boto3, sys
      url, region, key, secret = sys.argv[1:]
      ec2 = boto3.client("ec2", endpoint_url=url, region_name=region, aws_access_key_id=key, aws_secret_access_key=secret)

      """
    let said = run(
      python, ["-c", frame + program, url, region, parameters["api_key"] ?? "", parameters["api_secret"] ?? ""])
    try #require(said.status == 0, "\(said.errors)")
    return said.output.split(separator: "\n").map(String.init)
  }
}

let withMoto: ConditionTrait = .enabled(if: MotoPeer.isThere, "moto could not be started; Tests/Peers/moto install")

/// An order that moto can carry out.
extension MachineOrder {
  static func small(_ name: String) -> MachineOrder {
    MachineOrder(name: name, image: "ami-12c6146b", size: "t3.micro", orderID: "order-of-" + name)
  }
}
