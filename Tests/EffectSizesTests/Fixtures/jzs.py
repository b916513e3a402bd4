"""JZS Bayes factors to 30 digits: integrals of Rouder et al. (2009) by mpmath's tanh-sinh rule.

    python3 Tests/EffectSizesTests/Fixtures/jzs.py

writes jzs.json beside itself. The integral over g is taken over ln g. Where it is cheap the same number is found by another way,
which shares nothing with the first but the model: the ratio of the noncentral to the central t density (1F1 in NIST DLMF 13.2)
averaged over delta with its Cauchy prior; `check` demands 25 equal digits.
"""
import json
import os

import mpmath
from mpmath import mp, mpf, exp, hyp1f1, inf, log, pi, quad, sqrt

mp.dps = 40


def by_g(t, df, size, r):
    """ln of the integral over g of (1 + N g)^(-1/2) [(1 + t^2/nu) / (1 + t^2/((1 + N g) nu))]^((nu + 1)/2) p(g)."""
    def logarithm(y):  # of the integrand over y = ln g
        g = exp(y)
        shrunk = 1 + size * g
        ratio = log(1 + t * t / df) - log(1 + t * t / (shrunk * df))
        prior = log(r) - log(2 * pi) / 2 - mpf(3) / 2 * y - r * r / (2 * g)
        return -log(shrunk) / 2 + (df + 1) / 2 * ratio + prior + y
    low = 2 * log(r) - 7
    high = max(2 * log(r), log((1 + t * t) / size), -log(size)) + 160
    edges = [low + (high - low) * k / 80 for k in range(81)]
    peak = max(logarithm(low + (high - low) * k / 800) for k in range(801))
    return peak + log(quad(lambda y: exp(logarithm(y) - peak), edges))


def by_delta(t, df, size, r):
    """ln of the integral over delta; the odd part of the noncentral density vanishes by symmetry."""
    def integrand(d):
        x = size * d * d / 2
        return 2 / (pi * r * (1 + (d / r) ** 2)) * exp(-x) * hyp1f1((df + 1) / 2, mpf(1) / 2, x * t * t / (t * t + df))
    center = abs(t) / sqrt(size)
    unit = 1 / sqrt(size)
    edges = sorted({mpf(0), r / 4, r, 4 * r, center, center + 2 * unit, center + 6 * unit, center + 20 * unit})
    top = edges[-1] * 4
    return log(quad(integrand, edges + [top, top * 10, top * 1000, inf]))


def case(t, r, n1, n2=None):
    t, r = mpf(t), mpf(r)
    if n2 is None:
        df, size = mpf(n1 - 1), mpf(n1)
    else:
        df, size = mpf(n1 + n2 - 2), mpf(n1) * n2 / (n1 + n2)
    value = by_g(t, df, size, r)
    if df < 70 and abs(t) < 8 and mpf("0.01") < r < 100:
        other = by_delta(t, df, size, r)
        assert abs(value - other) < mpf(10) ** -25 * max(1, abs(value)), (t, r, n1, n2, value, other)
        global checked
        checked += 1
    number = lambda x: float(mp.nstr(x, 25))
    return {"t": float(t), "scale": float(r), "n1": n1, "n2": n2, "log_bayes_factor": number(value),
            "bayes_factor": number(exp(value)) if value < 709 else None}


checked = 0
USUAL = 0.7071067811865476
cases = []
for n1, n2 in [(1, 2), (2, 2), (10, 12), (52, 45), (3, 2000), (1000000, 1000000)]:
    for t in [0.0, 0.3, -2.25, 5.0, 40.0, 1e8]:
        cases.append(case(t, USUAL, n1, n2))
for n in [2, 3, 25, 500, 1000000]:
    for t in [0.0, 1.0, -3.5, 12.0, 1e15]:
        cases.append(case(t, USUAL, n))
for r in [1e-6, 0.05, 0.5, 1.0, 20.0, 1e6]:
    for t in [0.5, 4.0, 30.0]:
        cases.append(case(t, r, 20, 30))
        cases.append(case(t, r, 15))
folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "jzs.json"), "w") as file:
    file.write('{"program": "mpmath", "version": "%s", "cases": [\n' % mpmath.__version__ + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
print(len(cases), "cases,", checked, "found by both integrals")
