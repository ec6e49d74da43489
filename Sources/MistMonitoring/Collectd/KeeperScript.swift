/// Keeps a collectd of ours running as long as its folder is there, and takes away values that are old.
///
/// It is what systemd starts; where there is none, it runs in a session of its own.
enum KeeperScript {
  static let text = #"""
    # Arguments: FOLDER, seconds between two values, days that values are kept.
    LC_ALL=C; export LC_ALL
    cd "$1" || exit 1
    folder=$1 pace=$2 keep=$3 child= nap= cleaned=
    umask 022
    echo $$ >keeper.pid
    read -r program <program

    is_mine() {
      owner=
      { read -r owner <"$folder/keeper.pid"; } 2>/dev/null
      [ "$owner" = $$ ]
    }
    leave() {
      [ -n "$child" ] && kill "$child" 2>/dev/null && wait "$child"
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

    while is_mine; do
      # In the middle between two beats of the clock, so that each value has an interval to itself.
      rest $(((pace + pace / 2 - 1 - $(date +%s) % pace) % pace))
      began=$(date +%s)
      "$program" -f -C "$folder/collectd.conf" </dev/null >/dev/null 2>&1 &
      child=$!
      echo "$child" >collectd.pid
      while kill -0 "$child" 2>/dev/null; do
        is_mine || leave
        clean
        [ "$(wc -c <log 2>/dev/null || echo 0)" -gt 1000000 ] && : >log
        rest 3
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
