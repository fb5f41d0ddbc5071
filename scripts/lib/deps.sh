# Shell functions that the scripts share: source this file, do not run it.

# as_root COMMAND...: runs it with the rights of root, or says that it cannot and returns 1.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Please run as root: $*" >&2
    return 1
  fi
}

# alone FILE COMMAND...: runs a command, a function too, while no other script runs one with this lock file.
alone() {
  local lock status=0
  exec {lock}>>"$1"
  # A Mac has no flock.
  ! command -v flock >/dev/null || flock "$lock"
  "${@:2}" || status=$?
  exec {lock}>&-
  return "$status"
}

# alone_here COMMAND...: runs what changes the machine, its packages and its compilers, one script at a time.
alone_here() {
  alone "${TMPDIR:-/tmp}/scipix-$(id -u).lock" "$@"
}

# need_apt PKG...: installs those of the Debian packages that are missing. Where that cannot be
# done it says what to install and returns 1, so that a caller may go on without.
need_apt() {
  local missing=() pkg
  for pkg in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$pkg" 2>/dev/null)" = installed ] || missing+=("$pkg")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    echo "Please install what your system calls: ${missing[*]} (Debian names; there is no apt-get here)" >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    echo "Please run as root: apt-get install ${missing[*]}" >&2
    return 1
  fi
  echo "Installing ${missing[*]}" >&2
  alone_here apt_install "${missing[@]}" || { echo "apt-get could not install: ${missing[*]}" >&2; return 1; }
}

apt_install() { # PKG...
  # A fresh machine may be updating itself: wait for its lock.
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  local install=("${apt[@]}" install -y --no-install-recommends)
  # A fresh machine has no package lists, or stale ones: only then is the update worth its time.
  as_root "${install[@]}" "$@" >/dev/null 2>&1 ||
    { as_root "${apt[@]}" update && as_root "${install[@]}" "$@" >/dev/null; }
}

# need_commands COMMAND=PKG...: installs the packages of those commands that are not there. What is
# there counts, however it came.
need_commands() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] || need_apt "${missing[@]}"
}

# need_cargo: Rust is the one thing that is not installed silently.
need_cargo() {
  command -v cargo >/dev/null && return 0
  echo "Rust 1.89 or later is needed: apt install rustc-web cargo-web on Debian 12, elsewhere see https://rustup.rs" >&2
  return 1
}

# need_venv DIR PIP-ARGUMENT...: an environment of Python's of its own, and what pip is to install there.
need_venv() {
  need_commands python3=python3 || return 1
  if [ ! -x "$1/bin/pip" ]; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || need_apt python3-venv || return 1
    python3 -m venv "$1" || return 1
  fi
  "$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
}
