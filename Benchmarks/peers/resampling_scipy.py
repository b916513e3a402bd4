"""resampling_scipy.py FILE OUTCOME bootstrap|permutation COUNT"""

import csv
import json
import sys

import numpy as np
from scipy import stats

path, outcome, job, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
with open(path, newline="") as file:
    rows = list(csv.DictReader(file))
treated, control = (np.array([float(row[outcome]) for row in rows if row["arm"] == arm]) for arm in ("IMR", "TAU"))
random = np.random.default_rng(1)


def difference(x, y, axis=-1):
    return x.mean(axis=axis) - y.mean(axis=axis)


if job == "bootstrap":
    limits = stats.bootstrap(
        (treated, control), difference, n_resamples=count, method="BCa", random_state=random
    ).confidence_interval
    print(json.dumps([difference(treated, control), limits.low, limits.high]))
else:
    # In batches: all at once would take gigabytes.
    test = stats.permutation_test(
        (treated, control), difference, n_resamples=count, batch=5000, vectorized=True, random_state=random
    )
    print(json.dumps([test.pvalue]))
