#!/usr/bin/env bash
# Measures the generated server against a minimal one written by hand; ../README.md says how to read it. Options: see there, or Options.cs.
set -euo pipefail
cd "$(dirname "$0")/../.."

dotnet build bench/service -c Release --nologo -v:quiet -clp:NoSummary
exec dotnet bench/service/bin/Release/net10.0/Service.dll "$@"
