# shellcheck shell=bash
# What a script needs of this machine, and how it gets it: sourced by ./stayer and ./verify, which define say() and fail().

# The feature version of a JDK folder, from its release file: starting a JVM to ask would cost more than the command.
jdk_version() {
  local line
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      printf '%s\n' "${BASH_REMATCH[1]}"
      return 0
    fi
  done < "$1/release"
  return 1
}

# True for a JDK of 21 or newer; with a second argument it must have that tool, which a mere runtime has not.
jdk_serves() {
  local version
  version=$(jdk_version "$1") && [ "$version" -ge 21 ] && { [ -z "${2:-}" ] || [ -x "$1/bin/$2" ]; }
}

# The first JDK of 21 or newer: what was named, what is on the PATH, then the newest in the usual folders.
find_jdk() {
  local tool=${1:-} candidate version best='' best_version=0 on_path
  on_path=$(command -v java || true)
  [ -n "$on_path" ] && on_path=$(readlink -f -- "$on_path") && on_path=${on_path%/bin/java}
  for candidate in "${STAYER_JAVA_HOME:-}" "${JAVA_HOME:-}" "$on_path"; do
    [ -n "$candidate" ] && jdk_serves "$candidate" "$tool" && { printf '%s\n' "$candidate"; return 0; }
  done
  for candidate in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/*; do
    jdk_serves "$candidate" "$tool" || continue
    version=$(jdk_version "$candidate")
    [ "$version" -gt "$best_version" ] && best=$candidate && best_version=$version
  done
  [ -n "$best" ] && printf '%s\n' "$best"
}

# The newest packaged JDK of 21 or newer that this machine's package lists offer; empty if there is none.
packaged_jdk() {
  command -v apt-cache > /dev/null || return 0
  # A new machine may have no lists at all.
  [ "$(id -u)" = 0 ] && [ -z "$(apt-cache pkgnames openjdk- 2> /dev/null)" ] && apt-get update -qq > /dev/null 2>&1
  apt-cache pkgnames openjdk- 2> /dev/null | grep -E '^openjdk-(2[1-9]|[3-9][0-9])-jdk-headless$' | sort -t- -k2,2n | tail -n 1
}

# Installs packages where that may be done: as root without a terminal at once, on a terminal after a yes. Else it fails with
# the words to type, before anything long begins.
install_packages() {
  local as='' answer
  [ "$(id -u)" = 0 ] || as=sudo
  if ! command -v apt-get > /dev/null; then
    fail "needs $* and cannot install it here — install it with this machine's package manager (Fedora: dnf install, Arch: pacman -S), then type the same again"
  fi
  if [ -t 0 ] && [ -t 2 ] && { [ -z "$as" ] || command -v sudo > /dev/null; }; then
    printf 'stayer: needs %s; install it now (%sapt-get install)? [Y/n] ' "$*" "${as:+sudo }" >&2
    read -r answer || answer=n
    case $answer in '' | y | Y | yes | Yes) ;; *) fail "needs $* — type: ${as:+sudo }apt-get install $*" ;; esac
  elif [ -n "$as" ]; then
    fail "needs $* — type: sudo apt-get install $*"
  fi
  say "installing $*"
  # A list that is too old, or not there, is fetched only when the first try shows it.
  DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends "$@" > /dev/null 2>&1 \
    || { $as apt-get update -qq > /dev/null 2>&1; DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends "$@" > /dev/null 2>&1; } \
    || fail "cannot install $* — type: ${as:+sudo }apt-get update && ${as:+sudo }apt-get install $*"
}

# need PROGRAM:PACKAGE …: makes sure that each program is there.
need() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"
}

# need_jdk TOOL: prints the folder of a JDK of 21 or newer with that tool, installing one where there is none.
need_jdk() {
  local jdk package
  jdk=$(find_jdk "$1")
  if [ -z "$jdk" ]; then
    package=$(packaged_jdk)
    [ -n "$package" ] || fail 'needs a JDK of 21 or newer and found none — install one (such as Temurin 25) or set JAVA_HOME'
    install_packages "$package"
    jdk=$(find_jdk "$1")
    [ -n "$jdk" ] || fail "installed $package and still found no JDK of 21 or newer — set JAVA_HOME"
  fi
  printf '%s\n' "$jdk"
}
