#!/usr/bin/env bash
# Measures the warm breaking gate against the Buf CLI by hand; ../README.md says how to read it. Options: --files 1000 --commits 200 --changed 5 --runs 5
set -euo pipefail
cd "$(dirname "$0")/../.."

dotnet pack src/Sdk -c Release --nologo -v:quiet -clp:NoSummary
dotnet pack src/Tools -c Release --nologo -v:quiet -clp:NoSummary
dotnet build bench/breaking -c Release --nologo -v:quiet -clp:NoSummary
exec dotnet bench/breaking/bin/Release/net10.0/Breaking.dll "$PWD" "$@"
