/// What a container may use and uses: its control group tells, while /proc tells of the computer that it runs on.
enum ControlGroup {
  /// Shell: `find_group` sets `group` to the version of the control group that the machine is, 1 or 2, and to nothing on
  /// a machine that is none; and `cpu_group`, `quota_group` and `memory_group` to its folders.
  static let find = #"""
    find_group() {
      group= cpu_group= quota_group= memory_group=
      # The whole computer's own group has no such file: it is a container's that is seen as the whole.
      if [ -f /sys/fs/cgroup/memory.current ]; then
        group=2 cpu_group=/sys/fs/cgroup memory_group=/sys/fs/cgroup
        return
      fi
      # Docker's mark, and Podman's.
      [ -e /.dockerenv ] || [ -e /run/.containerenv ] || return
      while IFS=: read -r _ kinds place; do
        case ,$kinds, in
          ,,)
            if [ -f "/sys/fs/cgroup$place/memory.current" ]; then
              group=2 cpu_group=/sys/fs/cgroup$place memory_group=/sys/fs/cgroup$place
              return
            fi ;;
          *,cpuacct,*) cpu_group=$place ;;
          *,memory,*) memory_group=$place ;;
        esac
        case ,$kinds, in *,cpu,*) quota_group=$place ;; esac
      done </proc/self/cgroup
      # Mostly the group is mounted as if it were the whole, and its path is not there.
      [ -d "/sys/fs/cgroup/cpuacct$cpu_group" ] || cpu_group=
      [ -d "/sys/fs/cgroup/cpu$quota_group" ] || quota_group=
      [ -d "/sys/fs/cgroup/memory$memory_group" ] || memory_group=
      cpu_group=/sys/fs/cgroup/cpuacct$cpu_group quota_group=/sys/fs/cgroup/cpu$quota_group
      memory_group=/sys/fs/cgroup/memory$memory_group
      [ -r "$cpu_group/cpuacct.stat" ] && [ -r "$memory_group/memory.usage_in_bytes" ] && group=1
    }
    """#

  /// Shell, after `find_group`: `name_disks` keeps the names of disks, and `measure_group` adds to `line` what the group
  /// uses. Every sixth `tick` it looks anew at how many processors there are for it.
  ///
  /// The load is counted here, as the kernel counts it for a whole computer: how many tasks run, want to or wait for a
  /// disk, with the weight of what was before fading.
  static let measure = #"""
    name_disks() {
      while read -r major minor name _; do
        eval "disk_${major}_$minor=\$name"
      done </proc/diskstats
    }
    measure_group() {
      if [ $((tick % 6)) = 0 ]; then
        cores=$(nproc 2>/dev/null || grep -c '^processor' /proc/cpuinfo)
        quota= period=
        if [ $group = 2 ]; then
          { read -r quota period _ <$cpu_group/cpu.max; } 2>/dev/null
        else
          { read -r quota <$quota_group/cpu.cfs_quota_us && read -r period <$quota_group/cpu.cfs_period_us; } 2>/dev/null
        fi
        # In thousandths of a processor.
        cpus=$((${cores:-1} * 1000))
        if [ "${quota:-0}" -gt 0 ] && [ "${period:-0}" -gt 0 ] && [ $((quota * 1000 / period)) -lt $cpus ]; then
          cpus=$((quota * 1000 / period))
        fi 2>/dev/null
      fi

      user= system=
      if [ $group = 2 ]; then
        while read -r key value; do
          case $key in
            user_usec) user=$value ;;
            system_usec) system=$value; break ;;
          esac
        done <$cpu_group/cpu.stat
        limit=$memory_group/memory.max current=$memory_group/memory.current
      else
        while read -r key value; do
          case $key in
            user) user=${value}0000 ;;
            system) system=${value}0000 ;;
          esac
        done <$cpu_group/cpuacct.stat
        limit=$memory_group/memory.limit_in_bytes current=$memory_group/memory.usage_in_bytes
      fi
      line="$line;K $cpus $user $system"

      read -r _ total _ </proc/meminfo
      read -r limit <$limit
      [ "$limit" != max ] && [ $((limit / 1024)) -lt "$total" ] && total=$((limit / 1024))
      read -r current <$current
      cached=0 reclaimable=0 other=0
      while read -r key value; do
        case $key in
          file | total_cache) cached=$value ;;
          slab_reclaimable) reclaimable=$value ;;
          slab_unreclaimable) other=$value; break ;;
        esac
      done <$memory_group/memory.stat
      line="$line;M MemTotal: $total;M MemFree: $((total - current / 1024));M Cached: $((cached / 1024))"
      line="$line;M SReclaimable: $((reclaimable / 1024));M SUnreclaim: $((other / 1024))"

      # None of those that count is among them. Looking at many costs more than all else, so it is done now and then.
      set -- /proc/[0-9]*/task/[0-9]*/stat
      if [ $# -le 64 ] || [ $((tick % 6)) = 0 ]; then
        busy=$(cat "$@" 2>/dev/null | grep -c ') [RD] ')
        busy=$((${busy:-0} * 1000))
      fi
      one=$(((${one:-$busy} * 60 + busy * pace) / (60 + pace)))
      five=$(((${five:-$busy} * 300 + busy * pace) / (300 + pace)))
      fifteen=$(((${fifteen:-$busy} * 900 + busy * pace) / (900 + pace)))
      line="$line;L"
      for load in $one $five $fifteen; do
        digits=$((load % 1000 + 1000))
        line="$line $((load / 1000)).${digits#1}"
      done

      [ $group = 2 ] && [ -r $cpu_group/io.stat ] || return
      while read -r device counts; do
        case $device in
          *[!0-9:]*) ;;
          *:*) eval "name=\${disk_${device%:*}_${device#*:}:-}"; [ -n "$name" ] && line="$line;I $name $counts" ;;
        esac
      done <$cpu_group/io.stat
    }
    """#
}
