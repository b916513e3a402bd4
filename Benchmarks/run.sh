#!/usr/bin/env bash
# Makes the scratch environment (once), the data (once), and runs the benchmarks.
set -euo pipefail
cd "$(dirname "$0")"
scratch=.scratch
mkdir -p "$scratch"
if [ ! -x "$scratch/venv/bin/python" ]; then
  echo "bench: making a scratch environment with polars, duckdb, pandas and numpy"
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install --quiet polars duckdb pandas numpy
fi
"$scratch/venv/bin/python" generate.py "$scratch"
exec "$scratch/venv/bin/python" bench.py "$scratch" "$@"
