# shellcheck shell=bash
# packages: finds and installs what tools/packages.txt lists. Sourced by ./dev.
#
# Needs nothing but bash, dpkg and apt. Which mirrors are used, and how, is the machine's matter.

readonly EXIT_UNAVAILABLE=69

# need_packages GROUP...: makes sure that all packages of these groups are installed, or ends.
need_packages() {
  local missing
  missing=$(missing_packages "$@") || exit "$EXIT_UNAVAILABLE"
  [[ -z $missing ]] || install_packages "$missing" || exit "$EXIT_UNAVAILABLE"
}

# missing_packages GROUP...: prints those that are not installed.
missing_packages() {
  local names name status
  names=$(packages_of "$@") || return 1
  for name in $names; do
    # shellcheck disable=SC2016  # the format is dpkg-query's
    status=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) || status=none
    [[ $status == installed ]] || printf '%s ' "$name"
  done
}

# packages_of GROUP...: prints the names in this release of Debian.
packages_of() {
  local release group bookworm trixie name
  release=$(debian_release) || return 1
  while read -r group bookworm trixie; do
    [[ " $* " == *" $group "* ]] || continue
    name=$bookworm
    [[ $release == 13 && -n $trixie ]] && name=$trixie
    [[ $name == - ]] || echo "$name"
  done < <(grep -Ev '^(#|$)' tools/packages.txt)
}

# debian_release: prints 12 or 13.
debian_release() {
  local ID='' VERSION_ID='' PRETTY_NAME='another system'
  # shellcheck source=/dev/null
  [[ -r /etc/os-release ]] && source /etc/os-release
  case $ID-$VERSION_ID in
    debian-12 | debian-13) echo "$VERSION_ID" ;;
    *)
      echo "dev: expected Debian 12 or 13, but found $PRETTY_NAME;" \
        "install by hand what tools/packages.txt lists" >&2
      return 1
      ;;
  esac
}

# install_packages "NAME...": as root, or by sudo; otherwise prints the one line to be run.
install_packages() {
  local names as_root=() log
  read -ra names <<<"$1"
  echo "dev: installing ${names[*]}" >&2
  if [[ $(id -u) != 0 ]]; then
    as_root=(sudo)
    if ! command -v sudo >/dev/null || ! sudo true; then
      echo "dev: this needs root. Run: apt-get install -y --no-install-recommends ${names[*]}" >&2
      return 1
    fi
  fi
  log=$(mktemp)
  if ! apt_install >"$log" 2>&1; then
    cat "$log" >&2
    rm "$log"
    return 1
  fi
  rm "$log"
}

# apt_install: installs `names` through `as_root`; asks for newer lists only if the ones that are
# here do not know a package, or are too old to fetch it.
apt_install() {
  if apt_get install --simulate "${names[@]}" && apt_get install "${names[@]}"; then return; fi
  apt_get update && apt_get install "${names[@]}"
}

# apt_get VERB ARG...: unattended, and patient with another apt.
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
    -o DPkg::Lock::Timeout=300 --no-install-recommends "$@" </dev/null
}
