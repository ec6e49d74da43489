import Foundation
import MistModel
import MistWire

/// The collection `mist.cloud`: links to this program under the names of its modules, each with its documentation beside
/// it, as `ansible-doc` wants it.
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
      let link = modules + "/" + module.name
      if (try? files.destinationOfSymbolicLink(atPath: link)) != program {
        // Others may run it meanwhile: it is never missing.
        let new = "\(link).new-\(getpid())"
        try files.createSymbolicLink(atPath: new, withDestinationPath: program)
        guard rename(new, link) == 0 else {
          unlink(new)
          throw MistError(.storage, "\(link) cannot be written")
        }
      }
      try put(Documentation.of(module), in: link + ".yml")
    }
    try put(
      [
        "namespace": "mist", "name": "cloud", "version": "1.0.0", "readme": "README.md", "authors": ["mist-shell"],
        "description": "Machines of every cloud through Mist",
      ], in: folder + "/ansible_collections/mist/cloud/galaxy.yml")
  }

  /// JSON, which is YAML.
  private func put(_ value: JSONValue, in path: String) throws {
    let bytes = Data(try WireJSON.bytes(value) + [UInt8(ascii: "\n")])
    if FileManager.default.contents(atPath: path) != bytes {
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
  }
}
