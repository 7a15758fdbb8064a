#!/usr/bin/env bash
# Takes Redis away (SIGKILL) while 2 gateways serve a tenant with limits, brings it back, and looks at what the answers say and what is booked:
# new requests go on, turns of stored conversations that began before are stored once, every token is booked once, nothing stays reserved.
#
#   loadtests/redis-away.sh <folder>
#
# OUTAGE (30 s), RATE (20/s), SESSIONS (8), LONG_TURN (2000 tokens of 20 ms) and SEED change it; a long turn should last longer than the outage
# and ten seconds. The exit code is 1 when something was lost or counted twice. It needs redis-server, redis-cli and jq.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
outage="${OUTAGE:-30}" rate="${RATE:-20}" sessions="${SESSIONS:-8}"
mkdir -p "$folder"
prepare_cluster
start_redis
for node in 1 2; do start_node "node-$node" --parallel 32 --simulate "step=20,prefill=0,decode=0,context=0"; done
targets=()
for gateway in 1 2; do
  start_gateway "gateway-$gateway"
  targets+=(--target "grpc://$(address "gateway-$gateway" grpc)")
  wait_for_nodes "gateway-$gateway" 2
done
FINCLUSTER_API_KEY="$(add_tenant app --requests-per-second 1000 --tokens-per-minute 100000000 --streams 1000 --monthly-tokens 1000000000)"
export FINCLUSTER_API_KEY

ask() { "$load" "${targets[@]}" --api-key "$FINCLUSTER_API_KEY" --warm-up 0 --seed "${SEED:-1}" "$@"; }

for gateway in 1 2; do wait_for_keys "gateway-$gateway"; done

# Each gateway reads a key once, the first time that it comes.
ask --requests 4 --output-tokens 1 --output "$folder/first.json"

say "turns of $sessions conversations begin, and $rate requests a second"
ask --trace sessions --stored-sessions --sessions "$sessions" --turns 2 --requests $((sessions * 2)) --concurrency "$sessions" \
  --output-tokens "${LONG_TURN:-2000}" --output "$folder/turns.json" &
turns_pid=$!
ask --concurrency 0 --rate "$rate" --requests $((rate * (outage + 15))) --output-tokens 16 --output "$folder/requests.json" &
requests_pid=$!
sleep 5
say "Redis dies"
kill -9 "$redis_pid"
wait "$redis_pid" 2>/dev/null || true
sleep "$outage"
say "Redis comes back"
launch_redis || die "Redis does not come back"
code=0
wait "$requests_pid" || code=1
wait "$turns_pid" || code=1

# Settlements that could not be made are tried each second; gateways make the last of them before they end.
stored="$("$program" sessions list --json --limit 1000 --server "$(address gateway-1 grpc)")"
stop_gracefully gateway-1
stop_gracefully gateway-2
booked="$("$program" tenants list --json --cluster "$cluster" | jq '.[0].tokens_this_month')"
held="$(redis-cli -p "$redis_port" --raw HGET 'fc1:fincluster:{t:app}:ledger:account' open)"

jq -n --slurpfile first "$folder/first.json" --slurpfile requests "$folder/requests.json" --slurpfile turns "$folder/turns.json" \
  --argjson stored "$stored" --argjson booked "$booked" --argjson held "${held:-null}" --argjson outage "$outage" '
  def tokens: .prompt_tokens + .output_tokens;
  $first[0].runs[0] as $first | $requests[0].runs[0] as $requests | $turns[0].runs[0] as $turns
  | {outage_seconds: $outage,
     requests: $requests | {requests, errors, refused, retried, error_messages, time_to_first_token_ms},
     turns: $turns | {requests, errors, refused, retried, error_messages, inter_token_ms},
     stored: {sessions: ($stored | length), versions: ([$stored[].version] | unique), messages: ([$stored[].message_count] | unique)},
     tokens_of_answers: ([$first, $requests, $turns | tokens] | add), tokens_booked: $booked, streams_reserved: $held}
  | .ok = (.requests.errors == 0 and .turns.errors == 0 and .requests.refused == 0 and .turns.refused == 0
      and .stored.versions == [2] and .stored.messages == [4] and .tokens_of_answers == .tokens_booked and .streams_reserved == 0)' \
  | tee "$folder/redis-away.json"
[ "$code" = 0 ] && jq -e .ok "$folder/redis-away.json" >/dev/null || die "not all is as it should be"
