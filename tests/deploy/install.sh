#!/usr/bin/env bash
# Installs Go and the libraries that Helm renders charts with, which the tests of the chart need, and Prometheus' promtool. Without them those
# tests are skipped. It does nothing when they are there, and fails only when an installation that it started fails.
set -euo pipefail

packages=(golang-go golang-github-masterminds-sprig-dev golang-k8s-sigs-yaml-dev golang-github-xeipuuv-gojsonschema-dev prometheus)

if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
  echo "deploy: no Debian package manager here; the tests of the chart are left out"
  exit 0
fi
missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${Status}\n' "$package" 2> /dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "deploy: $(go version), everything is installed"
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! sudo -n true 2> /dev/null; then
    echo "deploy: ${missing[*]} are missing, and no right to install them"
    exit 0
  fi
  as_root=(sudo -n)
fi
echo "deploy: installing ${missing[*]}"
${as_root[@]+"${as_root[@]}"} apt-get update -qq
# The programs are wanted, not a service of this machine: in runlevel 1 none is started.
${as_root[@]+"${as_root[@]}"} env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-install-recommends "${missing[@]}"
