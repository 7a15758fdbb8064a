#!/usr/bin/env bash
# Acts out a trading day of Shanghai on this machine: a scaler starts nodes (real processes, the shipped model) before the bell and drains them after the close, while
# requests come at a steady rate. Says when what was asked for, when it was ready, and how many requests failed; the exit code is 1 when one did.
#
#   loadtests/market-day.sh <folder>
#
# SPEED (60: the day's clock goes sixty times as fast), FROM, MINUTES (of that clock), RATE (requests/s, real) and REPLICAS (most) change it. It needs redis-server and jq.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
speed="${SPEED:-60}" from="${FROM:-2026-11-23T09:00:00+08:00}" minutes="${MINUTES:-405}" rate="${RATE:-4}" replicas="${REPLICAS:-3}"
mkdir -p "$folder"
prepare_cluster
start_redis
start_gateway gateway

# A replica is planned with so many tokens a second that the open of this small market needs all of them.
cat >"$work/plan.json" <<PLAN
{"pools":[{"name":"central","model":"finlite-starter","venues":["XSHG"],"minReplicas":1,"maxReplicas":$replicas,"tokensPerSecond":40,
"baseTokensPerSecond":$((rate * 8)),"tokensPerAnswer":16,"startSeconds":180,"readyBeforeSeconds":60,"drainSeconds":30,
"nodeArguments":["--model","finlite-starter=$root/models/finlite-starter-q8_0.gguf","--threads","1","--context","512","--parallel","4"]}]}
PLAN
launch scaler scaler --plan "$work/plan.json" --target local --data "$work/scaler" --http 127.0.0.1:0 --grpc 127.0.0.1:0 --rehearse "$from@$speed"
end_nodes() {
  jq -r '.processes[].processId' "$work/scaler/processes.json" 2>/dev/null | while read -r id; do kill "$id" 2>/dev/null || true; done
}
trap 'cp "$work/scaler/decisions.jsonl" "$folder/" 2>/dev/null || true; end_nodes; end_cluster' EXIT
wait_for_nodes gateway 1

seconds=$((minutes * 60 / speed))
say "a day of $minutes minutes in $seconds s, $rate requests a second"
code=0
"$load" --target "grpc://$(address gateway grpc)" --warm-up 0 --seed 1 --concurrency 0 --rate "$rate" --requests $((rate * seconds)) --output-tokens 16 \
  --output "$folder/load.json" || code=1

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
jq -r '"requests: \(.requests // .total // "?"), failed: \(.failed // .errors // "?")"' "$folder/load.json" | tee -a "$folder/summary.txt"
exit "$code"
