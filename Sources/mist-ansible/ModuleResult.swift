import Foundation
import MistModel
import MistWire

/// What a task came to.
struct ModuleResult {
  private(set) var members: [String: JSONValue]
  var isFailure: Bool { members["failed"] == true }

  init(changed: Bool, _ members: [String: JSONValue] = [:]) {
    self.members = members
    self.members["changed"] = .bool(changed)
  }

  /// What work comes to; what was done until an error stands beside it, `changed` too.
  static func gathering(
    _ begun: ModuleResult, _ work: (inout ModuleResult) async throws -> Void
  ) async throws -> ModuleResult {
    var result = begun
    do {
      try await work(&result)
    } catch let error as MistError {
      result = .failure(error, result.members)
    }
    return result
  }

  /// - Parameter members: what was done until then.
  static func failure(_ error: MistError, _ members: [String: JSONValue] = [:]) -> ModuleResult {
    var result = ModuleResult(changed: members["changed"] == true, members)
    result.members["failed"] = true
    result.members["msg"] = .string(error.description)
    result.members["code"] = .string(error.code.rawValue)
    return result
  }

  mutating func add(_ members: [String: JSONValue]) {
    self.members.merge(members) { _, new in new }
  }

  mutating func warn(_ text: String) { append(.string(text), to: "warnings") }

  /// One more line on what was waited for.
  mutating func note(_ text: String) { append(.string(text), to: "progress") }

  /// One more thing for `--diff` to show, before and after; `nil` where it is not there.
  mutating func difference(of what: String, before: JSONValue?, after: JSONValue?) {
    append(
      [
        "before_header": .string(what), "after_header": .string(what), "before": before ?? "", "after": after ?? "",
      ], to: "diff")
  }

  private mutating func append(_ element: JSONValue, to list: String) {
    var elements: [JSONValue] = []
    if case .array(let known) = members[list] { elements = known }
    members[list] = .array(elements + [element])
  }

  /// One line.
  var bytes: Data {
    let bytes = (try? WireJSON.bytes(JSONValue.object(members))) ?? Array(#"{"failed": true, "msg": "no result"}"#.utf8)
    return Data(bytes + [UInt8(ascii: "\n")])
  }
}
