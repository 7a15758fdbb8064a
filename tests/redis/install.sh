#!/usr/bin/env bash
# Installs redis-server, which the tests of the Redis backend start for themselves. Without it those tests are skipped.
# It does nothing when it is there, and fails only when an installation that it started fails.
set -euo pipefail

if command -v redis-server > /dev/null; then
  echo "redis: $(redis-server --version)"
  exit 0
fi
if ! command -v apt-get > /dev/null; then
  echo "redis: no Debian package manager here; the tests of the Redis backend are left out unless redis-server is installed"
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! sudo -n true 2> /dev/null; then
    echo "redis: redis-server is missing, and no right to install it"
    exit 0
  fi
  as_root=(sudo -n)
fi
echo "redis: installing redis-server"
${as_root[@]+"${as_root[@]}"} apt-get update -qq
# The program is wanted, not a service of this machine: in runlevel 1 none is started.
${as_root[@]+"${as_root[@]}"} env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-install-recommends redis-server
