import Foundation
import MistModel
import Testing

@testable import MistProviders

/// A small cloud that holds every request, and every answer of its own, to the vendor's specification; made for one test
/// by `Tests/Peers/vendors/double`. It ends with its standard input, so also when the tests crash.
final class VendorDouble: Sendable {
  /// What it was asked.
  struct Request: Decodable, Hashable {
    var method: String
    var path: String
    var query: [String: String]
    var body: JSONValue?
  }

  private struct Place: Decodable {
    var url: String
    var token: String
    var parameters: [String: String]
    var tls: String?
    var authority: String?
  }

  private struct Settings: Encodable {
    var page_size: Int?
    var machines = 0
  }

  let vendor: String
  private let place: Place
  private let process: Process
  private let input = Pipe()
  private let client: ProviderClient

  var url: String { place.url }
  var token: String { place.token }
  /// What lets a backend in, by the wire's names.
  var parameters: [String: String] { place.parameters }
  var port: UInt16 { UInt16(place.url.split(separator: ":").last ?? "") ?? 0 }

  init(_ vendor: String, isSecureToo: Bool = false) throws {
    self.vendor = vendor
    process = Process()
    process.executableURL = Self.script
    process.arguments = ["start", vendor] + (isSecureToo ? ["--tls"] : [])
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let piece = output.fileHandleForReading.availableData
      guard !piece.isEmpty else { throw MistError(.failed, "the double of \(vendor) does not start") }
      line += piece
    }
    place = try JSONDecoder().decode(Place.self, from: line)
    client = try ProviderClient(title: "double") { $0.text }
  }

  func stop() {
    try? input.fileHandleForWriting.close()
    process.terminate()
  }

  /// Makes machines that are there before the test, and says how many the largest page holds.
  func set(pageSize: Int? = nil, machines: Int = 0) async throws {
    let body = Settings(page_size: pageSize, machines: machines)
    _ = try await client.success(ProviderRequest(.post, try address("settings"), json: body))
  }

  /// Settings that the vendor's own file knows.
  func set(_ settings: [String: JSONValue]) async throws {
    _ = try await client.success(ProviderRequest(.post, try address("settings"), json: JSONValue.object(settings)))
  }

  /// What was asked since the last call.
  func requests() async throws -> [Request] { try await client.value(ProviderRequest(.get, try address("requests"))) }

  /// All that was not as the specification has it, its own answers included.
  func deviations() async throws -> [String] {
    try await client.value(ProviderRequest(.get, try address("deviations")))
  }

  private func address(_ what: String) throws -> ProviderURL { try ProviderURL(url).appending("double", what) }

  /// Does with the vendor's own client what our driver does, and tells what was asked in each operation.
  func vendorRequests(key: OrderedKey) throws -> [String: [Request]] {
    let secure = [place.tls, place.authority].compactMap { $0 }
    // Credentials of several parts go over as one text.
    let credentials = token.isEmpty ? String(decoding: try JSONEncoder().encode(parameters), as: UTF8.self) : token
    let (status, output) = try Self.run(["drive", vendor, url, credentials, key.publicKey] + secure)
    try #require(status == 0, "the vendor's own client cannot use the double of \(vendor)")
    return try JSONDecoder().decode([String: [Request]].self, from: output)
  }

  /// - Parameters:
  ///   - parameters: those that let it in when they are left out.
  ///   - endpoint: the double itself when it is left out.
  func account(
    _ provider: ProviderID, _ parameters: [String: String]? = nil, endpoint: String? = nil
  ) -> DriverAccount {
    DriverAccount(
      backend: "b1", title: "Juno", provider: provider, parameters: parameters ?? self.parameters,
      endpoint: endpoint ?? url)
  }

  static let key = OrderedKey(
    name: "fleet",
    publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ fleet")

  /// With the reason on standard error when there are none.
  static let isThere: Bool = (try? run(["check"]).status) == 0

  /// The folder with the Python packages of the doubles, which have recorded answers among them.
  static let packages: URL? = {
    guard let (status, output) = try? run(["packages"]), status == 0 else { return nil }
    return URL(filePath: String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines))
  }()

  private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Peers/vendors/double")

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: Data) {
    let process = Process()
    process.executableURL = script
    process.arguments = arguments
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }
}

let withVendorDoubles: ConditionTrait = .enabled(
  if: VendorDouble.isThere, "no Python packages for the vendor doubles; Tests/Peers/vendors/double says why")

/// The error that `body` throws, which must be one of ours.
func thrownError(_ body: () async throws -> Void) async -> MistError? {
  await #expect(throws: MistError.self) { try await body() }
}

func expectError(_ code: MistError.Code, of what: String = "", _ body: () async throws -> Void) async {
  let error = await thrownError(body)
  #expect(error?.code == code, "\(what): \(error?.summary ?? "")")
}
