"""Least squares in exact rational arithmetic on two ill-conditioned integer designs. Writes refinement.json.

Run: python3 refinement.py (in this folder). Every element is an integer below 2**53, so that the doubles are exact.
"""
import json, sys
from fractions import Fraction as F


def solve(a, right):
    n = len(a)
    a = [row[:] + r[:] for row, r in zip(a, right)]
    for i in range(n):
        p = next(k for k in range(i, n) if a[k][i] != 0)
        a[i], a[p] = a[p], a[i]
        pivot = a[i][i]
        a[i] = [v / pivot for v in a[i]]
        for k in range(n):
            if k != i and a[k][i] != 0:
                f = a[k][i]
                a[k] = [u - f * v for u, v in zip(a[k], a[i])]
    return [row[n:] for row in a]


def fit(name, x, y):
    n = len(x[0])
    gram = [[F(sum(r[i] * r[j] for r in x)) for j in range(n)] for i in range(n)]
    inverse = solve(gram, [[F(int(i == j)) for j in range(n)] for i in range(n)])
    moment = [F(sum(r[i] * v for r, v in zip(x, y))) for i in range(n)]
    b = [sum(u * v for u, v in zip(row, moment)) for row in inverse]
    residuals = [v - sum(p * q for p, q in zip(r, b)) for r, v in zip(x, y)]
    return {
        "name": name,
        "columns": [[float(r[j]) for r in x] for j in range(n)],
        "response": [float(v) for v in y],
        "coefficients": [float(v) for v in b],
        "residuals": [float(v) for v in residuals],
        "residualSumOfSquares": float(sum(v * v for v in residuals)),
        "unscaledCovariance": [[float(v) for v in row] for row in inverse],
        "leverages": [
            float(sum(r[i] * inverse[i][j] * r[j] for i in range(n) for j in range(n))) for r in x
        ],
    }


polynomial = [[k**p for p in range(11)] for k in range(1, 31)]
wiggle = [(k * 7919) % 101 for k in range(1, 31)]
# Two columns that differ by 1 in 1e9 beside an intercept.
twins = [[1, 10**9 + k * k, 10**9 + k * k + (k % 3)] for k in range(1, 21)]
json.dump(
    {
        "program": "Python fractions",
        "version": sys.version.split()[0],
        "fits": [
            fit("polynomial of degree 10", polynomial, wiggle),
            fit("polynomial, large residuals", polynomial, [10**9 * w + k for k, w in enumerate(wiggle)]),
            fit("near twins", twins, wiggle[:20]),
        ],
    },
    open("refinement.json", "w"),
    indent=1,
)
