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
        -o "Dir::State::extended_states=$work/extended_states" \
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

  /// What is ours of the packages: lines `purge NAME`, or `remove NAME` for one whose configuration was there before it.
  private static let ledger = #"""
    ledger=/opt/mist-collectd/installed
    state_of() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null; }
    # Those of the ledger that are there.
    present() {
      sort -u "$ledger" | while read -r verb name; do
        case "$verb $(state_of "$name")" in
          *" " | *" not-installed" | "remove config-files") ;;
          *) echo "$verb $name" ;;
        esac
      done
    }
    # One that a kill left behind would keep all services from starting.
    drop_policy() { grep -qs '^# mist-shell$' /usr/sbin/policy-rc.d && rm -f /usr/sbin/policy-rc.d; }

    """#

  /// As root. Arguments: packages. What is new with them is written down before it comes: it goes with the last trace
  /// of us.
  static let install =
    apt + "\n" + ledger + #"""

      tidy() {
        rm -rf "$work"
        [ -n "$policy" ] && drop_policy
        # What did not come is not ours when somebody else installs it later.
        present >"$ledger.new"
        if [ -s "$ledger.new" ]; then mv "$ledger.new" "$ledger"; else rm -f "$ledger" "$ledger.new"; fi
        rmdir /opt/mist-collectd 2>/dev/null
      }
      policy=
      mkdir -p /opt/mist-collectd && chmod 755 /opt/mist-collectd && touch "$ledger" || exit 1
      trap tidy EXIT
      trap 'exit 1' TERM INT HUP
      # No service of theirs is started.
      drop_policy
      if [ ! -e /usr/sbin/policy-rc.d ]; then
        policy=ours
        printf '#!/bin/sh\n# mist-shell\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
      fi
      bring() {
        packages=
        for one in "$@"; do packages="$packages $(pick "$one")"; done
        our_apt get -y -s --no-install-recommends install $packages 2>>"$work/log" |
          sed -n 's/^Inst \([^ ]*\) (.*/\1/p' | while read -r name; do
            case $(state_of "$name") in config-files) echo "remove $name" ;; *) echo "purge $name" ;; esac
          done >>"$ledger"
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
  static let purge =
    ledger + #"""

      drop_policy
      if [ -f "$ledger" ] && command -v dpkg >/dev/null; then
        LC_ALL=C DEBIAN_FRONTEND=noninteractive; export LC_ALL DEBIAN_FRONTEND
        rounds=0 waited=0
        while [ "$rounds" -lt 3 ]; do
          ours=$(present)
          [ -n "$ours" ] || break
          # dpkg leaves alone what others depend on.
          said=$(for verb in purge remove; do
            names=$(echo "$ours" | sed -n "s/^$verb //p")
            [ -z "$names" ] || dpkg "--$verb" $names
          done </dev/null 2>&1)
          case $said in
            *"locked by another process"*)
              [ "$waited" -lt 60 ] || { echo "packages stay: somebody else is installing some" >&2; exit 13; }
              waited=$((waited + 1))
              sleep 2
              ;;
            *) rounds=$((rounds + 1)) ;;
          esac
        done
      fi
      rm -rf /opt/mist-collectd
      """#
}
