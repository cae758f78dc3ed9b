#!/usr/bin/env bash
# Packs the SDK, builds the Ecommerce sample from the package, runs its server and calls every method with the generated client.
# Needs the .NET 10 SDK, and Node.js with npm to pack the Buf CLI.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

step() { printf '\n== %s\n' "$*"; }

step "pack"
dotnet pack src/Sdk -c Release -v:q
dotnet pack src/Tools -c Release -v:q
ls artifacts/packages

step "build samples/Ecommerce: $(tr -d '\n' < samples/Ecommerce/Ecommerce.csproj)"
dotnet build samples/Ecommerce -v:m
dotnet build samples/EcommerceClient -v:q

step "run the server"
log=$(mktemp)
GRPC_SERVICE__SERVER__ADDRESS=127.0.0.1:0 dotnet samples/Ecommerce/bin/Debug/net10.0/Ecommerce.dll --config samples/Ecommerce/config/service.json >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -f "$log"' EXIT
for _ in $(seq 100); do
  address=$(sed -n 's#.*listening on https://\([^"]*\).*#\1#p' "$log")
  [ -n "$address" ] && break
  sleep 0.1
done
cat "$log"
[ -n "$address" ] || { echo "The server did not start." >&2; exit 1; }

step "call it with the generated client (samples/EcommerceClient)"
GRPC_SERVICE__CLIENT__TARGET="dns:///$address" dotnet samples/EcommerceClient/bin/Debug/net10.0/EcommerceClient.dll --config samples/EcommerceClient/config/service.json
