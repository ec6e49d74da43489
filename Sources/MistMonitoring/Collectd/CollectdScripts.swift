/// What puts a collectd of ours on a machine, apart from its packages, and what takes it away again.
enum CollectdScripts {
  /// Functions for all of them, with the name of systemd's unit.
  static let shell =
    UserFolder.shell + #"""

      LC_ALL=C; export LC_ALL
      PATH=$PATH:/usr/sbin:/sbin
      unit_of() { echo "mist-collectd-$1"; }
      has_systemd() { [ "$(id -u)" = 0 ] && [ -d /run/systemd/system ] && command -v systemctl >/dev/null; }
      # PROGRAM CONFIGURATION: whether it does what that says. The option -t looks at nothing, -T loads and reads once.
      try_out() { timeout -k 2 20 "$1" -T -C "$2" </dev/null; }
      # NAME FOLDER: ends collectd; what keeps it begins it anew, with the configuration as it is now.
      renew() {
        old=
        { read -r old <"$2/collectd.pid"; } 2>/dev/null
        [ -n "$old" ] && tr '\0' ' ' 2>/dev/null <"/proc/$old/cmdline" | grep -qF -- "$2/" && kill "$old"
      }
      # FOLDER: whether a collectd runs there.
      is_alive() {
        now=
        { read -r now <"$1/collectd.pid"; } 2>/dev/null
        [ -n "$now" ] && tr '\0' ' ' 2>/dev/null <"/proc/$now/cmdline" | grep -qF -- "$1/collectd.conf"
      }
      """#

  /// Writes what is needed, as far as it differs, and starts it. Arguments: machine, FOLDER, PROGRAM, seconds, days,
  /// plugins to try. Says `left out: NAME` of those that cannot be read here.
  static func configure(_ configuration: CollectdConfiguration, _ plugins: [CataloguePlugin]) -> String {
    shell + #"""

      name=$1 folder=$2 program=$3 pace=$4 keep=$5
      shift 5
      umask 022
      [ -x "$program" ] || { echo "$program is not there" >&2; exit 1; }
      mkdir -p "$folder/csv" "$folder/conf.d" "$folder/try" || exit 1
      chmod 755 "$folder"
      trap 'rm -rf "$folder/try"' EXIT
      cd "$folder" || exit 1
      echo "$program" >program
      # A folder without any would be an error to collectd.
      echo '# One file for each plugin that was added.' >conf.d/00-none.conf
      \#(file("try/head", configuration.head))
      \#(file("try/trial", configuration.trial))
      \#(file("try/tail", configuration.tail))
      \#(plugins.map { file("try/\($0.name).conf", $0.configuration) }.joined(separator: "\n"))
      \#(file("try/keeper.sh", KeeperScript.text))
      \#(file("try/unit", KeeperScript.unit(folder: configuration.place.folder, pace: configuration.pace)))
      cat try/head >try/new
      for plugin in "$@"; do
        cat try/trial "try/$plugin.conf" >try/conf
        if try_out "$program" "$folder/try/conf" >/dev/null 2>&1; then
          cat "try/$plugin.conf" >>try/new
        else
          echo "left out: $plugin"
        fi
      done
      cat try/tail >>try/new
      changed=
      # FROM TO: in one step, and only what differs.
      settle() {
        cmp -s "$1" "$2" && return
        cp "$1" "$2.new" && mv "$2.new" "$2" || exit 1
        changed=yes
      }
      settle try/new "$folder/collectd.conf"
      settle try/keeper.sh "$folder/keeper.sh"
      if has_systemd; then
        settle try/unit "/etc/systemd/system/$(unit_of "$name").service"
        [ -n "$changed" ] && systemctl -q daemon-reload
        systemctl -q enable "$(unit_of "$name")" || exit 14
        if [ -n "$changed" ]; then systemctl restart "$(unit_of "$name")"; else systemctl start "$(unit_of "$name")"; fi ||
          exit 14
      else
        if [ "$(id -u)" = 0 ] && [ -d /etc/cron.d ]; then
          echo "@reboot root setsid sh $folder/keeper.sh $folder $pace $keep" >try/cron
          settle try/cron "/etc/cron.d/$(unit_of "$name")"
        fi
        [ -n "$changed" ] && stop_running "$folder" keeper.sh keeper.pid
        keep_running "$folder" keeper.sh keeper.pid "$pace" "$keep"
      fi
      """#
  }

  /// Waits until values are there whose rates are known. Arguments: machine, FOLDER, seconds to wait.
  static let waitForValues = #"""
    waited=0
    while [ "$waited" -lt "$3" ]; do
      for file in "$2/csv/$1"/*/*; do
        [ -f "$file" ] || continue
        # A heading, one value without a rate, one with.
        [ "$(wc -l <"$file")" -ge 3 ] && exit 0
      done
      sleep 1
      waited=$((waited + 1))
    done
    tail -n 3 "$2/log" >&2 2>/dev/null
    exit 15
    """#

  /// Ends it and takes its folder away. Arguments: machine, FOLDER.
  static let remove =
    shell + #"""

      name=$1 folder=$2
      if has_systemd && [ -e "/etc/systemd/system/$(unit_of "$name").service" ]; then
        systemctl -q disable --now "$(unit_of "$name")" >/dev/null 2>&1
        rm -f "/etc/systemd/system/$(unit_of "$name").service"
        systemctl -q daemon-reload
      fi
      [ "$(id -u)" = 0 ] && rm -f "/etc/cron.d/$(unit_of "$name")"
      stop_running "$folder" keeper.sh keeper.pid
      rm -rf "$folder"

      """#

  /// Shell that writes a text to a file, whatever stands in it.
  static func file(_ name: String, _ text: String) -> String {
    var mark = "END OF THE TEXT"
    while text.contains(mark) { mark += "." }
    return "cat >'\(name)' <<'\(mark)' || exit 1\n\(text)\(text.hasSuffix("\n") || text.isEmpty ? "" : "\n")\(mark)"
  }
}
