#!/usr/bin/env bash
# Measures what the engines of the control plane cost a request: the same requests through a gateway on the local engine, on Redis, and on Orleans
# over the same Redis, by turns; all with a tenant that has limits of every kind.
#
#   loadtests/engines.sh <folder>
#
# GATEWAYS (2) share the requests of Redis and of Orleans, so with Orleans a tenant's quota is at another gateway for half of them.
# Two loads, each of one stream. Alone: requests that stand for themselves. Sessions: turns of conversations that the server stores. REQUESTS (3000) of
# each, with answers of OUTPUT_TOKENS (8) from a node that computes nothing; PAIRS (5) is how often all are measured, WARM_UP (2) how often before.
# Nothing else should run on the machine. It needs redis-server and jq, and a build with Orleans.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
mkdir -p "$folder"
prepare_cluster
start_redis
redis="$cluster"
simulate="slow=0"

for engine in redis orleans; do
  [ "$engine" = redis ] && cluster="$redis" || cluster="orleans+$redis"
  start_node "node-$engine" --cluster-name "$engine" --model free --parallel 64 --simulate "$simulate"
  for number in $(seq "${GATEWAYS:-2}"); do
    start_gateway "$engine-$number" --cluster-name "$engine"
    wait_for_nodes "$engine-$number" 1
  done
  add_tenant t --cluster-name "$engine" "${wide_limits[@]}" >"$work/$engine.key"
  for number in $(seq "${GATEWAYS:-2}"); do wait_for_keys "$engine-$number"; done
done
cluster=local
launch local-1 serve --data "$work/data" --http 127.0.0.1:0 --grpc 127.0.0.1:0 --engine simulated --model free --parallel 64 --simulate "$simulate"
"$program" tenants add t --data "$work/data" "${wide_limits[@]}" >"$work/local.key"
wait_for_keys local-1

# measure LOAD ENGINE PAIR OPTIONS...
measure() {
  local targets=() gateway
  for gateway in "$work/$2"-*.pid; do
    targets+=(--target "grpc://$(address "$(basename "$gateway" .pid)" grpc)")
  done
  "$load" "${targets[@]}" --api-key "$(cat "$work/$2.key")" --model free --seed "$3" --concurrency 1 \
    --output-tokens "${OUTPUT_TOKENS:-8}" --prompt-characters 40 "${@:4}" --output "$folder/$1-$2-$3.json" >/dev/null \
    || die "$1 $2 $3: some requests failed, see $folder/$1-$2-$3.json"
}

both() {
  measure alone "$1" "$2" --requests "$3" --warm-up "$4"
  measure sessions "$1" "$2" --requests "$3" --warm-up 0 --trace sessions --sessions 10 --turns 5 --stored-sessions
}

for round in $(seq "${WARM_UP:-2}"); do
  for engine in local redis orleans; do
    say "warm-up $round, $engine"
    both "$engine" 0 2000 0
  done
done
rm -f "$folder"/*-0.json

for pair in $(seq "${PAIRS:-5}"); do
  for engine in local redis orleans; do
    say "pair $pair, $engine"
    both "$engine" "$pair" "${REQUESTS:-3000}" 500
  done
done

# Added is the difference to Redis in the same pair; of pairs, the median, the least and the greatest.
jq -n '
  def spread: sort | {median: ((.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2), least: .[0], greatest: .[-1]}
    | map_values(. * 1000 | round / 1000);
  def figures: {ttft_p50_ms: .time_to_first_token_ms.p50, ttft_p99_ms: .time_to_first_token_ms.p99};
  [inputs | {name: (input_filename | split("/")[-1] | rtrimstr(".json") | split("-")), report: .}
    | {load: .name[0], engine: .name[1], pair: .name[2], about: (.report | {date, version, machine}), figures: (.report.runs[0] | figures)}]
  | .[0].about as $about
  | {about: $about, loads: (group_by(.load) | map(. as $rows | {key: .[0].load, value:
      (("local", "redis", "orleans") as $engine | [$rows[] | select(.engine == $engine)] | {key: $engine, value: {
        ttft_p50_ms: (map(.figures.ttft_p50_ms) | spread), ttft_p99_ms: (map(.figures.ttft_p99_ms) | spread)}}
      )} ) | group_by(.key) | map({key: .[0].key, value: (map(.value) | from_entries)}) | from_entries),
     orleans_over_redis_ms: ([.[] | select(.engine == "orleans") as $row | .load as $load
       | $row | {load, pair, p50: .figures.ttft_p50_ms, p99: .figures.ttft_p99_ms}] as $orleans
       | [.[] | select(.engine == "redis") | {load, pair, p50: .figures.ttft_p50_ms, p99: .figures.ttft_p99_ms}] as $redis
       | [$orleans[] as $o | $redis[] | select(.load == $o.load and .pair == $o.pair) | {load, p50: ($o.p50 - .p50), p99: ($o.p99 - .p99)}]
       | group_by(.load) | map({key: .[0].load, value: {p50: (map(.p50) | spread), p99: (map(.p99) | spread)}}) | from_entries)}
' "$folder"/{alone,sessions}-*-*.json | tee "$folder/engines.json"
