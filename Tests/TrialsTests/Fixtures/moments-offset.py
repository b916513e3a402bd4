"""Means, SDs and a correlation of values that share an offset of 1e9, in exact rational arithmetic.

    python3 Tests/TrialsTests/Fixtures/moments-offset.py

writes moments-offset.json beside itself: 90 subjects, four visits, every pattern of missing visits, means that differ between
patterns. What is summed are the doubles that are written, as fractions; roots are taken to 40 digits.
"""
import json
import os
import random
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 40
random.seed(20260)


def root(fraction):
    return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).sqrt()


rows = []
for subject in range(90):
    pattern = subject % 16
    level = random.gauss(0, 0.3) + 0.1 * pattern
    rows.append([None if pattern >> visit & 1 else 1e9 + level + random.gauss(0, 0.5) for visit in range(4)])


def moments(visits):
    kept = [[Fraction(row[v]) for v in visits] for row in rows if all(row[v] is not None for v in visits)]
    n = len(kept)
    means = [sum(column) / n for column in zip(*kept)]
    products = [[sum((row[i] - means[i]) * (row[j] - means[j]) for row in kept) for j in range(len(visits))]
                for i in range(len(visits))]
    sds = [root(products[i][i] / (n - 1)) for i in range(len(visits))]
    result = {"visits": visits, "n": n, "means": [float(m) for m in means],
              "remainders": [float(m - Fraction(float(m))) for m in means], "sds": [float(s) for s in sds]}
    if len(visits) == 2:
        value = Decimal(products[0][1].numerator) / Decimal(products[0][1].denominator)
        result["correlation"] = float(value / ((sds[0] * sds[1]) * (n - 1)))
    return result


fixture = {"values": [[row[v] for row in rows] for v in range(4)],
           "summaries": [moments([v]) for v in range(4)] + [moments([0, 3]), moments([1, 2])]}
folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "moments-offset.json"), "w") as file:
    file.write(json.dumps(fixture, indent=None).replace('"summaries"', '\n"summaries"').replace("}, {", "},\n{") + "\n")
print(len(rows), "subjects,", len({tuple(x is None for x in row) for row in rows}), "patterns")
