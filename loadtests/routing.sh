#!/usr/bin/env bash
# Compares routing policies: each is given the same traces on the same kind of simulated nodes, one after the other, seed by seed.
#
#   loadtests/routing.sh <folder>
#
# POLICIES, TRACES, SEEDS, NODES, PARALLEL, REQUESTS and STREAMS change what is compared. Nothing else should run on the machine.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=../eng/build-lib.sh
. "$root/eng/build-lib.sh"

folder="${1:?which folder gets the results?}"
prepare_build
build src/FinCluster.Cli/FinCluster.Cli.csproj "the program"
build loadtests/FinCluster.LoadGenerator/FinCluster.LoadGenerator.csproj "the load generator"
load="$root/artifacts/bin/FinCluster.LoadGenerator/release/fincluster-load"
mkdir -p "$folder"

# measure POLICY TRACE SEED: on a server of its own, because caches must begin empty.
measure() {
  local data server
  data="$(mktemp -d)"
  "$program" serve --engine simulated --nodes "${NODES:-4}" --parallel "${PARALLEL:-16}" --routing "$1" --data "$data" \
    --http 127.0.0.1:0 --grpc 127.0.0.1:0 --parent-pid $$ >"$data/ready" 2>"$data/log" &
  server=$!
  until grep -q READY "$data/ready"; do
    kill -0 "$server" 2>/dev/null || { cat "$data/log" >&2; die "the server did not start"; }
    sleep 0.1
  done
  address="$(sed -n 's/.*"grpc":"\([^"]*\)".*/\1/p' "$data/ready")"
  "$load" --target "grpc://$address" --status "grpc://$address" --trace "$2" --seed "$3" --warm-up 0 --requests "${REQUESTS:-240}" \
    --concurrency "${STREAMS:-12}" --output-tokens 32 --output "$folder/$2-$1-$3.json" || say "$2 $1 $3: some requests failed"
  kill "$server"
  wait "$server" 2>/dev/null || true
  rm -rf "$data"
}

for trace in ${TRACES:-shared-prefix sessions unique}; do
  for seed in ${SEEDS:-1 2 3}; do
    for policy in ${POLICIES:-prefix-aware least-loaded round-robin}; do
      say "measuring $trace, seed $seed, $policy"
      measure "$policy" "$trace" "$seed"
    done
  done
done
