"""Endline's results as pandas tables.

    import endline
    r = endline.change("trial.csv", subject="id", visit="visit", arm="arm", outcome="gaf_f")
    r.rows      # a DataFrame: one estimate a row, the columns of the contract
    r.notes     # what was left out and why
    r.fits      # what each model was, as dictionaries
    r.page      # the same as the terminal shows it

Every command is a function; `baseline_column="x"` is `--baseline-column x`, a list repeats the option, `True` is a flag.
`endline.svg("mixed", …)` is the command's chart. The program is the one that ENDLINE names, else that on the PATH, else
the one that `make build` made.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent


class EndlineError(Exception):
    """What the program said when it could not do what was asked: the problem, its place and the mend."""


def program():
    """The program that is run."""
    built = HERE.parent / ".build-static" / "release" / "endline"
    found = os.environ.get("ENDLINE") or shutil.which("endline") or (str(built) if built.exists() else None)
    if not found:
        raise EndlineError("there is no program `endline`\nmend: run `make build`, or name it in ENDLINE")
    return found


def arguments(options):
    """`outcome=["a", "b"], ml=True` as `--outcome a --outcome b --ml`."""
    words = []
    for name, value in options.items():
        option = "--" + name.strip("_").replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                words.append(option)
            elif one is not None and one is not False:
                words += [option, str(one)]
    return words


def run(command, *files, **options):
    """Standard output of the command, which may have found something (status 1) but must have been done."""
    words = [program(), command, *map(str, files), *arguments(options)]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    if done.returncode not in (0, 1):
        raise EndlineError(done.stderr.strip())
    return done.stdout


class Results:
    """What a command found."""

    def __init__(self, command, files, options):
        self._call = (command, files, options)
        document = json.loads(run(command, *files, **options, format="json"))
        self.version, self.input = document["endline"], document["input"]
        self.rows, self.notes = pd.DataFrame(document["rows"]), document["notes"]
        for column in self.rows.columns.intersection(["n", "line"]):
            self.rows[column] = self.rows[column].astype("Int64")
        self.fits = document.get("fits") or ([document["fit"]] if document.get("fit") else [])

    @property
    def page(self):
        """The results as the terminal shows them."""
        command, files, options = self._call
        return run(command, *files, **options)

    def of(self, measure, *columns):
        """The rows of one measure: the columns named, else those that say something."""
        rows = self.rows[self.rows["measure"] == measure].drop(columns="measure")
        return rows[list(columns)] if columns else rows.dropna(axis="columns", how="all")


def svg(command, *files, **options):
    """The command's chart, as text."""
    with tempfile.TemporaryDirectory() as folder:
        run(command, *files, **options, plot=f"{folder}/chart.svg")
        return Path(folder, "chart.svg").read_text(encoding="utf-8")


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError(name)
    return lambda *files, **options: Results(name, files, options)
