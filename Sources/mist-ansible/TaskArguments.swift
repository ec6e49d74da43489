import Foundation
import MistModel
import MistWire

/// The file of arguments that Ansible gives a module: the task's options, and its own words before `_ansible_`.
struct TaskArguments {
  private(set) var options: [String: JSONValue] = [:]
  private var words: [String: JSONValue] = [:]

  init(file path: String) throws {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw MistError(.storage, "the file of arguments \(path) cannot be read")
    }
    guard case .object(let members) = try WireJSON.value(JSONValue.self, from: Array(bytes)) else {
      throw MistError(.invalid, "the file of arguments \(path) is no JSON object")
    }
    for (name, value) in members {
      if name.hasPrefix(Self.front) {
        words[String(name.dropFirst(Self.front.count))] = value
      } else if value != .null {
        // Ansible writes `null` for what a task left out: `omit`, an empty variable.
        options[name] = value
      }
    }
  }

  private static let front = "_ansible_"

  var isCheck: Bool { words["check_mode"] == true }
  var wantsDiff: Bool { words["diff"] == true }
  /// The play keeps the result off screens and logs.
  var isHidden: Bool { words["no_log"] == true }
  /// As the task names it, with its collection.
  var moduleName: String? { words["module_name"]?.string }
}
