#!/usr/bin/env bash
# Fuzz/run.sh fuzz     ENDLINE_FUZZ_RUNS inputs (ten million) for each target, or for those that are named behind `fuzz`
# Fuzz/run.sh replay   every input of Corpus again, then a minute of new ones over all targets
#
# Fails on a crash, a trap, a hang (10 s), a law that does not hold, and where nothing was instrumented. What broke is
# left in .scratch/TARGET-…; what was found on the way, in .scratch/TARGET.
set -euo pipefail
cd "$(dirname "$0")"

mode=${1:-fuzz}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(FuzzTables FuzzStudy FuzzWhere FuzzWide FuzzLevels FuzzFormula FuzzMoments)

toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
if [ -z "$(find "$toolchain/lib" -name 'libclang_rt.fuzzer*' -print -quit)" ]; then
  echo "fuzz: this Swift toolchain comes without libFuzzer: nothing was fuzzed" >&2
  [ "$mode" = replay ] && exit 0 || exit 1
fi

swift build -c release --sanitize fuzzer -Xswiftc -sanitize=fuzzer,address 2>&1 | grep -v 'asan_extra_spill_area'

# Leaks are no matter here and looking for them takes nine tenths of the time; a trap's own backtrace stands in
# AddressSanitizer's way.
export ASAN_OPTIONS=detect_leaks=0:malloc_context_size=2:quarantine_size_mb=4 SWIFT_BACKTRACE=enable=no
mkdir -p .scratch

# run TARGET LOG OPTIONS…
run() {
  local target=$1 log=$2
  shift 2
  ".build/release/$target" -detect_leaks=0 -timeout=10 "-artifact_prefix=.scratch/$target-" "$@" >"$log" 2>&1 || {
    tail -40 "$log" >&2
    echo "fuzz: $target broke; the input is in Fuzz/.scratch, the whole log in Fuzz/$log" >&2
    exit 1
  }
}

for target in "${targets[@]}"; do
  log=.scratch/$target.log
  if [ "$mode" = replay ]; then
    run "$target" "$log" "Corpus/$target"/*
    echo "$target: $(ls "Corpus/$target" | wc -l) kept inputs replayed"
    # The same inputs each time: a change shall fail for what it changed.
    limit="-seed=1 -max_total_time=$((60 / ${#targets[@]}))"
  else
    limit=-runs=${ENDLINE_FUZZ_RUNS:-10000000}
  fi
  mkdir -p ".scratch/$target"
  # shellcheck disable=SC2086  # one or two words
  run "$target" "$log" $limit ".scratch/$target" "Corpus/$target"
  grep -q 'cov: [1-9]' "$log" || {
    echo "fuzz: $target ran without coverage" >&2
    exit 1
  }
  echo "$target: $(grep 'DONE' "$log" | sed 's/  */ /g')"
done
