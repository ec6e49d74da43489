import MistModel

/// A script of the driver's, for one way to a hypervisor and back.
///
/// Domains, pools and networks are named by their ids wherever virsh's own reader gets to see them; names that people
/// gave are words of `sh`, quoted, behind the option that takes them.
struct VirshScript: Sendable {
  var body: String
  /// Whether something is done: then nobody knows what came of it when the answer is lost.
  var isChange = true

  static let noVirsh = "mist: there is no virsh"

  var unknownOutcome: String? { isChange ? "whether it was done is not known: look before you try again" : nil }

  /// - Parameter uri: `nil` for the libvirt beside virsh: the system's, unless that computer says otherwise.
  func text(uri: String?) -> String {
    """
    LC_ALL=C; export LC_ALL
    command -v virsh >/dev/null 2>&1 || { echo '\(Self.noVirsh)' >&2; exit 127; }
    uri=\(uri.map(shellWord) ?? #"${LIBVIRT_DEFAULT_URI:-qemu:///system}"#)
    v() { virsh -q -c "$uri" "$@" </dev/null; }
    vr() { virsh -q -c "$uri" "$@"; }
    mark() { printf '\\036%s\\n' "$1"; }
    rs=$(printf '\\036') nl='
    '
    only_ids() { grep -E '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'; }
    between() { sed -n "/^$rs$1\\$/,/^$rs$2\\$/p" | only_ids; }
    \(body)
    mark \(VirshAnswer.end)
    """
  }
}

// MARK: - Looking

extension VirshScript {
  /// The least that shows that libvirt answers, and that it is QEMU's.
  static let greeting = VirshScript(body: "v list --name >/dev/null || exit", isChange: false)

  /// Everything about all machines: sections `host`, `leases` of each network, `neighbours`, `domain ID` with the state
  /// and the description of each, and `agent` of those that have one.
  ///
  /// virsh is started two times and once more for every 300 machines, not once a question: starting it costs more than
  /// most questions do.
  static let listing = VirshScript(
    body: #"""
      lost() { v list --all --uuid >/dev/null && echo 'error: the connection to libvirt was lost' >&2; exit 1; }
      asked="echo '${rs}host$nl'; hostname; echo '${rs}networks$nl'; net-list --uuid; echo '${rs}domains$nl'; list --all --uuid"
      # Without networks a question goes wrong that is not the last: only the last one counts.
      first=$(v "$asked" 2>/dev/null) || lost
      printf '%s\n' "$first"
      mark neighbours; cat /proc/net/arp 2>/dev/null
      batch= count=0 agents=
      flush() {
        [ -n "$batch" ] || return 0
        out=$(v "$batch echo '${rs}end$nl'; hostname" 2>/dev/null) || lost
        printf '%s\n' "$out"
        agents="$agents $(printf '%s\n' "$out" | awk '/^\036domain /{ id = $2 } /org\.qemu\.guest_agent\.0.*state=.connected/{ print id }')"
        batch= count=0
      }
      for id in $(printf '%s\n' "$first" | between networks domains); do
        batch="$batch echo '${rs}leases$nl'; net-dhcp-leases $id;"
      done
      for id in $(printf '%s\n' "$first" | between domains '.*'); do
        batch="$batch echo '${rs}domain $id$nl'; domstate $id; dumpxml $id;" count=$((count + 1))
        [ "$count" -lt 300 ] || flush
      done
      flush
      for id in $agents; do batch="$batch echo '${rs}agent$nl'; domifaddr $id --source agent;"; done
      # An agent that hangs must not keep the others' machines from being listed.
      [ -z "$batch" ] || timeout 5 virsh -q -c "$uri" "$batch" </dev/null 2>/dev/null
      """#,
    isChange: false)

  /// Volumes of all pools (`volumes POOL`), looked for anew, and files of a folder beside them (`files`).
  static func images(below folder: String?) -> VirshScript {
    var body = #"""
      batch=
      for id in $(v pool-list --uuid | only_ids); do
        v pool-refresh $id >/dev/null 2>&1
        batch="$batch echo '${rs}volumes $id$nl'; vol-list $id;"
      done
      [ -z "$batch" ] || v "$batch"
      v list --name >/dev/null || exit
      """#
    if let folder {
      body += """

        folder=\(shellWord(folder))
        [ -d "$folder" ] || { echo "error: there is no folder $folder" >&2; exit 1; }
        mark files
        find "$folder/" -maxdepth 1 -type f
        """
    }
    return VirshScript(body: body, isChange: false)
  }

  /// Each network's description and state: `network ID`.
  static let networks = VirshScript(
    body: #"""
      v list --name >/dev/null || exit
      batch=
      for id in $(v net-list --all --uuid | only_ids); do
        batch="$batch echo '${rs}network $id$nl'; net-info $id; net-dumpxml $id;"
      done
      [ -z "$batch" ] || v "$batch" || exit
      """#, isChange: false)

  /// The description of one domain: `domain`.
  static func description(of id: String) -> VirshScript {
    VirshScript(
      body: "mark domain; v domstate \(id) || exit; v dumpxml --inactive \(id) || exit", isChange: false)
  }
}

// MARK: - Changing

extension VirshScript {
  /// One command about one domain.
  static func command(_ command: String, _ id: String, _ rest: String = "") -> VirshScript {
    VirshScript(body: "v \(command) \(id) \(rest) >/dev/null || exit")
  }

  /// Whatever its state is, it runs afterwards.
  static func start(_ id: String) -> VirshScript {
    VirshScript(
      body: """
        state=$(v domstate \(id)) || exit
        case $state in
          running | idle) ;;
          paused) v resume \(id) >/dev/null || exit ;;
          pmsuspended) v dompmwakeup \(id) >/dev/null || exit ;;
          *) v start \(id) >/dev/null || exit ;;
        esac
        """)
  }

  /// Asks the system inside to shut down, and cuts its power when it does not do so in time.
  ///
  /// - Parameter grace: seconds that it gets.
  static func stop(_ id: String, grace: Int) -> VirshScript {
    VirshScript(
      body: """
        state=$(v domstate \(id)) || exit
        left=\(grace)
        # On a busy hypervisor each look takes its time, too.
        end=$(($(date +%s) + left + 10))
        # What is paused hears nothing.
        [ "$state" != paused ] || v resume \(id) >/dev/null
        case $state in "shut off" | crashed) left=0 ;; *) v shutdown \(id) >/dev/null 2>&1 || left=0 ;; esac
        while [ "$state" != "shut off" ] && [ "$left" -gt 0 ] && [ "$(date +%s)" -lt "$end" ]; do
          sleep 1
          left=$((left - 1))
          # One that nothing defines is gone when it is off.
          state=$(v domstate \(id)) || { v list --name >/dev/null || exit; state="shut off"; }
        done
        [ "$state" = "shut off" ] || v destroy \(id) >/dev/null || [ "$(v domstate \(id))" = "shut off" ] || exit 1
        """)
  }

  /// Takes a domain away, then those of its files that no other domain uses and no other volume is built upon.
  static func destroy(_ id: String, disks: [String]) -> VirshScript {
    VirshScript(
      body: """
        state=$(v domstate \(id)) || exit
        \(disks.isEmpty ? "" : usesOfDisks(besides: id))
        [ "$state" = "shut off" ] || v destroy \(id) >/dev/null 2>&1
        # One that nothing defines is gone with that.
        if ! v domstate \(id) >/dev/null 2>&1; then v list --name >/dev/null || exit; mark \(VirshAnswer.end); exit 0; fi
        v undefine \(id) --managed-save --snapshots-metadata --nvram >/dev/null 2>&1 || v undefine \(id) >/dev/null || exit
        gone() {
          printf '%s\\n' "$used" | grep -qF -- "$1" || v vol-delete --vol "$1" >/dev/null || exit
        }
        \(disks.map { "gone \(shellWord($0))" }.joined(separator: "\n"))
        """)
  }

  /// Gathers in `used` what other domains' disks are, and what volumes are copies upon: a thin copy of a disk is worth
  /// nothing without it. Who cannot ask ends here, before anything is taken away.
  private static func usesOfDisks(besides id: String) -> String {
    #"""
    used= batch= count=0
    ask() { [ -z "$batch" ] || used="$used$(v "$batch hostname" 2>/dev/null)$nl" || exit; batch= count=0; }
    add() { batch="$batch $1;" count=$((count + 1)); [ "$count" -lt 300 ] || ask; }
    all=$(v list --all --uuid) || exit
    for other in $(printf '%s\n' "$all" | only_ids); do [ "$other" = \#(id) ] || add "domblklist $other"; done
    ask
    domains=$used used=
    pools=$(v pool-list --uuid) || exit
    for pool in $(printf '%s\n' "$pools" | only_ids); do
      v pool-refresh $pool >/dev/null 2>&1
      volumes=$(v vol-list $pool) || exit
      # The name is what stands behind the last slash, and it is quoted for virsh.
      volumes=$(printf '%s\n' "$volumes" | sed -n 's/ *$//; s/["\\]/\\&/g; s|.*/\(.*\)|vol-dumpxml --pool '$pool' --vol "\1"|p')
      while IFS= read -r volume; do [ -z "$volume" ] || add "$volume"; done <<END_OF_VOLUMES
    $volumes
    END_OF_VOLUMES
    done
    ask
    used="$domains$(printf '%s\n' "$used" | sed -n '/<backingStore>/,/<\/backingStore>/p')"
    """#
  }

  static func resize(_ id: String, to size: LibvirtSize) -> VirshScript {
    VirshScript(
      body: """
        state=$(v domstate \(id)) || exit
        [ "$state" = "shut off" ] || { echo 'error: Requested operation is not valid: the machine runs' >&2; exit 1; }
        v setvcpus \(id) \(size.cpus) --maximum --config >/dev/null && v setvcpus \(id) \(size.cpus) --config >/dev/null &&
          v setmaxmem \(id) \(size.memory)MiB --config >/dev/null && v setmem \(id) \(size.memory)MiB --config >/dev/null || exit
        """)
  }
}
