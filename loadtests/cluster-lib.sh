# shellcheck shell=bash
# What the scripts that need a whole cluster share: a Redis, nodes and gateways of their own on free ports; sourced, never run.
# The caller sets `root` to the repository's folder. Everything that was started here ends with the script.

# shellcheck source=../eng/build-lib.sh
. "${root:?}/eng/build-lib.sh"

work="$(mktemp -d)"
started=()
load="$root/artifacts/bin/FinCluster.LoadGenerator/release/fincluster-load"

# Builds what is measured; `BUILT=1` takes it as it is.
prepare_cluster() {
  command -v redis-server >/dev/null || die "redis-server is needed"
  command -v jq >/dev/null || die "jq is needed"
  if [ -z "${BUILT:-}" ]; then
    prepare_build
    build src/FinCluster.Cli/FinCluster.Cli.csproj "the program"
    build loadtests/FinCluster.LoadGenerator/FinCluster.LoadGenerator.csproj "the load generator"
  fi
  [ -x "$program" ] && [ -x "$load" ] || die "the program is not built"
}

end_cluster() {
  local id
  # The last first: gateways before nodes before Redis.
  for ((id = ${#started[@]} - 1; id >= 0; id--)); do
    kill -CONT "${started[id]}" 2>/dev/null || true
    kill "${started[id]}" 2>/dev/null || true
    wait "${started[id]}" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap end_cluster EXIT

# wait_for PID TEXT NAME waits until $work/NAME.out has a text.
wait_for() {
  until grep -q "$2" "$work/$3.out"; do
    kill -0 "$1" 2>/dev/null || { cat "$work/$3".* >&2; return 1; }
    sleep 0.05
  done
}

# launch_redis starts Redis on $redis_port over the folder that it had before.
launch_redis() {
  mkdir -p "$work/redis"
  redis-server --bind 127.0.0.1 --port "$redis_port" --dir "$work/redis" --save "" --appendonly yes --appendfsync everysec \
    >"$work/redis.out" 2>&1 &
  redis_pid=$!
  started+=("$redis_pid")
  wait_for "$redis_pid" "Ready to accept connections" redis 2>/dev/null
}

# start_redis sets redis_port, redis_pid and cluster, which is what --cluster wants.
start_redis() {
  local attempt
  for attempt in 1 2 3 4 5; do
    redis_port=$((20000 + RANDOM % 12000))
    if launch_redis; then
      cluster="redis://127.0.0.1:$redis_port"
      return
    fi
  done
  die "Redis does not start ($attempt attempts)"
}

# launch NAME ARGUMENTS... starts a role of the program and waits until it takes traffic.
launch() {
  local name="$1"
  shift
  : >"$work/$name.out"
  "$program" "$@" --cluster "$cluster" --parent-pid $$ --log-level Warning >"$work/$name.out" 2>"$work/$name.err" &
  echo $! >"$work/$name.pid"
  started+=($!)
  wait_for $! READY "$name" || die "$name does not start"
}

start_node() { launch "$1" node --name "$1" --grpc 127.0.0.1:0 --engine simulated "${@:2}"; }

start_gateway() { launch "$1" gateway --http "127.0.0.1:${HTTP_PORT:-0}" --grpc "127.0.0.1:${GRPC_PORT:-0}" "${@:2}"; }

pid_of() { cat "$work/$1.pid"; }

# address NAME http|grpc
address() { sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p" "$work/$1.out"; }

# stop_gracefully NAME ends a role as an orchestrator does, and waits for it.
stop_gracefully() {
  kill -TERM "$(pid_of "$1")"
  wait "$(pid_of "$1")" || true
}

# wait_for_nodes GATEWAY COUNT
wait_for_nodes() {
  local ready='[.nodes[] | select(.state == "ready" and .reachable)] | length'
  until [ "$("$program" status --json --server "$(address "$1" grpc)" 2>/dev/null | jq "$ready")" = "$2" ]; do
    kill -0 "$(pid_of "$1")" 2>/dev/null || die "$1 has ended"
    sleep 0.1
  done
}

# wait_for_keys GATEWAY: until it knows that there are tenants; before, it serves everybody as one caller without limits.
wait_for_keys() {
  while FINCLUSTER_API_KEY="" "$program" models --server "$(address "$1" grpc)" >/dev/null 2>&1; do
    kill -0 "$(pid_of "$1")" 2>/dev/null || die "$1 has ended"
    sleep 0.1
  done
}

# add_tenant NAME LIMITS... prints the key.
add_tenant() { "$program" tenants add "$@" --cluster "$cluster"; }

# Limits of every kind that no load test reaches.
# shellcheck disable=SC2034 # for whoever sources this
wide_limits=(--requests-per-second 1000000 --tokens-per-minute 100000000 --streams 10000 --monthly-tokens 1000000000000)
