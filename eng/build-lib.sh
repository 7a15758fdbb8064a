# shellcheck shell=bash
# What ./fincluster and ./test.sh share; sourced, never run. Bash 3.2 is enough. The caller sets `root` to the repository's folder.

artifacts="${root:?}/artifacts"
logs="$artifacts/logs"
program="$artifacts/bin/FinCluster.Cli/release/fincluster"
build_stamp="$artifacts/.build-stamp"
build_log="$logs/build.log"

# The script that people started, not this file.
me="$(basename "$0")"

say() { printf '%s: %s\n' "$me" "$*" >&2; }

die() { say "$@"; exit 1; }

# Finds dotnet and puts it on the PATH.
find_dotnet() {
  local candidate folder
  for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-/nowhere}/dotnet" "${HOME:-/nowhere}/.dotnet/dotnet"; do
    if [ -x "$candidate" ]; then
      folder="$(dirname "$(resolve_links "$candidate")")"
      PATH="$PATH:$folder"
      # The built program looks for the runtime in DOTNET_ROOT and in system folders, not along the PATH.
      if [ -z "${DOTNET_ROOT:-}" ] && [ -d "$folder/host/fxr" ]; then export DOTNET_ROOT="$folder"; fi
      return
    fi
  done
  die "the .NET SDK $(wanted_sdk) or a later 10.0 SDK is needed, and dotnet was not found." \
    "Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and put dotnet on the PATH."
}

wanted_sdk() { sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$root/global.json"; }

# Asks dotnet itself, which knows the roll-forward rules of global.json.
require_sdk() {
  if ! (cd "$root" && dotnet --version) >/dev/null 2>&1; then
    say "the .NET SDK $(wanted_sdk) or a later 10.0 SDK is needed. $(command -v dotnet) has only:"
    dotnet --list-sdks >&2 2>/dev/null || true
    die "Get it from https://dotnet.microsoft.com/download/dotnet/10.0."
  fi
}

# Prints the path behind a chain of symbolic links. `readlink -f` is missing on older macOS.
resolve_links() {
  local path="$1" target
  while [ -L "$path" ]; do
    target="$(readlink "$path")"
    case "$target" in /*) path="$target" ;; *) path="$(dirname "$path")/$target" ;; esac
  done
  printf '%s\n' "$(cd "$(dirname "$path")" && pwd -P)/$(basename "$path")"
}

# Runs find over everything that the program is built from; a pattern that matches nothing is no error.
find_sources() {
  (cd "$root" && find src eng Directory.* global.json [Nn]u[Gg]et.[Cc]onfig ./*.sln -type f "$@" 2>/dev/null) || true
}

# The names, so that a deleted, renamed or copied-in old file is seen; `-newer` sees only what was written.
source_names() { find_sources -print | LC_ALL=C sort | cksum; }

program_is_current() {
  [ -x "$program" ] && [ -f "$build_stamp" ] \
    && [ -z "$(find_sources -newer "$build_stamp" -print | head -n 1)" ] \
    && [ "$(cat "$build_stamp")" = "$(source_names)" ]
}

# Call begin before the sources are read and finish after they are built: what is saved in between is newer than the stamp.
begin_stamp() { source_names >"$build_stamp.new"; }
finish_stamp() { mv "$build_stamp.new" "$build_stamp"; }

# run_step TITLE COMMAND... runs a command into the build log and shows the seconds on standard error.
# Descriptor 9 is the build lock: a compiler server that outlives the build must not keep it.
run_step() {
  local title="$1" start=$SECONDS code=0
  shift
  "$@" >>"$build_log" 2>&1 </dev/null 9>&- &
  step_pid=$!
  trap 'kill "$step_pid" 2>/dev/null; exit 130' INT TERM HUP
  if [ -t 2 ]; then
    while kill -0 "$step_pid" 2>/dev/null; do
      printf '\r%s: %s %ds ' "$me" "$title" $((SECONDS - start)) >&2
      sleep 0.2
    done
    printf '\r\033[K' >&2
  else
    say "$title"
  fi
  wait "$step_pid" || code=$?
  trap - INT TERM HUP
  if [ "$code" -eq 0 ]; then
    say "$title: done in $((SECONDS - start)) s"
  fi
  return "$code"
}

# Ends with the end of the log and, where it can be told, the reason.
fail_build() {
  tail -n 40 "$build_log" >&2
  say "$1 failed; the whole log is $build_log"
  if grep -qE 'NU1301|NU1300' "$build_log"; then
    say "the package registry could not be reached. Check the network, HTTPS_PROXY and the sources in 'dotnet nuget list source'."
  elif grep -qE 'NU1101|NU1102|NU1103|NU1603' "$build_log"; then
    say "the package registry lacks a package or a version. Check the sources in 'dotnet nuget list source'."
  elif grep -q 'NU1004' "$build_log"; then
    say "a packages.lock.json does not fit its project. Run 'dotnet restore' and commit the lock file."
  elif grep -q 'No space left on device' "$build_log"; then
    say "the disk is full."
  fi
  exit 1
}

# Opens the build log, and asks the package registry what it has if nobody ever did.
#
# The registry is asked first and not in the background: Directory.Build.props reads the answer, and one that appears during a build would
# give that build two answers. It takes some seconds, once; 30 at most.
prepare_build() {
  require_sdk
  mkdir -p "$logs"
  : >"$build_log"
  if ! "$root/eng/probe-registry.sh" --is-recorded; then
    run_step "asking the package registry what it has" "$root/eng/probe-registry.sh" || true
  fi
}

# build TARGET NAME restores and builds a project or the solution.
build() {
  local target="$1" name="$2" restore=()
  # Nobody is there to commit a changed lock file. The committed ones are of the restricted profile.
  if [ -n "${CI:-}" ] && ! grep -qs '>full<' "$root/eng/registry-profile.props"; then restore=(--locked-mode); fi
  (
    cd "$root" || exit 1
    run_step "restoring packages" dotnet restore "$target" ${restore[@]+"${restore[@]}"} || fail_build "restoring packages"
    # No MSBuild nodes stay behind.
    run_step "building $name" dotnet build "$target" -c Release --no-restore -nologo -v minimal -warnaserror -nodeReuse:false \
      || fail_build "building $name"
  ) || exit $?
}

# with_build_lock COMMAND... runs a command while no other build of this checkout runs. Without flock, as on macOS, nothing is locked.
with_build_lock() {
  mkdir -p "$artifacts"
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$artifacts/.build-lock"
    if ! flock -n 9; then
      say "waiting for another build of this checkout"
      flock 9
    fi
    "$@"
    exec 9>&-
  else
    "$@"
  fi
}
