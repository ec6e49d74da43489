import MistModel
import Testing

/// What the vendor's own client asks for in each operation: ours asks for the same.
struct GoldenRequests {
  let double: VendorDouble
  private let recorded: [String: [VendorDouble.Request]]

  init(_ double: VendorDouble) throws {
    self.double = double
    recorded = try double.vendorRequests(key: VendorDouble.key)
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

  /// Numbers and passwords differ from one run to the next.
  private func comparable(_ request: VendorDouble.Request) -> VendorDouble.Request {
    var request = request
    request.path = request.path.split(separator: "/").map { Int($0) == nil ? String($0) : "#" }.joined(separator: "/")
    if case .object(var members) = request.body, members["root_pass"] != nil {
      members["root_pass"] = "secret"
      request.body = .object(members)
    }
    return request
  }
}
