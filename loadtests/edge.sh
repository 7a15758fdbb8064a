#!/usr/bin/env bash
# Measures what an edge tier gives: the same questions to a gateway that asks the edge first, and to one that asks central alone, by turns. Both
# gateways serve one cluster of an edge node and a central node, over Redis.
#
#   loadtests/edge.sh <folder>
#
# QUESTIONS is the file (models/eval/general.jsonl), EDGE_MODEL and CENTRAL_MODEL are the models (those that are shipped), PROBE is the edge's time in
# ms (30), PAIRS (3) how often both are asked, CONCURRENCY (1) how many questions together. The result has accuracy and latencies of each run, and of
# the gateway with the edge how its answers were decided, what falling through took, where labelled
# questions went, and how long what waits for no generation takes. Nothing else should run on the machine. It needs
# redis-server, jq and curl.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=cluster-lib.sh
. "$root/loadtests/cluster-lib.sh"

folder="${1:?which folder gets the results?}"
mkdir -p "$folder"
prepare_cluster
start_redis
launch edge node --name edge --tier edge --grpc 127.0.0.1:0 --threads 1 --model "edge=${EDGE_MODEL:-$root/models/finlite-edge-q8_0.gguf}"
launch central node --name central --grpc 127.0.0.1:0 --threads 1 --model "central=${CENTRAL_MODEL:-$root/models/finlite-central-q8_0.gguf}"
start_gateway both --edge-model edge --edge-probe "${PROBE:-30}"
start_gateway alone
wait_for_nodes both 2
wait_for_nodes alone 2

# ask GATEWAY NAME
ask() {
  "$program" eval --questions "${QUESTIONS:-$root/models/eval/general.jsonl}" --use central --concurrency "${CONCURRENCY:-1}" \
    --server "$(address "$1" grpc)" --out "$folder/$1-$2.json" >"$folder/$1-$2.txt"
}

for gateway in both alone; do
  say "warm-up, $gateway"
  ask "$gateway" 0
done
rm -f "$folder"/*-0.*
for pair in $(seq "${PAIRS:-3}"); do
  for gateway in both alone; do
    say "pair $pair, $gateway"
    ask "$gateway" "$pair"
  done
done
# Where the held-out kind of questions go that a person has labelled: the probe of the real edge model included.
say "labelled questions"
jq -c 'select(.text != null and .schema == null and .tools == null and .label != "refuse")' "$root"/models/edge-decision/prompts.jsonl |
  while read -r prompt; do
    body="$(jq -c '{model: "central", max_tokens: 48, temperature: 0, messages: [{role: "user", content: .text}]}' <<<"$prompt")"
    tier="$(curl -s -o /dev/null -D - -H 'content-type: application/json' -d "$body" "http://$(address both http)/v1/chat/completions" \
      | tr -d '\r' | sed -n 's/^X-FinCluster-Tier: //p')"
    jq -c --arg tier "$tier" '{"label": .label, "domain": .domain, "tier": $tier}' <<<"$prompt"
  done >"$folder/labelled.jsonl"
jq -s 'group_by([.label, .tier]) | map({"label": .[0].label, "tier": .[0].tier, "count": length})' "$folder/labelled.jsonl" >"$folder/labelled.json"
# What never waits for generation, timed one request after the other: answers that are there already (200), or the news that there is none (503), or that
# there cannot be one (400); verdicts of the classifier; vectors.
#
# time_all NAME PATH JQ-BODY [HEADER]
time_all() {
  say "$1"
  jq -c "select(.text != null) | $3" "$root"/models/edge-decision/prompts.jsonl |
    while read -r body; do
      curl -s -o /dev/null -w '{"status": %{http_code}, "seconds": %{time_total}}\n' -H 'content-type: application/json' \
        -H "${4:-x-fincluster-class: interactive}" -d "$body" "http://$(address both http)$2"
    done >"$folder/$1.jsonl"
  jq -s 'group_by(.status) | map((map(.seconds * 1000) | sort) as $ms
    | {status: .[0].status, count: length, p50_ms: $ms[length / 2 | floor], p99_ms: $ms[length * 0.99 | floor]})' "$folder/$1.jsonl" >"$folder/$1.json"
}
time_all realtime /v1/chat/completions '{model: "central", max_tokens: 48, temperature: 0, messages: [{role: "user", content: .text}]}' 'x-fincluster-class: realtime'
time_all classifier /v1/moderations '{input: .text}'
time_all embeddings /v1/embeddings '{model: "edge", input: .text}'
curl -s "http://$(address both http)/metrics" | grep "^fincluster_gateway_tier" >"$folder/tiers.txt"
jq -s '[.[] | .run.summary]' "$folder"/both-*.json >"$folder/both.json"
jq -s '[.[] | .run.summary]' "$folder"/alone-*.json >"$folder/alone.json"
cat "$folder/tiers.txt" "$folder/labelled.json" "$folder/realtime.json" "$folder/classifier.json" "$folder/embeddings.json"
