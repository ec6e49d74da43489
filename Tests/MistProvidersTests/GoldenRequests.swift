import Foundation
import MistModel
import Testing

/// What the vendor's own client asks for in each operation: ours asks for the same.
struct GoldenRequests {
  private(set) var double: VendorDouble
  private let recorded: [String: [VendorDouble.Request]]
  /// Names in queries that the vendor's client writes and ours need not.
  private let needless: Set<String>
  /// Takes out of a request what else differs for a reason.
  private let essence: @Sendable (VendorDouble.Request) -> VendorDouble.Request

  init(
    _ double: VendorDouble, needless: Set<String> = [],
    essence: @escaping @Sendable (VendorDouble.Request) -> VendorDouble.Request = { $0 }
  ) throws {
    self.double = double
    self.needless = needless
    self.essence = essence
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
  ///   - isAside: requests of either side that are left out.
  func expect(
    _ operations: String..., polling: String? = nil,
    without isAside: (VendorDouble.Request) -> Bool = { _ in false }, _ work: () async throws -> Void
  ) async throws {
    _ = try await double.requests()
    try await work()
    var ours = try await double.requests().filter { !isAside($0) }.map(comparable)
    if let polling {
      let polled = try #require(recorded[polling]).map(comparable)
      ours.removeAll { polled.contains($0) }
    }
    let golden = try operations.flatMap { try #require(recorded[$0], "\($0)") }
      .filter { !isAside($0) }.map(comparable)
    #expect(ours.count == golden.count && Set(ours) == Set(golden), "\(operations): \(ours), not \(golden)")
  }

  /// What the vendor's client asked for, as it is.
  func vendorRequests(_ operation: String) throws -> [VendorDouble.Request] {
    try #require(recorded[operation], "\(operation)")
  }

  /// Numbers and passwords differ from one run to the next.
  private func comparable(_ request: VendorDouble.Request) -> VendorDouble.Request {
    var request = essence(request)
    request.path = request.path.split(separator: "/").map(Self.withoutNumber).joined(separator: "/")
    request.query = request.query.filter { !needless.contains($0.key) }
    for name in ["root_pass", "assertion"] {
      guard case .object(var members) = request.body, members[name] != nil else { continue }
      members[name] = "secret"
      request.body = .object(members)
    }
    return request
  }

  /// `#` for a number; of a name that ends in a UUID what stands before that.
  private static func withoutNumber(_ segment: Substring) -> String {
    if Int(segment.replacing("operation-", with: "")) != nil { return "#" }
    return UUID(uuidString: String(segment.suffix(36))) == nil ? String(segment) : segment.dropLast(36) + "#"
  }
}
