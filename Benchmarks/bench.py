"""Runs endline and its peers in turn, checks that they found the same numbers, prints times and ratios."""

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

import generate

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
ENDLINE = os.path.join(ROOT, ".build-static", "release", "endline")
SMALL = os.path.join(ROOT, "Datasets", "beat-the-blues", "beat-the-blues-wide.csv")
SMALL_ROLES = (
    "--subject subject --arm treatment --wide bdi=bdi_pre:0,bdi_2m:2,bdi_3m:3,bdi_5m:5,bdi_8m:8".split()
)


def run(command):
    """One whole process: wall seconds, processor seconds (user and system), peak memory in MiB, what it printed."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status != 0:
        raise SystemExit(f"bench: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), printed


def race(contestants, runs):
    """Each in turn, again and again, so that a slow minute hits all alike; the first round only warms up."""
    figures = {name: [] for name in contestants}
    printed = {}
    for round_ in range(runs + 1):
        for name, command in contestants.items():
            figure, printed[name] = run(command)
            if round_ > 0:
                figures[name].append(figure)
    return figures, printed


def table(title, figures, ours="endline"):
    """Medians and their ratio to ours; minima of wall and processor time, for what the machine's other work leaves."""
    medians = {name: statistics.median(wall for wall, _, _ in runs) for name, runs in figures.items()}
    print(f"\n{title}\n")
    print(f"| {'program':<18} | median s | min s | max s | min cpu s | peak MiB | x {ours} |")
    print("|---|---|---|---|---|---|---|")
    for name, median in sorted(medians.items(), key=lambda item: item[1]):
        walls, cpus, memories = zip(*figures[name])
        print(
            f"| {name:<18} | {median:.4f} | {min(walls):.4f} | {max(walls):.4f} | {min(cpus):.3f} "
            f"| {max(memories):.0f} | {median / medians[ours]:.2f} |"
        )


def cells_of_endline(text):
    cells = {}
    for row in csv.DictReader(io.StringIO(text.decode())):
        if row["arm"] and row["measure"] in ("n", "mean", "sd"):
            cells.setdefault((row["arm"], row["visit"]), {})[row["measure"]] = float(row["estimate"])
    return {key: (cell["n"], cell["mean"], cell["sd"]) for key, cell in cells.items()}


def check_cells(printed):
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
    if has_r("data.table"):
        contestants["data.table"] = ["Rscript", os.path.join(HERE, "peers", "data_table.R"), path, score]
    return contestants


def has_r(package):
    """Whether R has the package; a peer that is not there takes no part, and that is said."""
    if shutil.which("Rscript"):
        if subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True).returncode == 0:
            return True
    print(f"bench: R with {package} is not installed: it takes no part")
    return False


def start_up(runs):
    quick, _ = race(
        {
            "endline --version": [ENDLINE, "--version"],
            "endline change": [ENDLINE, "change", SMALL, *SMALL_ROLES],
            "endline compare": [ENDLINE, "compare", SMALL, *SMALL_ROLES],
        },
        runs=4 * runs,
    )
    table("Start-up, and 100 people in 100 rows", quick, ours="endline --version")


def resampling(scratch, runs):
    """Whole processes on 200 people: BCa bootstrap and permutation test of a difference of means."""
    path = generate.made(scratch, "small.csv")
    ours = [ENDLINE, "compare", path, "--subject", "id", "--arm", "arm", "--outcome", "y00_1"]
    ours += ["--measures", "mean_difference", "--format", "csv"]
    for job, package, option, count, title in [
        ("bootstrap", "boot", "--bootstrap", "10000", "10,000 BCa resamples of a mean difference, n = 200"),
        ("permutation", "coin", "--permutations", "100000", "100,000 permutations of a mean difference, n = 200"),
    ]:
        arguments = [path, "y00_1", job, count]
        contestants = {
            "endline": [*ours, option, count],
            "SciPy": [sys.executable, os.path.join(HERE, "peers", "resampling_scipy.py"), *arguments],
        }
        if has_r(package):
            contestants[f"R {package}"] = ["Rscript", os.path.join(HERE, "peers", "resampling.R"), *arguments]
        figures, printed = race(contestants, runs=runs)
        table(title, figures)
        check_resampling(job, printed)


def check_resampling(job, printed):
    """The same estimate to 1e-9; limits and p-values as close as their own chance allows (six of its SDs)."""
    row = next(r for r in csv.DictReader(io.StringIO(printed.pop("endline").decode())) if job in r["method"])
    for name, text in printed.items():
        found = json.loads(text)
        if job == "bootstrap":
            assert abs(found[0] - float(row["estimate"])) < 1e-9, name
            for limit, ours in zip(found[1:], (row["conf_low"], row["conf_high"])):
                # A 2.5 % quantile of 10,000 normal replicates has an SD of 0.027 of theirs.
                assert abs(limit - float(ours)) < 6 * 1.5 * 0.027 * float(row["std_error"]), (name, limit, ours)
        else:
            p = float(row["p_value"])
            chance = (2 * p * (1 - p) / 100_000) ** 0.5
            assert abs(found[0] - p) < 6 * chance + 2e-5, (name, found[0], p)
    print("(all programs found the same numbers, to their own chance)")


def outcomes(scratch, runs):
    path = generate.made(scratch, "small.csv")
    ours = [ENDLINE, "compare", path, "--subject", "id", "--arm", "arm", "--format", "csv"]
    ours += ["--measures", "mean_difference,hedges_g"]
    for k in range(30):
        ours += ["--wide", f"y{k:02d}=y{k:02d}_0:0,y{k:02d}_1:1"]
    contestants = {
        "endline": ours,
        "pingouin": [sys.executable, os.path.join(HERE, "peers", "outcomes_pingouin.py"), path],
    }
    if has_r("effectsize"):
        contestants["R, effectsize"] = ["Rscript", os.path.join(HERE, "peers", "outcomes.R"), path]
    figures, printed = race(contestants, runs=runs)
    table("30 outcomes x (Welch, ANCOVA, Hedges' g), n = 200", figures)
    check_outcomes(printed)


def check_outcomes(printed):
    """Differences by Welch and by ANCOVA with their limits, and g, to 1e-9.

    pingouin rounds Welch's limits to two places and takes the approximate small-sample correction.
    """
    found = {}
    for row in csv.DictReader(io.StringIO(printed.pop("endline").decode())):
        if row["visit"] == "1" and row["contrast"]:
            values = [float(row[field]) for field in ("estimate", "conf_low", "conf_high")]
            found[row["outcome"], row["method"]] = values
    names = sorted({outcome for outcome, _ in found})
    for peer, text in printed.items():
        lines = text.decode().splitlines()
        assert len(lines) == len(names), peer
        for name, line in zip(names, lines):
            values = [float(word) for word in line.split()]
            ours = found[name, "welch"] + found[name, "ancova"] + found[name, "noncentral_t_scaled"][:1]
            bounds = [1e-9 * abs(value) for value in ours]
            if peer == "pingouin":
                bounds[1:3] = [0.00501, 0.00501]
                bounds[6] = 1e-5 * abs(ours[6])
            for value, own, bound in zip(values, ours, bounds, strict=True):
                assert abs(value - own) <= bound, f"{peer}: {name}: {values} against {ours}"
    print("(all programs found the same numbers)")


def mixed(scratch, runs):
    """Unstructured repeated measures: whole processes, and inside R's the seconds of its fit alone.

    mmrm and nlme take part where R has them, up to the size that ends in minutes.
    """
    mmrm, gls = has_r("mmrm"), has_r("nlme")
    formula = "y ~ base + arm*visit + us(visit | id)"
    for subjects, visits, peers_until in [
        (200, 4, "kenward-roger"), (1000, 10, "satterthwaite"), (2000, 10, None), (20000, 6, "satterthwaite"),
        (200000, 5, None),
    ]:
        path = generate.made(scratch, f"followups-{subjects}x{visits}.csv")
        ours = [ENDLINE, "mixed", path, "--formula", formula, "--format", "json", "--df"]
        contestants = {f"endline {df}": [*ours, df] for df in ("satterthwaite", "kenward-roger")}
        peer = [os.path.join(HERE, "peers", "mixed.R"), path]
        for df in ("satterthwaite", "kenward-roger"):
            if mmrm and peers_until and (df == "satterthwaite" or peers_until == df):
                contestants[f"mmrm {df}"] = ["Rscript", *peer, "mmrm", df]
        if gls and peers_until and subjects <= 200:
            contestants["nlme gls, no df"] = ["Rscript", *peer, "gls", "none"]
        figures, printed = race(contestants, runs=runs if subjects < 1000 or not mmrm else min(runs, 3))
        table(f"{subjects} subjects x {visits} visits, unstructured", figures, "endline kenward-roger")
        check_mixed(printed)


def check_mixed(printed):
    """Log-likelihoods: ours at least as high as each peer's, and the same to what peers that stop early leave."""
    found = {name: json.loads(text) for name, text in printed.items()}
    best = max(it["fit"]["log_likelihood"] for name, it in found.items() if name.startswith("endline"))
    for name, it in found.items():
        if not name.startswith("endline"):
            print(f"({name}: {it['seconds']:.3f} s for the fit, log-likelihood {it['log_likelihood'] - best:+.2g} of ours)")
            assert -1e-2 < it["log_likelihood"] - best < 1e-7 * abs(best), (name, it, best)


def random_effects(scratch, runs):
    """Random effects: whole processes, and inside R's the seconds of its fit (and its degrees of freedom) alone."""
    works = [
        ("courses.csv", "y ~ arm*time + (1 + time | id) + (1 | site)", "2,000 people x 6 times, 40 sites",
         ["lme4", "lmerTest", "pbkrtest"]),
        ("persons.csv", "y ~ arm*x + (1 | id) + (1 | site)", "3,431 rows, 10 sites", ["lme4", "pbkrtest"]),
    ]
    if has_r("lme4"):
        path = os.path.join(scratch, "insteval.csv")
        if not os.path.exists(path):
            subprocess.run(["Rscript", os.path.join(HERE, "peers", "insteval.R"), path], check=True)
        works.append(("insteval.csv", "y ~ service + (1 | s) + (1 | d) + (1 | dept)", "InstEval, 73,421 rows", ["lme4"]))
    for name, formula, title, peers in works:
        path = os.path.join(scratch, name)
        if name != "insteval.csv":
            path = generate.made(scratch, name)
        ours = [ENDLINE, "mixed", path, "--formula", formula, "--format", "json", "--df"]
        contestants = {f"endline {df}": [*ours, df] for df in ("normal", "satterthwaite", "kenward-roger")}
        for peer in peers:
            if has_r(peer):
                contestants[peer] = ["Rscript", os.path.join(HERE, "peers", "random.R"), path, formula, peer]
        figures, printed = race(contestants, runs=min(runs, 3))
        table(title + ": " + formula, figures, "endline kenward-roger")
        check_mixed(printed)


def reading(scratch, runs):
    large = generate.made(scratch, "large.csv")
    huge = generate.made(scratch, "huge.csv")
    roles = ["--subject", "id", "--arm", "arm", "--visit", "visit"]
    change = [ENDLINE, "change", large, *roles, "--outcome", "gaf_f", "--measures", "mean_change"]
    figures, _ = race({"endline change": change}, runs=runs)
    size = os.path.getsize(large) / 1e6
    table(f"2 million rows, {size:.0f} MB: change --measures mean_change", figures, "endline change")

    # CSV, since JSON adds a SHA-256 of the input, which no peer computes.
    contestants = {
        "endline": [
            ENDLINE, "compare", huge, *roles, "--outcome", "score", "--measures", "n,mean,sd", "--format", "csv",
        ],
        **peers(sys.executable, huge, "score"),
    }
    figures, printed = race(contestants, runs=runs)
    table(f"10 million rows, {os.path.getsize(huge) / 1e6:.0f} MB: n, mean and SD by arm and visit", figures)
    check_cells(printed)


def audit(scratch, runs):
    path = generate.made(scratch, "claims.csv")
    figures, _ = race({"endline": [ENDLINE, "audit", path, "--format", "csv"]}, runs=runs)
    table("10,000 published claims, one in ten with an error put in", figures)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("scratch")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=["start-up", "resampling", "outcomes", "mixed", "random", "reading", "audit"])
    options = parser.parse_args()
    os.environ["POLARS_MAX_THREADS"] = "2"
    print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    parts = {
        "start-up": lambda: start_up(options.runs),
        "resampling": lambda: resampling(options.scratch, options.runs),
        "outcomes": lambda: outcomes(options.scratch, options.runs),
        "mixed": lambda: mixed(options.scratch, options.runs),
        "random": lambda: random_effects(options.scratch, options.runs),
        "reading": lambda: reading(options.scratch, options.runs),
        "audit": lambda: audit(options.scratch, options.runs),
    }
    for name, part in parts.items():
        if options.only in (None, name):
            part()


if __name__ == "__main__":
    main()
