#!/usr/bin/env bash
# Measures one server on this machine with 1, 4 and 16 streams, and writes a JSON result for each into a folder.
#
#   loadtests/streams.sh <folder> [grpc|http] [options of `fincluster serve`]
#
# REPEATS is how often each is measured, default 5; OUTPUT_TOKENS is the length of an answer, default 64; STREAMS are the numbers of
# streams, default "1 4 16". Nothing else should run on the machine.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
# shellcheck source=../eng/build-lib.sh
. "$root/eng/build-lib.sh"

folder="${1:?which folder gets the results?}" protocol="${2:-grpc}"
shift $(($# < 2 ? $# : 2))
case "$protocol" in grpc | http) ;; *) die "the protocol is grpc or http, not $protocol" ;; esac

prepare_build
build loadtests/FinCluster.LoadGenerator/FinCluster.LoadGenerator.csproj "the load generator"
load="$root/artifacts/bin/FinCluster.LoadGenerator/release/fincluster-load"

data="$(mktemp -d)"
"$root/fincluster" serve --data "$data" --http 127.0.0.1:0 --grpc 127.0.0.1:0 --parent-pid $$ "$@" >"$data/ready" 2>"$data/log" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$data"' EXIT
until grep -q READY "$data/ready"; do
  kill -0 "$server" 2>/dev/null || { cat "$data/log" >&2; die "the server did not start"; }
  sleep 0.1
done
address() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$data/ready"; }

mkdir -p "$folder"
for streams in ${STREAMS:-1 4 16}; do
  say "measuring $streams streams over $protocol"
  "$load" --target "$protocol://$(address "$protocol")" --status "grpc://$(address grpc)" --concurrency "$streams" \
    --requests $((streams * 16 + 48)) --output-tokens "${OUTPUT_TOKENS:-64}" --repeats "${REPEATS:-5}" --output "$folder/$protocol-$streams.json"
done
