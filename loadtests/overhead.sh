#!/usr/bin/env bash
# Measures what a gateway adds: the same requests to a node directly, through a gateway over gRPC, and through it over HTTP, by turns.
# The gateway is as in production: over Redis, with API keys and limits of every kind, routing and metrics on.
#
#   loadtests/overhead.sh <folder>
#
# Four loads. Brief: one stream, and answers of BRIEF_TOKENS (8) from a node that computes nothing, so that what is added is not lost in what
# the node takes; BRIEF_REQUESTS (3000) of them. Alone and open: one stream, and an open loop of RATE (4/s), on a node with a token each STEP ms;
# REQUESTS (100) each, with answers of OUTPUT_TOKENS (64). Saturated: STREAMS (16) without a pause on the node that computes nothing, for the
# processor time of a token; SATURATED_REQUESTS (1000) with answers of SATURATED_TOKENS (2000). All but the last leave the processor free. PAIRS
# (5) is how often all are measured, LOADS (brief alone open saturated) which. WARM_UP (2) is how often the brief and the saturated load run
# before, because the runtime compiles the hot path several times, each time better.
# Nothing else should run on the machine. It needs redis-server and jq.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
mkdir -p "$folder"
prepare_cluster
start_redis
start_node paced --model paced --parallel 64 --simulate "step=${STEP:-10},prefill=0,decode=0,context=0"
start_node free --model free --parallel 64 --simulate slow=0
start_gateway gateway
wait_for_nodes gateway 2
key="$(add_tenant overhead "${wide_limits[@]}")"

wait_for_keys gateway

target() {
  case "$1" in
    direct) echo "node://$(address "$2" grpc)" ;;
    *) echo "$1://$(address gateway "$1")" ;;
  esac
}

# measure LOAD PAIR PATH MODEL OPTIONS...: the same seed on every path, so the same prompts at the same times.
measure() {
  case " ${LOADS:-brief alone open saturated} " in *" $1 "*) ;; *) return 0 ;; esac
  "$load" --target "$(target "$3" "$4")" --api-key "$key" --model "$4" --seed "$2" \
    --cpu-of "gateway=$(pid_of gateway)" --cpu-of "node=$(pid_of "$4")" "${@:5}" --output "$folder/$1-$3-$2.json" \
    || die "$1 $3 $2: some requests failed, see $folder/$1-$3-$2.json"
}

tokens="${OUTPUT_TOKENS:-64}"
for round in $(seq "${WARM_UP:-2}"); do
  for path in direct grpc http; do
    say "warm-up $round, $path"
    measure brief 0 "$path" free --concurrency 1 --requests 2000 --output-tokens 8
    measure saturated 0 "$path" free --concurrency 16 --requests 500 --output-tokens 2000 --prompt-characters 20
  done
done
rm -f "$folder"/*-0.json

for pair in $(seq "${PAIRS:-5}"); do
  for path in direct grpc http; do
    say "pair $pair, $path"
    measure brief "$pair" "$path" free --concurrency 1 --requests "${BRIEF_REQUESTS:-3000}" --warm-up 500 --output-tokens "${BRIEF_TOKENS:-8}"
    measure alone "$pair" "$path" paced --concurrency 1 --requests "${REQUESTS:-100}" --warm-up 8 --output-tokens "$tokens"
    measure open "$pair" "$path" paced --concurrency 0 --rate "${RATE:-4}" --requests "${REQUESTS:-100}" --warm-up 8 --output-tokens "$tokens"
    measure saturated "$pair" "$path" free --concurrency "${STREAMS:-16}" --requests "${SATURATED_REQUESTS:-1000}" --warm-up 32 \
      --output-tokens "${SATURATED_TOKENS:-2000}" --prompt-characters 20
  done
done

# Added is the difference to the direct run of the same pair, in which the gateway has nothing to do; of pairs, the median, the least and the
# greatest.
jq -n --arg folder "$folder" '
  def spread: sort | {median: ((.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2), least: .[0], greatest: .[-1]}
    | map_values(. * 1000 | round / 1000);
  def figures: {
    ttft_p50_ms: .time_to_first_token_ms.p50, ttft_p99_ms: .time_to_first_token_ms.p99,
    itl_p50_ms: .inter_token_ms.p50, itl_p99_ms: .inter_token_ms.p99,
    answer_p50_ms: .duration_ms.p50, answer_p99_ms: .duration_ms.p99,
    tokens_per_second: .output_tokens_per_second,
    gateway_cpu_us_per_token: (.processes[] | select(.name == "gateway").cpu_microseconds_per_token),
    node_cpu_us_per_token: (.processes[] | select(.name == "node").cpu_microseconds_per_token)};
  def over(rows): rows as $rows | $rows[0] | keys_unsorted | map(. as $key | {key: $key, value: ([$rows[][$key]] | spread)}) | from_entries;
  [inputs | {name: (input_filename | split("/")[-1] | rtrimstr(".json") | split("-")), report: .}
    | {load: .name[0], path: .name[1], pair: .name[2], version: .report.version, machine: .report.machine, date: .report.date,
       figures: (.report.runs[0] | figures)}]
  | (.[0] | {date, version, machine}) as $about
  | {about: $about, loads: (group_by(.load) | map({key: .[0].load, value: (
      . as $rows | group_by(.path) | map({key: .[0].path, value: (map(.figures) | over(.))}) | from_entries
      | .added = ([("grpc", "http") as $path | {key: $path, value: over([$rows[] | select(.path == $path) as $row | $row.pair as $pair
          | ($rows[] | select(.path == "direct" and .pair == $pair).figures) as $direct
          | $row.figures | with_entries(.value -= $direct[.key]) | del(.tokens_per_second)])}] | from_entries))})
      | from_entries)}
' "$folder"/*-{direct,grpc,http}-*.json >"$folder/overhead.json"

jq -r '
  def cell: "\(.median) (\(.least)..\(.greatest))";
  .loads | to_entries[] | .key as $load | .value
  | (["", "direct", "grpc", "http", "grpc adds", "http adds"] | .[0] = $load | @tsv),
    (. as $paths | .grpc | keys_unsorted[] as $figure
      | [$figure, ($paths.direct, $paths.grpc, $paths.http, $paths.added.grpc, $paths.added.http | .[$figure] | if . then cell else "" end)] | @tsv)
' "$folder/overhead.json" | if command -v column >/dev/null; then column -t -s $'\t'; else cat; fi
