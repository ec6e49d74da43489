import Foundation
import MistModel
import MistWire

/// The collection `mist.cloud`: a launcher of this program for each module, with the module's documentation beside it, as
/// `ansible-doc` wants it.
struct Collection {
  /// Where `ansible_collections` lies.
  var folder: String
  /// Where the modules lie: a folder for `ANSIBLE_LIBRARY`, for playbooks that say `mist_keys` only.
  var modules: String { folder + "/ansible_collections/mist/cloud/plugins/modules" }

  static var defaultFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let data = environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (data ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.local/share") + "/mist-shell/ansible"
  }

  /// Writes it, in place of an older one.
  static func install(in folder: String) throws -> Collection {
    let collection = Collection(folder: URL(fileURLWithPath: LocalFiles.resolved(folder)).path)
    do {
      try collection.write()
    } catch let error as MistError {
      throw error
    } catch {
      throw MistError(.storage, "the collection cannot be written to \(collection.folder)")
    }
    return collection
  }

  private func write() throws {
    let files = FileManager.default
    try files.createDirectory(atPath: modules, withIntermediateDirectories: true)
    let program = try files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    for module in Modules.all {
      try put(Self.launcher(of: module.name, program), in: modules + "/" + module.name, mode: 0o755)
      try put(Documentation.of(module), in: "\(modules)/\(module.name).yml")
    }
    try put(
      [
        "namespace": "mist", "name": "cloud", "version": "1.0.0", "readme": "README.md", "authors": ["mist-shell"],
        "description": "Machines of every cloud through Mist",
      ], in: folder + "/ansible_collections/mist/cloud/galaxy.yml")
  }

  /// A module as Ansible finds it. Ansible reads and copies the whole of a module for each task, and the program is large.
  static func launcher(of module: String, _ program: String) -> String {
    let quoted = "'" + program.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    return """
      #!/bin/sh
      # WANT_JSON: by this word Ansible writes the task's options as JSON.
      program=\(quoted)
      [ -x "$program" ] && exec "$program" \(module) "$@"
      echo '{"failed": true, "code": "not-found", "msg": "the program mist-ansible is not where it was installed from\\n  \
      run the task on the computer that has it (delegate_to: localhost); mist-ansible install writes its place anew"}'
      exit 1

      """
  }

  /// JSON, which is YAML.
  private func put(_ value: JSONValue, in path: String) throws {
    try put(String(decoding: WireJSON.bytes(value), as: UTF8.self) + "\n", in: path, mode: 0o644)
  }

  /// Others may read it meanwhile: it is never missing, and never half there.
  private func put(_ text: String, in path: String, mode: Int) throws {
    let files = FileManager.default
    let isLink = (try? files.destinationOfSymbolicLink(atPath: path)) != nil
    guard isLink || files.contents(atPath: path) != Data(text.utf8) else { return }
    let new = "\(path).new-\(getpid())"
    guard files.createFile(atPath: new, contents: Data(text.utf8), attributes: [.posixPermissions: mode]),
      rename(new, path) == 0
    else {
      unlink(new)
      throw MistError(.storage, "\(path) cannot be written")
    }
  }
}
