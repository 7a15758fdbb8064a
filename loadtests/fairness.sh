#!/usr/bin/env bash
# Measures what a tenant that asks too much costs the others: nine tenants whose load fits, without and with a tenth that asks a hundred times
# as much as each of them, and Jain's index over the output tokens of ten tenants that all want more than fits. Two simulated nodes.
#
#   loadtests/fairness.sh <folder>
#
# PAIRS (3), GATEWAYS ("1 2": the numbers of gateways to measure), RATE (each small tenant's requests/s, 2), SECONDS_EACH (60), FACTOR (100),
# STREAMS (8 of each tenant, and ten times as many of the large one, where all are backlogged), SIMULATE and PARALLEL change it.
# It needs redis-server and jq.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
factor="${FACTOR:-100}"
mkdir -p "$folder"
prepare_cluster
start_redis

# Steps of 40 ms, long against what two cores need for them, whatever a step holds: up to 32 answers, and all prompts that wait. So some 100 answers a
# second of 16 tokens on average from both nodes; each length of 8 to 24 comes equally often, else all that began together would end together.
for node in 1 2; do
  start_node "node-$node" --parallel "${PARALLEL:-32}" --batch 2048 --prefill-chunk 2048 \
    --simulate "${SIMULATE:-step=40,prefill=0,decode=0,context=0}"
done

for tenant in small-1 small-2 small-3 small-4 small-5 small-6 small-7 small-8 small-9 large; do
  jq -n --arg name "$tenant" --arg key "$(add_tenant "$tenant")" --argjson factor "$factor" \
    '{name: $name, key: $key} + if $name == "large" then {group: "large", weight: $factor} else {group: "small", weight: 1} end'
done | jq -s . >"$work/all.json"
jq 'map(select(.group == "small"))' "$work/all.json" >"$work/small.json"

# So many that all of them wait at every gateway, and so few that the queues hold them: who is refused in a closed loop asks again at once.
jq 'map(if .group == "large" then .weight = 10 else . end)' "$work/all.json" >"$work/backlogged.json"
FINCLUSTER_API_KEY="$(jq -r '.[0].key' "$work/all.json")"
export FINCLUSTER_API_KEY

# ask NAME TENANTS SEED SECONDS OPTIONS...
ask() {
  "$load" "${targets[@]}" --tenants "$2" --seed "$3" --requests 1000000 --duration "$4" --warm-up 0 --prompt-characters 40 \
    --output-tokens "${TOKENS:-8-24}" "${@:5}" --output "$1" || die "$1: some requests failed"
}

measure() { ask "$folder/$1-$3.json" "$2" "$3" "${SECONDS_EACH:-60}" "${@:4}"; }

targets=()
launched=0
for gateways in ${GATEWAYS:-1 2}; do
  while [ "$launched" -lt "$gateways" ]; do
    launched=$((launched + 1))
    start_gateway "gateway-$launched"
    wait_for_nodes "gateway-$launched" 2
    wait_for_keys "gateway-$launched"
    targets+=(--target "grpc://$(address "gateway-$launched" grpc)")
  done

  # A process that has just begun is busy with compiling what it runs.
  ask "$work/warm-up.json" "$work/all.json" 99 25 --concurrency 0 --rate "${RATE:-2}"
  for pair in $(seq "${PAIRS:-3}"); do
    say "$gateways gateway(s), pair $pair"
    measure "g$gateways-alone" "$work/small.json" "$pair" --concurrency 0 --rate "${RATE:-2}"
    measure "g$gateways-beside" "$work/all.json" "$pair" --concurrency 0 --rate "${RATE:-2}"
    measure "g$gateways-backlogged" "$work/backlogged.json" "$pair" --concurrency "${STREAMS:-8}"
  done
done

jq -n '
  def spread: sort | {median: ((.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2), least: .[0], greatest: .[-1]}
    | map_values(. * 10000 | round / 10000);
  def group(name): .groups[] | select(.name == name);
  [inputs | {name: (input_filename | split("/")[-1] | rtrimstr(".json") | split("-")), report: .}
    | {gateways: .name[0], part: .name[1], pair: .name[2], about: (.report | {date, version, machine}), run: .report.runs[0]}]
  | .[0].about as $about
  | {about: $about, results: (group_by(.gateways) | map(. as $rows
      | def of(part): $rows | map(select(.part == part)) | sort_by(.pair) | map(.run);
      {gateways: (.[0].gateways | ltrimstr("g") | tonumber),
       small_alone: (of("alone") | {requests: (map(group("small").requests) | spread),
         ttft_p50_ms: (map(group("small").time_to_first_token_ms.p50) | spread), ttft_p99_ms: (map(group("small").time_to_first_token_ms.p99) | spread)}),
       small_beside: (of("beside") | {requests: (map(group("small").requests) | spread), refused: (map(group("small").refused) | spread),
         served_share: (map(group("small") | .output_tokens / (.requests * 16)) | spread),
         ttft_p50_ms: (map(group("small").time_to_first_token_ms.p50) | spread), ttft_p99_ms: (map(group("small").time_to_first_token_ms.p99) | spread)}),
       large_beside: (of("beside") | {requests: (map(group("large").requests) | spread), refused: (map(group("large").refused) | spread),
         output_tokens: (map(group("large").output_tokens) | spread), ttft_p50_ms: (map(group("large").time_to_first_token_ms.p50) | spread)}),
       ttft_p99_ratio: ([of("alone"), of("beside")] | transpose
         | map(map(group("small").time_to_first_token_ms.p99) | .[1] / .[0]) | spread),
       refused_backlogged: (of("backlogged") | map(.refused) | spread),
       jain_backlogged: (of("backlogged") | map(.jain_index) | spread),
       tokens_per_second_backlogged: (of("backlogged") | map(.output_tokens_per_second) | spread)}))}
' "$folder"/g*-{alone,beside,backlogged}-*.json | tee "$folder/fairness.json"
