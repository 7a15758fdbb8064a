#!/usr/bin/env bash
# Builds everything and runs the tests. The last line of standard output is "N passed, N failed, N skipped" over all test projects; the exit
# code is 0 only when nothing failed and something ran.
#
#   ./test.sh                    everything
#   ./test.sh Core Grpc          only FinCluster.Core.Tests and FinCluster.Grpc.Tests
#   ./test.sh --no-build Core    what is built already
#
# FINCLUSTER_TEST_TIMEOUT is how many seconds one test project may take; default 1200. Logs are in artifacts/logs.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
# shellcheck source=eng/build-lib.sh
. "$root/eng/build-lib.sh"

timeout_seconds="${FINCLUSTER_TEST_TIMEOUT:-1200}"
results="$logs/tests"
passed=0 failed=0 skipped=0

usage() { sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

all_projects() { (cd "$root/tests" && for project in *.Tests/*.Tests.csproj; do basename "$project" .csproj; done); }

# Sets `build_wanted` and `projects`; a name may be short or whole.
parse_arguments() {
  local argument name
  build_wanted=yes projects=()
  for argument in "$@"; do
    case "$argument" in
      --no-build) build_wanted=no; continue ;;
      -h | --help) usage; exit 0 ;;
      -*) usage >&2; die "unknown option $argument" ;;
      FinCluster.*.Tests) name="$argument" ;;
      *) name="FinCluster.$argument.Tests" ;;
    esac
    [ -f "$root/tests/$name/$name.csproj" ] || die "there is no test project $name; there are:" "$(all_projects | tr '\n' ' ')"
    projects+=("$name")
  done
  selected=${#projects[@]}
  if [ "$selected" -eq 0 ]; then
    while read -r name; do projects+=("$name"); done < <(all_projects)
  fi
}

build_selected() {
  local name
  prepare_build
  begin_stamp
  if [ "$selected" -eq 0 ]; then
    build FinCluster.sln "the solution"
  else
    build src/FinCluster.Cli/FinCluster.Cli.csproj "the program"
  fi
  finish_stamp
  for name in ${projects[@]+"${projects[@]}"}; do
    if [ "$selected" -gt 0 ]; then build "tests/$name/$name.csproj" "$name"; fi
  done
}

# What cannot be installed, as without a network, is no failure here: the tests that need it skip and say why.
install_needs() {
  local needs
  mkdir -p "$results"
  for needs in interop redis deploy; do
    if ! bash "$root/tests/$needs/install.sh" >"$logs/$needs-install.log" 2>&1 </dev/null; then
      say "tests/$needs/install.sh failed; see $logs/$needs-install.log"
    fi
  done
  if [ -x "$program" ] && ! "$program" native install --json >"$logs/native-install.json" 2>"$logs/native-install.log" </dev/null; then
    say "the native library could not be installed: $(tail -n 1 "$logs/native-install.log")"
  elif [ -f "$logs/native-install.json" ]; then
    FINCLUSTER_NATIVE_DIR="$(sed -n 's/.*"folder": *"\([^"]*\)".*/\1/p' "$logs/native-install.json")"
    export FINCLUSTER_NATIVE_DIR
  fi
}

# Reads one count of the runner's report. Nothing when the runner did not get to write one.
count() { { grep -o '<assembly [^>]*>' "$2" 2>/dev/null || true; } | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | head -n 1; }

# The runner indents the head of a result by four spaces and what belongs to it by more; its own lines begin with two spaces or ===.
print_failures() {
  awk '
    /^    [^ ]/ { show = /\[FAIL\]|ERROR\]|Cleanup Failure/ }
    /^  [A-Z]|^===/ { show = 0 }
    show' "$1"
}

# The cause stands where the runtime begins to complain, far above the end of its stack trace; without a complaint the end has to do.
print_end() {
  if grep -qE '^(Process terminated|Unhandled exception|Fatal error)' "$1"; then
    sed -nE '/^(Process terminated|Unhandled exception|Fatal error)/,$p' "$1" | head -n 25 || true
  else
    tail -n 60 "$1"
  fi | cut -c 1-240
}

print_skips() {
  awk '
    function flush() { if (name != "") { print "  skipped " name ": " reason } name = ""; reason = "" }
    /^    [^ ].* \[SKIP\]$/ { flush(); name = $0; sub(/^ +/, "", name); sub(/ \[SKIP\]$/, "", name); next }
    /^      / && name != "" { line = $0; sub(/^ +/, "", line); reason = reason (reason == "" ? "" : " ") line; next }
    { flush() }
    END { flush() }' "$1"
}

run_project() {
  local name="$1" limit=() code=0 start=$SECONDS ran
  local executable="$artifacts/bin/$name/release/$name" log="$results/$name.log" report="$results/$name.xml"
  rm -f "$report"
  if command -v timeout >/dev/null 2>&1; then limit=(timeout --foreground -k 10 "$timeout_seconds"); fi
  if [ ! -x "$executable" ]; then
    echo "$name: not built"
    failed=$((failed + 1))
    return
  fi
  (cd "$root" && ${limit[@]+"${limit[@]}"} "$executable" -noColor -noLogo -xml "$report") >"$log" 2>&1 </dev/null || code=$?
  ran="$(count passed "$report")"
  if [ -z "$ran" ]; then
    add_crash "$name" "$code" "$log" $((SECONDS - start))
    return
  fi
  add_counts "$name" "$code" "$report" "$log" $((SECONDS - start))
}

add_crash() {
  print_failures "$3"
  print_end "$3"
  case "$2" in
    124) echo "$1: FAILED, stopped after $timeout_seconds s without a result; the log is $3" ;;
    137) echo "$1: FAILED, killed after $4 s without a result (the limit is $timeout_seconds s); the log is $3" ;;
    *) echo "$1: FAILED, ended with exit code $2 and without a result; the log is $3" ;;
  esac
  failed=$((failed + 1))
}

add_counts() {
  local name="$1" code="$2" report="$3" log="$4" seconds="$5" good bad left_out
  good="$(count passed "$report")"
  bad=$(($(count failed "$report") + $(count errors "$report")))
  left_out="$(count skipped "$report")"
  # All tests well and a bad end: something broke on the way out.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then
    print_end "$log"
    echo "$name: FAILED, ended with exit code $code after its tests; the log is $log"
    bad=1
  fi
  if [ "$bad" -gt 0 ]; then print_failures "$log"; fi
  print_skips "$log"
  echo "$name: $good passed, $bad failed, $left_out skipped in $seconds s"
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left_out))
}

parse_arguments "$@"
find_dotnet
if [ "$build_wanted" = yes ]; then with_build_lock build_selected; fi
install_needs
for project in ${projects[@]+"${projects[@]}"}; do run_project "$project"; done
if [ $((passed + failed)) -eq 0 ]; then echo "no test ran"; fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
