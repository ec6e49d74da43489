import Foundation
import MistModel
import MistWire

/// `mist_register`: remembers a value in a file of JSON, for later plays and other programs.
enum RegisterModule: AnsibleModule {
  static let name = "mist_register"
  static let summary = "Writes a value under a key into a local JSON file, and leaves the rest of the file as it is."
  static let usesService = false
  static let options = [
    ModuleOption("dest", .path, "The file; it is made if need be.", otherwise: "output.json"),
    ModuleOption("key", "The name of the value.", isRequired: true),
    ModuleOption("value", .raw, "The value, of any type.", isRequired: true),
  ]
  static let returns = [ReturnedValue("dest", .str, "The file.", when: "it worked")]
  static let examples = """
    - name: Remember the machine
      mist_register:
        dest: machines.json
        key: db
        value: "{{ machine.info }}"
    """

  static func run(_ task: ModuleTask) async throws -> ModuleResult {
    let path = LocalFiles.resolved(task.options.text("dest") ?? "output.json")
    let key = task.options.text("key") ?? ""
    var members: [String: JSONValue] = [:]
    if FileManager.default.fileExists(atPath: path) {
      guard case .object(let kept)? = try? WireJSON.value(JSONValue.self, from: Array(LocalFiles.bytes(of: path)))
      else {
        throw MistError(.invalid, "\(path) is no JSON object", hint: "say another dest")
      }
      members = kept
    }
    let before = members[key]
    guard before != task.options.value("value") else { return ModuleResult(changed: false, ["dest": .string(path)]) }
    members[key] = task.options.value("value")
    if !task.isCheck {
      do {
        try Data(WireJSON.bytes(JSONValue.object(members))).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw MistError(.storage, "\(path) cannot be written")
      }
    }
    var result = ModuleResult(changed: true, ["dest": .string(path)])
    if task.wantsDiff { result.difference(of: "\(key) in \(path)", before: before, after: members[key]) }
    return result
  }
}
