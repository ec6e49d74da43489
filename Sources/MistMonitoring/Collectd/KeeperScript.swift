/// Keeps a collectd of ours running as long as its folder is there, and takes away values that are old.
///
/// It is what systemd starts; where there is none, it runs in a session of its own.
enum KeeperScript {
  static let text = #"""
    # Arguments: FOLDER, seconds between two values, days that values are kept.
    LC_ALL=C; export LC_ALL
    cd "$1" || exit 1
    folder=$1 pace=$2 keep=$3 child= before= nap= cleaned=
    umask 022
    echo $$ >keeper.pid
    read -r program <program
    # Left by a keeper that was killed: two would write into the same files.
    for old in $(cat collectd.pid leaving.pid 2>/dev/null); do
      grep -aqF "$folder/collectd.conf" "/proc/$old/cmdline" 2>/dev/null && kill "$old"
    done
    rm -f leaving.pid

    is_mine() {
      owner=
      { read -r owner <"$folder/keeper.pid"; } 2>/dev/null
      [ "$owner" = $$ ]
    }
    leave() {
      for process in $before $child; do kill "$process" 2>/dev/null; done
      for process in $before $child; do wait "$process"; done
      [ -n "$nap" ] && kill "$nap" 2>/dev/null
      exit 0
    }
    trap leave TERM INT HUP

    rest() { sleep "$1" & nap=$!; wait "$nap"; nap=; }

    clean() {
      day=$(date +%F)
      [ "$day" = "$cleaned" ] && return
      cleaned=$day
      find csv -type f -mtime "+$keep" -exec rm -f {} + 2>/dev/null
    }

    begin() {
      # In the middle between two beats of the clock, so that each value has an interval to itself.
      rest $(((pace + pace / 2 - 1 - $(date +%s) % pace) % pace))
      rm -f renew
      "$program" -f -C "$folder/collectd.conf" </dev/null >/dev/null 2>&1 &
      child=$!
      beside=0
      note
    }
    note() {
      echo "$child" >collectd.pid
      if [ -n "$before" ]; then echo "$before" >leaving.pid; else rm -f leaving.pid; fi
    }
    # Those that ran before the newest one, which has values of its own by now.
    dismiss() {
      kill $before 2>/dev/null
      for process in $before; do wait "$process"; done
      before=
      note
    }

    while is_mine; do
      began=$(date +%s)
      begin
      while kill -0 "$child" 2>/dev/null; do
        is_mine || leave
        clean
        [ "$(wc -c <log 2>/dev/null || echo 0)" -gt 1000000 ] && : >log
        # For a configuration that was changed another one begins beside the one that runs, which goes on until the
        # other has rates: those want three readings. Of what both write for one time either is right.
        if [ -e renew ]; then
          before="$before $child"
          begin
        fi
        if [ -z "$before" ]; then
          rest 3
          continue
        fi
        rest 1
        beside=$((beside + 1))
        [ "$beside" -gt $((pace * 5 / 2)) ] && dismiss
        # One that ends so soon leaves those before it as they are.
        if [ -n "$before" ] && ! kill -0 "$child" 2>/dev/null; then
          wait "$child"
          child=${before##* }
          before=${before% *}
          note
        fi
      done
      wait "$child"
      child=
      # What ends at once would end at once again.
      [ $(($(date +%s) - began)) -lt 10 ] && rest 10
    done
    leave
    """#

  /// The unit for systemd. A crash of the keeper, or the machine's start, begins it again.
  static func unit(folder: String, pace: Int) -> String {
    """
    [Unit]
    Description=collectd of mist-shell
    After=local-fs.target network.target

    [Service]
    Type=simple
    ExecStart=/bin/sh \(folder)/keeper.sh \(folder) \(pace) \(PullScript.daysKept)
    Restart=always
    RestartSec=10
    MemoryMax=512M
    CPUQuota=50%
    Nice=10

    [Install]
    WantedBy=multi-user.target

    """
  }
}
