#!/usr/bin/env bash
# Acts out a trading day of Shanghai on this machine: a scaler starts nodes (real processes, the shipped model) before the bell and drains them after the close, while
# requests come, three times as many from the bell to the close. Says when what was asked for, when it was ready, and how many requests failed; the exit code is 1 when one did.
#
#   loadtests/market-day.sh <folder>
#
# SPEED (60: the day's clock goes sixty times as fast), RATE (2 requests a real second while the market is closed) and REPLICAS (most) change it. It needs redis-server and jq.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
speed="${SPEED:-60}" from="2026-11-23T09:00:00+08:00" rate="${RATE:-2}" replicas="${REPLICAS:-3}"
mkdir -p "$folder"
prepare_cluster
start_redis
start_gateway gateway

# A replica is planned with so many tokens a second that the closed market needs one, and the open one more.
cat >"$work/plan.json" <<PLAN
{"pools":[{"name":"central","model":"finlite-starter","venues":["XSHG"],"minReplicas":1,"maxReplicas":$replicas,"tokensPerSecond":$((rate * 30)),
"baseTokensPerSecond":$((rate * 12)),"tokensPerAnswer":16,"startSeconds":180,"readyBeforeSeconds":60,"drainSeconds":30,
"nodeArguments":["--model","finlite-starter=$root/models/finlite-starter-q8_0.gguf","--threads","1","--context","512","--parallel","4"]}]}
PLAN
launch scaler scaler --plan "$work/plan.json" --target local --data "$work/scaler" --http 127.0.0.1:0 --grpc 127.0.0.1:0 --rehearse "$from@$speed"
end_nodes() {
  jq -r '.processes[].processId' "$work/scaler/processes.json" 2>/dev/null | while read -r id; do kill "$id" 2>/dev/null || true; done
}
trap 'cp "$work/scaler/decisions.jsonl" "$folder/" 2>/dev/null || true; end_nodes; end_cluster' EXIT
wait_for_nodes gateway 1

code=0

# ask PART MINUTES RATE: of the day's clock, and in a real second.
ask() {
  local seconds=$(($2 * 60 / speed))
  say "$1: $2 minutes in $seconds s, $3 requests a second"
  "$load" --target "grpc://$(address gateway grpc)" --warm-up 0 --seed 1 --concurrency 0 --rate "$3" --requests $(($3 * seconds)) --output-tokens 16 \
    --output "$folder/$1.json" || code=1
}

ask before 15 "$rate"
ask open 345 $((rate * 3))
ask after 45 "$rate"

jq -s -r --arg bell "T09:15:00" '
  def seconds: .[0:19] | strptime("%Y-%m-%dT%H:%M:%S") | mktime;
  (map(.replicas) | max) as $most
  | (map(select(.replicas == $most))[0]) as $asked
  | (map(select(.replicas == $most and .ready == $most))[0]) as $ready
  | (map(select(.before == $most and .replicas < $most and .time > $ready.time))) as $less
  | ($asked.time[0:10] + $bell | seconds) as $open
  | "most replicas: \($most)",
    "asked for: \($asked.time[11:19]), \($open - ($asked.time | seconds)) s before the bell: \($asked.reason)",
    "seen ready: \($ready.time[11:19]), \($open - ($ready.time | seconds)) s before the bell",
    "start-up time counted on: \($asked.startSeconds) s",
    "first taken away: \($less[0].time[11:19]); at the end \(.[-1].replicas)",
    "decisions that changed something: \(map(select(.before != .replicas)) | length)"' "$work/scaler/decisions.jsonl" | tee "$folder/summary.txt"
jq -s -r '"requests: \(map(.runs[0].requests) | add), failed or refused: \(map(.runs[0].errors + .runs[0].refused) | add)"' \
  "$folder/before.json" "$folder/open.json" "$folder/after.json" | tee -a "$folder/summary.txt"
exit "$code"
