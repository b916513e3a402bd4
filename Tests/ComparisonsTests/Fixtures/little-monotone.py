"""Mean, covariance and Little's d2 of Beat the Blues without EM. Run from the project's root:
python3 Tests/ComparisonsTests/Fixtures/little-monotone.py

Nobody who missed a visit came back, so the likelihood factors into regressions of each visit on those before it, each
over the subjects who have that visit (Anderson 1957; Little & Rubin, Statistical Analysis with Missing Data, chapter 7).
Their maximum-likelihood estimates, put together, are the joint ones in closed form.
"""

import csv
import json

import numpy
from numpy.linalg import lstsq, solve

with open("Datasets/beat-the-blues/beat-the-blues-wide.csv", encoding="utf-8") as file:
    table = list(csv.reader(file))[1:]
y = numpy.array([[float(cell) if cell else numpy.nan for cell in row[4:]] for row in table])
seen = ~numpy.isnan(y)
assert all((numpy.diff(row.astype(int)) <= 0).all() for row in seen), "not monotone"

count = y.shape[1]
mean = numpy.zeros(count)
covariance = numpy.zeros((count, count))
for k in range(count):
    x = y[seen[:, k], :k]
    v = y[seen[:, k], k]
    design = numpy.column_stack([numpy.ones(len(v)), x])
    coefficients = lstsq(design, v, rcond=None)[0]
    residuals = v - design @ coefficients
    slopes = coefficients[1:]
    mean[k] = coefficients[0] + slopes @ mean[:k]
    covariance[:k, k] = covariance[:k, :k] @ slopes
    covariance[k, :k] = covariance[:k, k]
    covariance[k, k] = residuals @ residuals / len(v) + slopes @ covariance[:k, :k] @ slopes

statistic = 0.0
df = -count
for pattern in {tuple(row) for row in seen.tolist()}:
    rows = (seen == pattern).all(axis=1)
    observed = numpy.array(pattern)
    difference = y[rows][:, observed].mean(axis=0) - mean[observed]
    statistic += rows.sum() * difference @ solve(covariance[numpy.ix_(observed, observed)], difference)
    df += observed.sum()

with open("Tests/ComparisonsTests/Fixtures/little-monotone.json", "w", encoding="utf-8") as file:
    json.dump(
        {
            "program": "numpy",
            "version": numpy.__version__,
            "mean": mean.tolist(),
            "covariance": covariance.flatten().tolist(),
            "statistic": float(statistic),
            "df": int(df),
        },
        file,
        indent=1,
    )
    file.write("\n")
print(statistic, df)
