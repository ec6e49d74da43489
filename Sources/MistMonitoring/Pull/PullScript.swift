/// What a pull runs on the machine: one round trip, without rights of root.
///
/// It writes, packed where gzip is there: a line `mist NOW OFFSET SINCE UNTIL METHOD`, the sampler's lines under
/// `[sampler]`, the lines of collectd's files under `[csv]`, and `[end]`.
enum PullScript {
  /// The most seconds that one pull brings; what is older than `daysKept` is not on the machine.
  static let piece = 6 * 3600
  static let daysKept = 3

  static let text =
    UserFolder.shell + #"""

      # Arguments: machine, since when by its clock or 0, our time, what to add to its times to get ours, seconds a tick.
      id=$1 since=$2 ours=$3 shift=$4 pace=$5
      LC_ALL=C; export LC_ALL
      now=$(date +%s)
      offset=$((now - ours))
      # Of a tick that is being written, all or nothing: the last second waits for the next pull.
      last=$((now - 1))
      # Its clock was set since: then so is the time.
      jump=$((offset + shift))
      if [ "$since" = 0 ]; then
        since=$((now - \#(piece)))
      elif [ "${jump#-}" -gt 60 ]; then
        since=$((since + jump))
      fi
      oldest=$((now - \#(daysKept * 86400)))
      [ "$since" -lt "$oldest" ] && since=$oldest
      [ "$since" -gt "$last" ] && since=$((last - 60))
      until=$((since + \#(piece)))
      [ "$until" -gt "$last" ] && until=$last
      rows=$(((now - since) / pace + 20))

      folder=$(user_folder "$id")
      collectd=
      for place in /opt/mist-collectd/$id "$folder/collectd"; do
        [ -d "$place/csv/$id" ] && collectd=$place && break
      done
      method=none
      [ -d "$folder/sampler" ] && method=sampler
      case $collectd in /opt/*) method=system ;; ?*) method=rootless ;; esac

      show() {
        echo "mist $now $offset $since $until $method"
        echo "[sampler]"
        if [ -d "$folder/sampler/spool" ]; then
          day=$(((since - pace) / 86400))
          while [ "$day" -le $((until / 86400)) ]; do
            [ -f "$folder/sampler/spool/$day" ] && tail -n "$rows" "$folder/sampler/spool/$day"
            day=$((day + 1))
          done
        fi
        echo "[csv]"
        # Files have the machine's local dates.
        if [ -n "$collectd" ] && cd "$collectd/csv/$id"; then
          dates= moment=$since
          while [ "$moment" -lt "$until" ]; do
            dates="$dates $(date -d "@$moment" +%F)"
            moment=$((moment + 43200))
          done
          seen=
          for date in $dates $(date -d "@$until" +%F || date +%F); do
            [ "$date" = "$seen" ] && continue
            seen=$date
            set -- */*-"$date"
            [ -e "$1" ] || continue
            tail -v -n "$rows" -- "$@" | awk -F, -v from="$since" -v to="$until" '
              /^==> .* <==$/ { name = substr($0, 5, length($0) - 8); shown = 0; next }
              NF > 1 && $1 + 0 > from && $1 + 0 <= to {
                if (!shown) { header = ""; getline header < name; close(name); print "=" name ":" header; shown = 1 }
                print
              }'
          done
        fi
        echo "[end]"
      }
      if command -v gzip >/dev/null; then show 2>/dev/null | gzip -1; else show 2>/dev/null; fi

      # What the machine's start, or a crash, ended is begun again; a sampler that collectd took over from goes away once
      # all it wrote was pulled.
      if [ -f "$folder/sampler/sampler.sh" ]; then
        keep_running "$folder/sampler" sampler.sh pid "$pace" \#(daysKept)
      elif [ -d "$folder/sampler" ]; then
        end=$(tail -q -n 1 "$folder"/sampler/spool/* 2>/dev/null | sed -n 's/^@\([0-9]*\) .*/\1/p' | tail -n 1)
        [ "${end:-0}" -lt "$since" ] && rm -rf "$folder/sampler"
      fi
      if [ -f "$folder/collectd/keeper.sh" ]; then
        keep_running "$folder/collectd" keeper.sh keeper.pid "$pace" \#(daysKept)
      fi
      exit 0
      """#
}
