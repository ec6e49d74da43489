/// Where a user without rights keeps what measures the machine, and how it is kept running.
///
/// `~/.mist-monitoring/MACHINE`, or below /var/tmp for users without a home.
enum UserFolder {
  /// Shell functions. `user_folder` writes the folder's path; `keep_running` starts a script that does not run, in a
  /// session of its own, so that it outlives the connection; `stop_running` ends it with all that it started.
  static let shell = #"""
    user_folder() {
      if [ -n "${HOME:-}" ] && [ -w "$HOME" ]; then
        echo "$HOME/.mist-monitoring/$1"
      else
        own=/var/tmp/mist-monitoring-$(id -u)
        # There anybody may have been first, and what lies in it is run.
        if [ -e "$own" ] || [ -L "$own" ]; then
          { [ -O "$own" ] && [ ! -L "$own" ]; } || own=/nonexistent
        fi
        echo "$own/$1"
      fi
    }
    # FOLDER SCRIPT PIDFILE: whether the script of that folder runs, and not a later process with its number.
    is_running() {
      pid=
      { read -r pid <"$1/$3"; } 2>/dev/null
      [ -n "$pid" ] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$1/$2"
    }
    keep_running() {
      is_running "$1" "$2" "$3" && return 0
      if command -v setsid >/dev/null; then begin=setsid; else begin=nohup; fi
      $begin sh "$1/$2" "$1" "$4" "$5" </dev/null >/dev/null 2>&1 &
    }
    stop_running() {
      is_running "$1" "$2" "$3" || return 0
      kill -TERM "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
      tries=0
      while is_running "$1" "$2" "$3" && [ "$tries" -lt 50 ]; do
        sleep 0.1 2>/dev/null || sleep 1
        tries=$((tries + 1))
      done
      is_running "$1" "$2" "$3" || return 0
      kill -KILL "-$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null
    }
    """#
}
