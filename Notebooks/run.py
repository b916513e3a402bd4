"""Runs every notebook from scratch; `run.py --check` compares what came out with what is committed.

Without --check the outputs are written into the notebooks. `make notebooks` and `make notebooks-check` call it, in an
environment of its own made from requirements.txt.
"""

import difflib
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent


def executed(path):
    """The notebook with the outputs of a new run; an exception in a cell ends it."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False,
                   resources={"metadata": {"path": str(HERE)}}).execute()
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", []):
            output.pop("metadata", None)
            if output.output_type in ("display_data", "execute_result"):
                output["metadata"] = {}
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return notebook


def shown(notebook):
    """Everything that a reader sees of the outputs, a line each."""
    lines = []
    for place, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {"text": output.get("text", "")})
            for kind in sorted(data):
                lines += [f"cell {place + 1}, {kind}: {line}" for line in str(data[kind]).splitlines()]
    return lines


def main():
    check = "--check" in sys.argv[1:]
    failed = False
    for path in sorted(HERE.glob("[0-9]*.ipynb")):
        new = executed(path)
        if not check:
            nbformat.write(new, path)
        else:
            old = nbformat.read(path, as_version=4)
            difference = list(difflib.unified_diff(shown(old), shown(new), "committed", "new", lineterm="", n=0))
            if difference:
                failed = True
                print("\n".join(line[:200] for line in difference[:20]), file=sys.stderr)
                print(f"{path.name}: outputs differ; `make notebooks` writes them anew", file=sys.stderr)
                continue
        print(f"{path.name}: {'as committed' if check else 'executed'}")
    sys.exit(1 if failed else 0)


main()
