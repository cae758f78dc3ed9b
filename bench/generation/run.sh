#!/usr/bin/env bash
# Measures cold generation against Grpc.Tools; ../README.md says how to read it. Options: see there, or Options.cs.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Not `dotnet run`: it would hand its own MSBuild variables on to the builds that are measured.
dotnet build bench/generation -c Release --nologo -v:quiet -clp:NoSummary
exec dotnet bench/generation/bin/Release/net10.0/Generation.dll "$@"
