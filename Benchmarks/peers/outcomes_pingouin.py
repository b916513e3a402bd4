"""outcomes_pingouin.py FILE: Welch, ANCOVA and Hedges' g for every outcome; Welch and ANCOVA with their intervals."""

import sys

import pandas as pd
import pingouin as pg

data = pd.read_csv(sys.argv[1])
treated = data["arm"] == "IMR"
for name in [name for name in data.columns if name.endswith("_0")]:
    baseline, y = data[name], data[name[:-2] + "_1"]
    welch = pg.ttest(y[treated], y[~treated], correction=True)
    low, high = next(welch[column].iloc[0] for column in welch.columns if column.startswith("CI95"))
    # pingouin's own ancova() gives F and no difference with its interval.
    terms = pd.DataFrame({"baseline": baseline, "treated": treated.astype(float)})
    ancova = pg.linear_regression(terms, y).iloc[2]
    limits = [ancova[column] for column in ancova.index if column.startswith("CI")]
    g = pg.compute_effsize(y[treated], y[~treated], eftype="hedges")
    values = [y[treated].mean() - y[~treated].mean(), low, high, ancova["coef"], *limits, g]
    print(*(repr(float(value)) for value in values))
