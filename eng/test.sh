#!/usr/bin/env bash
# Runs every test, the fast ones first, and ends in "N passed, N failed, N skipped".
# Needs the .NET 10 SDK, and Node.js with npm to pack the tools. Go is found on the PATH, or unpacked from Debian's packages. What else is
# missing is skipped by name;
# GRPC_SDK_REQUIRE=all makes a skip a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in dotnet node npm git; do
  command -v "$tool" >/dev/null || { echo "'$tool' is not on the PATH. Install the .NET 10 SDK, Node.js with npm, and git." >&2; exit 1; }
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
results=artifacts/test-results
rm -rf "$results"

echo "== build"
dotnet build Grpc.Service.Sdk.sln -v:q

# The unit tests of the gate run the Buf CLI that the tool pack holds.
echo "== pack the tools"
dotnet pack src/Tools -c Release -v:q
dotnet pack src/Tools.Go -c Release -v:q

failed=0
for project in tests/Tasks.Tests tests/CSharp.Tests tests/Sdk.Tests tests/EndToEnd.Tests; do
  [ -d "$project" ] || continue
  echo "== $project"
  dotnet test "$project" --no-build -v:q --results-directory "$results" \
    --logger "trx;LogFileName=$(basename "$project").trx" --logger "console;verbosity=minimal" || failed=1
done

node eng/summarize.mjs "$results" || failed=1
exit "$failed"
