#!/usr/bin/env bash
# run.sh [--runs N] [--only PART]: makes the scratch environment (once), the data (once), and runs the benchmarks.
set -euo pipefail
cd "$(dirname "$0")"
scratch=.scratch
mkdir -p "$scratch"
python="$scratch/venv/bin/python"
if ! "$python" -c 'import polars, duckdb, pandas, numpy, scipy, pingouin' 2>/dev/null; then
  echo "bench: making a scratch environment with polars, duckdb, pandas, numpy, scipy and pingouin"
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install --quiet polars duckdb pandas numpy scipy pingouin
fi
exec "$python" bench.py "$scratch" "$@"
