"""Runs endline and its peers in turn, checks that they found the same numbers, prints medians and ratios."""

import argparse
import csv
import io
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
ENDLINE = os.path.join(ROOT, ".build-static", "release", "endline")
SMALL = os.path.join(ROOT, "Datasets", "beat-the-blues", "beat-the-blues-wide.csv")
SMALL_ROLES = (
    "--subject subject --arm treatment --wide bdi=bdi_pre:0,bdi_2m:2,bdi_3m:3,bdi_5m:5,bdi_8m:8".split()
)


def run(command):
    """One whole process: wall seconds, peak memory in MiB, what it printed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"bench: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_maxrss / 1024, printed


def race(contestants, runs):
    """Each in turn, again and again, so that a slow minute hits all alike; the first round only warms up."""
    figures = {name: [] for name in contestants}
    printed = {}
    for round_ in range(runs + 1):
        for name, command in contestants.items():
            wall, memory, printed[name] = run(command)
            if round_ > 0:
                figures[name].append((wall, memory))
    return figures, printed


def table(title, figures, ours="endline"):
    base = statistics.median(wall for wall, _ in figures[ours])
    print(f"\n{title}\n")
    print(f"| {'program':<18} | median s | min s | max s | peak MiB | x {ours} |")
    print("|---|---|---|---|---|---|")
    for name, runs in sorted(figures.items(), key=lambda item: statistics.median(w for w, _ in item[1])):
        walls = [wall for wall, _ in runs]
        memory = max(memory for _, memory in runs)
        median = statistics.median(walls)
        print(
            f"| {name:<18} | {median:.4f} | {min(walls):.4f} | {max(walls):.4f} | {memory:.0f} | {median / base:.2f} |"
        )


def cells_of_endline(text):
    cells = {}
    for row in csv.DictReader(io.StringIO(text.decode())):
        if row["arm"] and row["measure"] in ("n", "mean", "sd"):
            cells.setdefault((row["arm"], row["visit"]), {})[row["measure"]] = float(row["estimate"])
    return {key: (cell["n"], cell["mean"], cell["sd"]) for key, cell in cells.items()}


def check(printed):
    """All programs found the same counts, means and SDs, to 1e-9."""
    found = {}
    for name, text in printed.items():
        if name == "endline":
            found[name] = cells_of_endline(text)
        else:
            found[name] = {(a, v): (n, m, s) for a, v, n, m, s in json.loads(text)}
    ours = found["endline"]
    for name, cells in found.items():
        assert cells.keys() == ours.keys(), f"{name}: other cells"
        for key, values in cells.items():
            for a, b in zip(values, ours[key]):
                assert abs(a - b) <= 1e-9 * max(abs(a), abs(b)), f"{name}: {key}: {values} against {ours[key]}"
    print("(all programs found the same numbers)")


def peers(python, path, score):
    contestants = {
        "polars streaming": [python, os.path.join(HERE, "peers", "polars_streaming.py"), path, score],
        "DuckDB": [python, os.path.join(HERE, "peers", "duckdb_sql.py"), path, score],
        "pandas": [python, os.path.join(HERE, "peers", "pandas_groupby.py"), path, score],
    }
    if shutil.which("Rscript"):
        probe = subprocess.run(["Rscript", "-e", "library(data.table)"], capture_output=True)
        if probe.returncode == 0:
            contestants["data.table"] = ["Rscript", os.path.join(HERE, "peers", "data_table.R"), path, score]
    if "data.table" not in contestants:
        print("bench: R with data.table is not installed (r-base-core r-cran-data.table): it takes no part")
    return contestants


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scratch")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    os.environ["POLARS_MAX_THREADS"] = "2"
    python = sys.executable
    large = os.path.join(options.scratch, "large.csv")
    huge = os.path.join(options.scratch, "huge.csv")
    print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")

    roles = ["--subject", "id", "--arm", "arm", "--visit", "visit"]
    quick, _ = race(
        {
            "endline --version": [ENDLINE, "--version"],
            "endline change": [ENDLINE, "change", SMALL, *SMALL_ROLES],
            "endline compare": [ENDLINE, "compare", SMALL, *SMALL_ROLES],
        },
        runs=4 * options.runs,
    )
    table("Start-up, and 100 people in 100 rows", quick, ours="endline --version")

    change = [ENDLINE, "change", large, *roles, "--outcome", "gaf_f", "--measures", "mean_change"]
    figures, _ = race({"endline change": change}, runs=options.runs)
    table(f"2 million rows, {os.path.getsize(large) / 1e6:.0f} MB: change --measures mean_change", figures, "endline change")

    # CSV, since JSON adds a SHA-256 of the input, which no peer computes.
    contestants = {
        "endline": [
            ENDLINE, "compare", huge, *roles, "--outcome", "score", "--measures", "n,mean,sd", "--format", "csv",
        ],
        **peers(python, huge, "score"),
    }
    figures, printed = race(contestants, runs=options.runs)
    table(f"10 million rows, {os.path.getsize(huge) / 1e6:.0f} MB: n, mean and SD by arm and visit", figures)
    check(printed)


if __name__ == "__main__":
    main()
