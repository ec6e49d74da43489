import Foundation
import MistModel
import Testing

/// What the vendor's own client asks for in each operation: ours asks for the same.
struct GoldenRequests {
  private(set) var double: VendorDouble
  private let recorded: [String: [VendorDouble.Request]]
  /// Names in queries that the vendor's client writes and ours need not.
  private let needless: Set<String>

  init(_ double: VendorDouble, needless: Set<String> = []) throws {
    self.double = double
    self.needless = needless
    recorded = try double.vendorRequests(key: VendorDouble.key)
  }

  /// The same for a double of which the vendor's client asked nothing.
  func at(_ other: VendorDouble) -> GoldenRequests {
    var golden = self
    golden.double = other
    return golden
  }

  /// - Parameters:
  ///   - operations: the vendor's, in any order.
  ///   - polling: an operation whose requests may follow any number of times.
  func expect(
    _ operations: String..., polling: String? = nil, _ work: () async throws -> Void
  ) async throws {
    _ = try await double.requests()
    try await work()
    var ours = try await double.requests().map(comparable)
    if let polling {
      let polled = try #require(recorded[polling]).map(comparable)
      ours.removeAll { polled.contains($0) }
    }
    let golden = try operations.flatMap { try #require(recorded[$0], "\($0)") }.map(comparable)
    #expect(ours.count == golden.count && Set(ours) == Set(golden), "\(operations): \(ours), not \(golden)")
  }

  /// What the vendor's client asked for, as it is.
  func vendorRequests(_ operation: String) throws -> [VendorDouble.Request] {
    try #require(recorded[operation], "\(operation)")
  }

  /// Numbers and passwords differ from one run to the next.
  private func comparable(_ request: VendorDouble.Request) -> VendorDouble.Request {
    var request = request
    request.path = request.path.split(separator: "/").map { part in
      Int(part.replacing("operation-", with: "")) != nil || UUID(uuidString: String(part)) != nil ? "#" : String(part)
    }.joined(separator: "/")
    request.query = request.query.filter { !needless.contains($0.key) }
    for name in ["root_pass", "assertion"] {
      guard case .object(var members) = request.body, members[name] != nil else { continue }
      members[name] = "secret"
      request.body = .object(members)
    }
    return request
  }
}
