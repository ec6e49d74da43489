# Sourced: installs Debian packages that are missing.

# install_packages PACKAGE:WITNESS…
# A witness is a file, or a program on the PATH, that is there when the package is.
install_packages() {
  local missing=() entry package witness
  for entry in "$@"; do
    package=${entry%%:*} witness=${entry#*:}
    [ -e "$witness" ] || command -v "$witness" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "missing: ${missing[*]}; install them with this system's package manager" >&2
    return 1
  fi
  local root=()
  [ "$(id -u)" -eq 0 ] || root=(sudo)
  echo "installing: ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  "${root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 && return 0
  # The package lists of a fresh machine are old or absent.
  "${root[@]}" apt-get update >/dev/null && "${root[@]}" apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null
}
