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
      # FOLDER: what keeps collectd begins another with the configuration as it is now, and ends the one that runs when
      # that has values: none is lost.
      renew() {
        is_alive "$1"
        old=$now
        : >"$1/renew"
      }
      # FOLDER: whether a collectd runs there; its number is then in $now.
      is_alive() {
        now=
        { read -r now <"$1/collectd.pid"; } 2>/dev/null
        is_of "$1" "$now"
      }
      is_of() { [ -n "$2" ] && grep -aqF "$1/collectd.conf" "/proc/$2/cmdline" 2>/dev/null; }
      # FOLDER: all that run there, with those that go on until the newest has values.
      all_alive() {
        for one in $(cat "$1/collectd.pid" "$1/leaving.pid" 2>/dev/null); do is_of "$1" "$one" && echo "$one"; done
      }
      # FOLDER: ends what keeps collectd, then collectd, whoever began it, and takes the folder away.
      clear_away() {
        stop_running "$1" keeper.sh keeper.pid
        tries=0
        while left=$(all_alive "$1") && [ -n "$left" ]; do
          if [ "$tries" -lt 30 ]; then kill $left; else kill -KILL $left; fi
          sleep 0.2 2>/dev/null || sleep 1
          tries=$((tries + 1))
          [ "$tries" -lt 60 ] || break
        done
        rm -rf "$1"
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
        # Of this collectd, not of an earlier one: the name of the program was written before it began.
        [ "$file" -nt "$2/program" ] || continue
        # A heading and three values: what cores do is known from the third on.
        [ "$(wc -l <"$file")" -ge 4 ] && exit 0
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
      clear_away "$folder" || exit 1

      """#

  /// Shell that writes a text to a file, whatever stands in it.
  static func file(_ name: String, _ text: String) -> String {
    var mark = "END OF THE TEXT"
    while text.contains(mark) { mark += "." }
    return "cat >'\(name)' <<'\(mark)' || exit 1\n\(text)\(text.hasSuffix("\n") || text.isEmpty ? "" : "\n")\(mark)"
  }
}
