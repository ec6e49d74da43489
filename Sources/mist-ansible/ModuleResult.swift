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

  mutating func warn(_ text: String) {
    var warnings: [JSONValue] = []
    if case .array(let known) = members["warnings"] { warnings = known }
    members["warnings"] = .array(warnings + [.string(text)])
  }

  /// What `--diff` shows: one thing before and after, `nil` where it is not there.
  mutating func difference(of what: String, before: JSONValue?, after: JSONValue?) {
    members["diff"] = [
      "before_header": .string(what), "after_header": .string(what),
      "before": before ?? "", "after": after ?? "",
    ]
  }

  /// One line.
  var bytes: Data {
    let bytes = (try? WireJSON.bytes(JSONValue.object(members))) ?? Array(#"{"failed": true, "msg": "no result"}"#.utf8)
    return Data(bytes + [UInt8(ascii: "\n")])
  }
}
