import MistModel

/// What decides how a machine can be measured.
struct MachineFacts: Equatable {
  /// How scripts become root's.
  enum Root: Equatable {
    case itself, sudo, none
  }

  var user: String
  var group: String
  var root: Root
  /// Debian's way of installing packages is there.
  var hasApt: Bool
  var hasPython: Bool
  /// A collectd that Debian's package put there.
  var hasCollectd: Bool
  /// Folders of ours: who left which traces. Packages that root would have to take away again count as one.
  var hasSystemFolder: Bool
  var hasUserFolder: Bool
  /// What /proc tells there of processors and memory is another computer's.
  var isContainer: Bool

  /// What goes before `sh` to be root.
  var prefix: String { root == .sudo ? "sudo -n " : "" }

  static func ask(_ host: any MonitoredHost, _ machine: MachineFolder) async throws -> MachineFacts {
    let answer = try await host.sh(script, [machine.name], within: .seconds(30))
    let lines = String(decoding: answer.output, as: UTF8.self).split(separator: "\n")
    var facts: [Substring: String] = [:]
    for line in lines {
      let words = line.split(separator: "=", maxSplits: 1)
      if words.count == 2 { facts[words[0]] = String(words[1]) }
    }
    guard answer.status == 0, let user = facts["user"], let group = facts["group"], let root = facts["root"] else {
      let said = MachineText.lines(answer.output + answer.errors, atMost: 1).first ?? "nothing"
      throw MistError(.failed, "\(machine.title) answered '\(said)' when asked what it is")
    }
    return MachineFacts(
      user: user, group: group, root: root == "itself" ? .itself : root == "sudo" ? .sudo : .none,
      hasApt: facts["apt"] == "yes", hasPython: facts["python"] == "yes", hasCollectd: facts["collectd"] == "yes",
      hasSystemFolder: facts["system"] == "yes", hasUserFolder: facts["own"] == "yes",
      isContainer: facts["container"] == "yes")
  }

  private static let script =
    UserFolder.shell + "\n" + ControlGroup.find + #"""

      PATH=$PATH:/usr/sbin:/sbin
      yes_if() { name=$1; shift; if "$@" >/dev/null 2>&1; then echo "$name=yes"; else echo "$name=no"; fi; }
      echo "user=$(id -un)"
      echo "group=$(id -gn)"
      if [ "$(id -u)" = 0 ]; then root=itself
      elif sudo -n true 2>/dev/null; then root=sudo
      else root=none; fi
      echo "root=$root"
      has_traces() {
        [ -d "/opt/mist-collectd/$1" ] || { [ "$root" != none ] && [ -f /opt/mist-collectd/installed ]; }
      }
      yes_if apt command -v apt-get
      yes_if python command -v python3
      yes_if collectd test -x /usr/sbin/collectd
      yes_if system has_traces "$1"
      find_group
      yes_if container test -n "$group"
      yes_if own test -d "$(user_folder "$1")"
      exit 0
      """#
}
