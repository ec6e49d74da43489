import MistModel

/// What the requests of the vendor's client and ours have in common, and how they are read.
enum VCloudGolden {
  /// Elements whose words are free, or, as the name of an amount, which pyvcloud writes wrongly for memory.
  private static let freeWords: Set<String> = ["ovf:Info", "rasd:ElementName", "CustomizationScript"]
  /// Attributes that pyvcloud copies from what it read, or writes for itself.
  private static let copied: Set<String> = ["?:pytype", "ovf:required", "id", "type"]

  @Sendable static func essence(_ request: VendorDouble.Request) -> VendorDouble.Request {
    var request = request
    request.body = request.body.map(bare)
    // Its words for what is so anyway.
    if request.method == "DELETE" { request.query = [:] }
    return request
  }

  private static func bare(_ value: JSONValue) -> JSONValue {
    switch value {
    case .array(let values): return .array(values.map(bare))
    case .object(var members):
      guard case .object(var attributes) = members["attributes"], let name = members["name"]?.string else {
        return .object(members.mapValues(bare))
      }
      attributes = attributes.filter { !copied.contains($0.key) }
      if name == "Source" { attributes["name"] = nil }
      members["attributes"] = .object(attributes)
      members["content"] = freeWords.contains(name) ? "" : members["content"].map(bare)
      return .object(members)
    default: return value
    }
  }

  /// The text of the first element of that name in a body.
  static func text(_ name: String, in value: JSONValue) -> String? {
    switch value {
    case .array(let values): values.lazy.compactMap { text(name, in: $0) }.first
    case .object(let members) where members["name"]?.string == name: members["content"]?.string
    case .object(let members): members.values.lazy.compactMap { text(name, in: $0) }.first
    default: nil
    }
  }
}
