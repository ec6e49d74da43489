/// The sampler: a POSIX shell script that needs nothing but `date`, `sleep` and, now and then, `df`; in a container
/// `cat`, `grep` and, now and then, `nproc` too.
///
/// It writes one line a tick to a file a day (`spool/DAY`, days since 1970), such as
///
///     @1700000000 8123.45;L 0.10 0.20 0.30;C 0 7 0 3 990;M MemTotal: 1000;N eth0 1 2 …;D vda 1 2 …;F / 100 40 60;.
///
/// with the counters as the kernel has them: rates are made when it is read (`SamplerRates`). A container's has `K`, the
/// thousandths of processors that it may use and the microseconds that it used, and `I` in place of `C` and `D`
/// (`ControlGroup`). The marks at both ends tell a line that the disk had no room for. It ends itself when its folder is
/// gone, or another one took its place.
package enum SamplerScript {
  package static let text =
    ControlGroup.find + "\n" + ControlGroup.measure + #"""

      # Arguments: FOLDER, seconds between ticks, days that are kept.
      LC_ALL=C; export LC_ALL
      cd "$1" || exit 1
      pace=$2 keep=$3 tick=0 today=
      umask 077
      mkdir -p spool
      echo $$ >pid
      find_group
      [ -n "$group" ] && name_disks 2>/dev/null

      measure_computer() {
        read -r one five fifteen _ </proc/loadavg
        line="$line;L $one $five $fifteen"

        while read -r key rest; do
          case $key in
            cpu[0-9]*) line="$line;C ${key#cpu} $rest" ;;
            processes) line="$line;P forks $rest" ;;
            procs_running) line="$line;P running $rest" ;;
            procs_blocked) line="$line;P blocked $rest"; break ;;
          esac
        done </proc/stat

        while read -r key value _; do
          case $key in
            MemTotal: | MemFree: | Buffers: | Cached: | SReclaimable: | SUnreclaim: | SwapTotal: | SwapFree: | SwapCached:)
              line="$line;M $key $value" ;;
            VmallocTotal:) break ;;
          esac
        done </proc/meminfo

        while read -r _ _ name rest; do
          case $name in
            loop* | ram* | zram* | sr* | fd*) ;;
            *) [ -e "/sys/block/$name" ] && line="$line;D $name $rest" ;;
          esac
        done </proc/diskstats
      }

      while :; do
        { read -r owner <pid; } 2>/dev/null
        [ "${owner:-}" = $$ ] || exit 0
        owner=
        now=$(date +%s)
        day=$((now / 86400))
        read -r up _ </proc/uptime
        line="@$now $up"
        if [ -n "$group" ]; then measure_group; else measure_computer; fi 2>/dev/null

        { read -r _; read -r _
          while IFS=': ' read -r name rest; do
            case $name in
              veth* | br-* | cali* | flannel* | ifb* | dummy*) ;;
              *) line="$line;N $name $rest" ;;
            esac
          done; } </proc/net/dev

        # Disks fill slowly.
        if [ $((tick % 6)) = 0 ]; then
          disks=$(df -P -k 2>/dev/null | while read -r device size used free _ mount; do
            case $device$mount in
              *\;*) ;;
              # Files of a container that lie outside it.
              /dev/*) [ -f "$mount" ] || printf ';F %s %s %s %s' "$size" "$used" "$free" "$mount" ;;
              overlay/) [ -n "$group" ] && printf ';F %s %s %s /' "$size" "$used" "$free" ;;
            esac
          done)
        fi
        # On a full disk this fails; the next tick tries again.
        { printf '%s\n' "$line$disks;." >>"spool/$day"; } 2>/dev/null

        if [ "$day" != "$today" ]; then
          today=$day
          for file in spool/*; do
            [ "${file#spool/}" -lt $((day - keep)) ] 2>/dev/null && rm -f "$file"
          done
        fi
        tick=$((tick + 1))
        # On the beat of the clock, so that no interval stays without a value.
        sleep $((pace - now % pace))
      done
      """#
}
