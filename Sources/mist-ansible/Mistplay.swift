import Foundation
import MistModel

/// `mistplay`: `ansible-playbook` that knows the modules.
enum Mistplay {
  /// This process becomes `ansible-playbook`, so its exit status is the play's. Returns only by an error.
  static func become(_ arguments: [String]) throws {
    let collection = try Collection.install(in: Collection.defaultFolder)
    add(
      collection.modules, to: "ANSIBLE_LIBRARY",
      otherwise: ["~/.ansible/plugins/modules", "/usr/share/ansible/plugins/modules"])
    add(
      collection.folder, to: "ANSIBLE_COLLECTIONS_PATH",
      otherwise: ["~/.ansible/collections", "/usr/share/ansible/collections"])
    // What this program ignores, the play's programs must not.
    signal(SIGPIPE, SIG_DFL)
    var words: [UnsafeMutablePointer<CChar>?] = (["ansible-playbook"] + arguments).map { strdup($0) }
    words.append(nil)
    execvp("ansible-playbook", words)
    throw MistError(
      .failed, "ansible-playbook cannot be started: \(String(cString: strerror(errno)).lowercased())",
      hint: "install it: pip install ansible-core")
  }

  /// A variable that is set replaces Ansible's own places, so those are named again where it was not.
  private static func add(_ folder: String, to variable: String, otherwise: [String]) {
    let known = ProcessInfo.processInfo.environment[variable].map { [$0] } ?? otherwise
    setenv(variable, ([folder] + known).joined(separator: ":"), 1)
  }
}
