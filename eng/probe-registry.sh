#!/usr/bin/env bash
# Learns once whether the package registry has the packages of the full profile, by a real restore of eng/registry-probe, and records the
# answer in eng/registry-profile.props, which Directory.Build.props imports.
#
#   eng/probe-registry.sh               probes unless there is a record of the same packages and sources
#   eng/probe-registry.sh --force       probes in any case
#   eng/probe-registry.sh --is-recorded asks nobody; exit code 0 when there is such a record, or the registry was silent in the last hour
#
# A registry that cannot be reached is no answer: the build is restricted then, and nothing is recorded.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
project="$root/eng/registry-probe/RegistryProbe.csproj"
record="$root/eng/registry-profile.props"
log="$root/artifacts/logs/registry-probe.log"
silence="$root/artifacts/.registry-silent"
limit_seconds=30

# Other packages or other sources, another answer.
probe_key() {
  cat "$project" "$root"/[Nn]u[Gg]et.[Cc]onfig "${HOME:-/nowhere}"/.nuget/NuGet/NuGet.Config 2>/dev/null | cksum | tr ' ' '-'
}

is_recorded() { grep -qF "<RegistryProbeKey>$(probe_key)</RegistryProbeKey>" "$record" 2>/dev/null; }

was_silent() { [ -n "$(find "$silence" -mmin -60 2>/dev/null)" ]; }

write_record() {
  cat >"$record.new" <<END
<Project>
  <!-- Written by eng/probe-registry.sh. Delete this file to have the registry asked again. -->
  <PropertyGroup>
    <RegistryProfile Condition="'\$(RegistryProfile)' == ''">$1</RegistryProfile>
    <RegistryProbeKey>$(probe_key)</RegistryProbeKey>
  </PropertyGroup>
</Project>
END
  mv "$record.new" "$record"
}

# Everything that a restore writes goes into a folder of its own: no lock file, no obj folder and no package cache is touched, and what an
# earlier build has cached does not count as being in the registry.
restore() {
  local limit=()
  if command -v timeout >/dev/null 2>&1; then limit=(timeout --foreground -k 2 "$limit_seconds"); fi
  ${limit[@]+"${limit[@]}"} dotnet restore "$project" --packages "$1/packages" --no-http-cache -nologo -v quiet \
    -p:MSBuildProjectExtensionsPath="$1/obj/" -p:NuGetLockFilePath="$1/lock.json" -nodeReuse:false
}

missing_packages() {
  sed -nE 's/.*error NU110[123]: Unable to find (a stable )?package ([A-Za-z0-9.]+[A-Za-z0-9]).*/\2/p' "$log" | LC_ALL=C sort -u
}

probe() {
  local work code=0
  mkdir -p "$(dirname "$log")"
  work="$(mktemp -d)"
  # shellcheck disable=SC2064 # the folder of now
  trap "rm -rf '$work'" EXIT
  restore "$work" >"$log" 2>&1 </dev/null || code=$?
  if [ "$code" -eq 0 ]; then
    write_record full
    echo "registry profile: full"
  elif ! grep -q 'NU1301' "$log" && grep -qE 'error NU(1101|1102|1103|1603|1605|1608)' "$log"; then
    write_record restricted
    echo "registry profile: restricted; not in the registry: $(missing_packages | tr '\n' ' ')"
  else
    : >"$silence"
    echo "registry profile: restricted for now; the registry did not answer (see $log)"
  fi
}

case "${1:-}" in
  --is-recorded) is_recorded || was_silent ;;
  --force) probe ;;
  "") if is_recorded; then sed -nE 's/.*<RegistryProfile.*>([a-z]+)<.*/registry profile: \1 (recorded)/p' "$record"; else probe; fi ;;
  *) echo "usage: eng/probe-registry.sh [--force | --is-recorded]" >&2; exit 2 ;;
esac
