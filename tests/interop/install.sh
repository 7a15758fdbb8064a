#!/usr/bin/env bash
# Installs the gRPC clients of other makers that the tests run. Without them those tests are skipped.
# It does only what is missing and says what it does; it fails only when an installation that it started fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

packages=(python3-grpcio protobuf-compiler protobuf-compiler-grpc libprotobuf-dev)

install_packages() {
  if ! command -v dpkg-query > /dev/null; then
    echo "interop: no Debian package manager here; the Python client is left out unless it is installed"
    return
  fi

  local missing=() package
  for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then
    echo "interop: packages are installed: ${packages[*]}"
    return
  fi

  local as_root=()
  if ((EUID != 0)); then
    if ! sudo -n true 2> /dev/null; then
      echo "interop: missing packages, and no right to install them: ${missing[*]}"
      return
    fi
    as_root=(sudo -n)
  fi
  echo "interop: installing packages: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${missing[@]}"
}

install_node_modules() {
  if ! command -v npm > /dev/null; then
    echo "interop: npm is not installed; the Node clients are left out"
    return
  fi

  # The stamp is written last, so an installation that broke off is begun anew.
  local stamp=node/node_modules/.fincluster-lock expected
  expected=$(sha256sum < node/package-lock.json)
  if [[ -f $stamp && $(< "$stamp") == "$expected" ]]; then
    echo "interop: node_modules is up to date"
    return
  fi
  echo "interop: installing node_modules"
  npm --prefix node ci --ignore-scripts --no-audit --no-fund --loglevel=error
  echo "$expected" > "$stamp"
}

install_packages
install_node_modules
