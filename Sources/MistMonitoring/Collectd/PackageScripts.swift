/// Brings Debian's packages to a machine: as root through apt, as a user by unpacking.
enum PackageScripts {
  /// Functions for both. Nothing of apt's own folders is changed but by the packages themselves: what is fetched, and
  /// lists of packages where the machine has none or old ones, lie in a folder that goes away.
  private static let apt = #"""
    LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l
    export LC_ALL DEBIAN_FRONTEND NEEDRESTART_MODE
    work=$(mktemp -d) || exit 1
    chmod 755 "$work"
    mkdir -p "$work/archives/partial" "$work/lists/partial"
    lists=
    our_apt() {
      command=$1
      shift
      "apt-$command" -q -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confold -o Dir::Cache::pkgcache= \
        -o Dir::Cache::srcpkgcache= -o "Dir::Cache::archives=$work/archives" \
        ${lists:+-o "Dir::State::Lists=$lists"} "$@" </dev/null
    }
    fresh_lists() {
      lists=$work/lists
      our_apt get update >>"$work/log" 2>&1
    }
    # Of `a|b` the first that can be had.
    pick() {
      for name in $(echo "$1" | tr '|' ' '); do
        our_apt cache policy "$name" 2>/dev/null | grep -q '^  Candidate: [0-9]' && echo "$name" && return
      done
      echo "${1%%|*}"
    }
    give_up() {
      grep -v '^W:' "$work/log" | tail -n 5 >&2
      exit 12
    }
    """#

  /// As root. Arguments: packages. What is new with them is written down before it comes: it goes with the last trace
  /// of us.
  static let install =
    apt + #"""

      policy=
      tidy() {
        rm -rf "$work"
        [ -n "$policy" ] && rm -f /usr/sbin/policy-rc.d
      }
      trap tidy EXIT
      trap 'exit 1' TERM INT HUP
      # No service of theirs is started.
      if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=ours
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
      fi
      mkdir -p /opt/mist-collectd || exit 1
      chmod 755 /opt/mist-collectd
      bring() {
        packages=
        for one in "$@"; do packages="$packages $(pick "$one")"; done
        our_apt get -y -s --no-install-recommends install $packages 2>>"$work/log" |
          sed -n 's/^Inst \([^ ]*\) (.*/\1/p' >>/opt/mist-collectd/installed
        our_apt get -y --no-install-recommends install $packages >>"$work/log" 2>&1
      }
      bring "$@" || { fresh_lists; bring "$@"; } || give_up
      """#

  /// As a user, into FOLDER/root. Arguments: FOLDER, packages.
  static let unpack =
    apt + #"""

      trap 'rm -rf "$work"' EXIT
      folder=$1
      shift
      mkdir -p "$folder/root" && cd "$work" || exit 1
      fetch() {
        for one in "$@"; do our_apt get download "$(pick "$one")" >>"$work/log" 2>&1 || return 1; done
      }
      fetch "$@" || { fresh_lists; fetch "$@"; } || give_up
      for file in "$work"/*.deb; do dpkg-deb -x "$file" "$folder/root" || exit 1; done
      # Debian has plugins below the name of the machine's kind in some releases.
      [ -d "$folder/root/usr/lib/collectd" ] && exit 0
      for place in "$folder"/root/usr/lib/*/collectd; do
        [ -d "$place" ] && ln -s "$place" "$folder/root/usr/lib/collectd" && exit 0
      done
      echo "the package has no plugins where they are looked for" >&2
      exit 1
      """#

  /// As root, when nothing else of us is left: takes away the packages we brought, and none that another one needs.
  static let purge = #"""
    if [ -f /opt/mist-collectd/installed ] && command -v dpkg >/dev/null; then
      DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND
      rounds=0
      while [ "$rounds" -lt 3 ]; do
        ours=
        for name in $(sort -u /opt/mist-collectd/installed); do
          state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)
          case $state in "" | not-installed) ;; *) ours="$ours $name" ;; esac
        done
        [ -n "$ours" ] || break
        # dpkg leaves alone what others depend on.
        dpkg --purge $ours </dev/null >/dev/null 2>&1
        rounds=$((rounds + 1))
      done
    fi
    rm -rf /opt/mist-collectd
    """#
}
