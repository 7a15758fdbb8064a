#!/usr/bin/env bash
# Runs the scaling policies over a simulated day in all scenarios: loadtests/capacity.sh FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out="$1"
mkdir -p "$out"
export TERM=dumb
simulate() { artifacts/bin/FinCluster.Cli/release/fincluster simulate "$@"; }

simulate --requests-per-day 10000000 --equal-service --json "$out/step.json" --html "$out/step.html" > "$out/step.txt"
simulate --requests-per-day 12500000 --engine loadtests/capacity/large-model.json --html "$out/thousand.html" > "$out/thousand.txt"
for scenario in half-day holiday closure forecast-half forecast-double slow-start scaler-killed scaler-killed-early; do
    simulate --requests-per-day 10000000 --scenario "$scenario" > "$out/$scenario.txt"
done
for seed in $(seq 1 20); do
    simulate --requests-per-day 10000000 --policies reactive calendar --seed "$seed" | tail -2 | sed "s/^/seed $seed  /"
done > "$out/seeds.txt"
