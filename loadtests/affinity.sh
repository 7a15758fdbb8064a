#!/usr/bin/env bash
# Measures whether conversations stay with the node that holds their KV: 3 gateways and 3 simulated nodes over Redis, requests by turns
# through all gateways; once undisturbed, and once while the gateways restart one after the other, again and again.
#
#   loadtests/affinity.sh <folder>
#
# REQUESTS (10000), SESSIONS at a time (100), TURNS (10), RATE (40/s), PROTOCOL (grpc), PAUSE (2 s between restarts) and SEED change it.
# The exit code is 1 when an answer was lost, a turn was stored twice or not at all, or less than 99.9 % of turns stayed.
# It needs redis-server and jq.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
protocol="${PROTOCOL:-grpc}" requests="${REQUESTS:-10000}" turns="${TURNS:-10}"
mkdir -p "$folder"
prepare_cluster
start_redis
for node in 1 2 3; do start_node "node-$node" --parallel 64 --simulate "${SIMULATE:-step=1}"; done
targets=()
for gateway in 1 2 3; do
  start_gateway "gateway-$gateway"
  targets+=(--target "$protocol://$(address "gateway-$gateway" "$protocol")")
done
for gateway in 1 2 3; do wait_for_nodes "gateway-$gateway" 3; done

# restart_gateway NAME: ends as an orchestrator ends it, and comes back where it was.
restart_gateway() {
  local http grpc
  http="$(address "$1" http)" grpc="$(address "$1" grpc)"
  stop_gracefully "$1"
  HTTP_PORT="${http##*:}" GRPC_PORT="${grpc##*:}" start_gateway "$1"
}

# measure NAME SEED
measure() {
  "$load" "${targets[@]}" --trace sessions --stored-sessions --sessions "${SESSIONS:-100}" --turns "$turns" --requests "$requests" \
    --concurrency 0 --rate "${RATE:-40}" --output-tokens 16 --warm-up 0 --seed "$2" --output "$folder/$1.json" &
  load_pid=$!
}

stored_turns() {
  "$program" sessions list --json --limit 1000000 --server "$(address gateway-1 grpc)" \
    | jq '{sessions: length, turns: ([.[].version] | add // 0), messages: ([.[].message_count] | add // 0)}'
}

# report NAME TURNS_BEFORE RESTARTS
report() {
  jq --argjson before "$2" --argjson restarts "$3" --argjson after "$(stored_turns)" '.runs[0] as $run | {
      requests: $run.requests, errors: $run.errors, refused: $run.refused, retried: $run.retried, restarts: $restarts,
      affinity: $run.affinity, stored_turns: ($after.turns - $before.turns), stored_messages: ($after.messages - $before.messages),
      of_ceiling: $run.reuse.of_ceiling, ttft_p50_ms: $run.time_to_first_token_ms.p50, ttft_p99_ms: $run.time_to_first_token_ms.p99,
      error_messages: $run.error_messages}
    | .ok = (.errors == 0 and .refused == 0 and .stored_turns == .requests and .stored_messages == 2 * .requests and .affinity.share >= 0.999)' \
    "$folder/$1.json" | tee "$folder/$1-summary.json"
}

seed="${SEED:-1}"
before="$(stored_turns)"
say "undisturbed"
measure undisturbed "$seed"
wait "$load_pid" || true
report undisturbed "$before" 0

before="$(stored_turns)"
say "with gateways that restart"
measure restarts "$((seed + 1))"
restarts=0
while kill -0 "$load_pid" 2>/dev/null; do
  restart_gateway "gateway-$((restarts % 3 + 1))"
  restarts=$((restarts + 1))
  sleep "${PAUSE:-2}"
done
wait "$load_pid" || true
report restarts "$before" "$restarts"
jq -es 'all(.ok)' "$folder"/{undisturbed,restarts}-summary.json >/dev/null || die "not all is as it should be"
