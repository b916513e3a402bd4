"""The noncentral t further out than noncentral-t.json: df 0.5 to 1e6, |t| to 100, tails to 1e-200, densities, quantiles, and
noncentralities for levels to 0.9999.

    python3 Tests/DistributionsTests/Fixtures/noncentral-t-extreme.py

writes noncentral-t-extreme.json beside itself. P(T <= t) = E Phi(t S - ncp), S = sqrt(chi2/df), is integrated by mpmath's
Gauss-Legendre quadrature over panels of S itself (not over log S, as Endline does) with 40 digits; twice the panels must agree
to 1e-18. Roots are found by the secant method on the logarithm of the tail.
"""
import json
import os
import mpmath
from mpmath import mp, mpf, exp, log, loggamma, sqrt, pi, erfc

mp.dps = 40


def expectation(df, log_factor):
    """ln E exp(log_factor(S)) for an integrand with one maximum."""
    df = mpf(df)
    constant = log(2) + df / 2 * log(df / 2) - loggamma(df / 2)
    f = lambda s: constant + (df - 1) * log(s) - df * s * s / 2 + log_factor(s)
    # The substitution s = v^k takes the singularity of s^(df - 1) away from 0.
    k = max(1, int(mpmath.ceil(4 / df))) if df < 20 else 1
    g = lambda v: f(v ** k) + log(k) + (k - 1) * log(v)
    # The maximum, by golden section on ln v.
    a, b = mpf(-30), mpf(8)
    r = (sqrt(mpf(5)) - 1) / 2
    while b - a > mpf(10) ** -9:
        c, d = b - r * (b - a), a + r * (b - a)
        if g(exp(c)) > g(exp(d)):
            b = d
        else:
            a = c
    mode = exp((a + b) / 2)
    peak = g(mode)
    low, high = mode, mode
    step = mode
    while step > mode * mpf(10) ** -9:
        while low - step > 0 and g(low - step) > peak - 60:
            low -= step
        while g(high + step) > peak - 60:
            high += step
        step /= 4
    low, high = max(mpf(0), low - 4 * step), high + 4 * step
    # The lowest panel reaches to 0 where the integrand does not vanish before it.
    if low < mode * mpf("1e-3"):
        low = mpf(0)
    h = lambda v: exp(g(v) - peak) if v > 0 else mpf(0)
    def panels(n):
        return mp.quad(h, [low + (mode - low) * j / n for j in range(n)] + [mode + (high - mode) * j / n for j in range(n + 1)],
                       method="gauss-legendre", maxdegree=4)
    n, coarse = 6, panels(3)
    while True:
        fine = panels(n)
        if abs(fine - coarse) < mpf(10) ** -18 * fine:
            return log(fine) + peak
        assert n < 400, "no convergence"
        coarse, n = fine, 2 * n


def log_tail(t, df, ncp, upper):
    sign = -1 if upper else 1
    t, ncp = mpf(t), mpf(ncp)
    return expectation(df, lambda s: log(erfc(-sign * (t * s - ncp) / sqrt(mpf(2))) / 2))


def log_density(t, df, ncp):
    t, ncp = mpf(t), mpf(ncp)
    return expectation(df, lambda s: log(s) - (t * s - ncp) ** 2 / 2 - log(2 * pi) / 2)


def solve(f, start):
    a, b = mpf(start), mpf(start) * mpf("1.001") + mpf("0.001")
    fa, fb = f(a), f(b)
    for _ in range(60):
        a, b, fa = b, b - fb * (b - a) / (fb - fa), fb
        if abs(b - a) < mpf(10) ** -18 * max(1, abs(b)):
            return b
        fb = f(b)
    raise ArithmeticError("no convergence")


cases = []


def add(function, parameters, x, value):
    if 1e-300 < abs(value) < 1e300:
        cases.append({"distribution": "noncentral_t", "function": function, "parameters": parameters, "x": x, "value": float(value)})


for df, ncp, t in [(0.5, 2, 30), (0.5, -3, 8), (1, 0.1, 1e4), (1, 90, 100), (1, 5, -40), (1.5, 30, 20), (3, -20, -60), (3, 2, -1e3),
                   (3, 1e-9, 2), (12.5, 60, 100), (12.5, 8, -3), (200, 25, 60), (200, 35, 4), (5000, 100, 95), (5000, 0.3, -9),
                   (1e6, 100, 100.5), (1e6, 3, -17), (1e6, -100, -100), (49, 2.5, 37)]:
    for upper in (False, True):
        add("cdf_upper" if upper else "cdf_lower", {"df": df, "ncp": ncp}, t, exp(log_tail(t, df, ncp, upper)))
    add("density", {"df": df, "ncp": ncp}, t, exp(log_density(t, df, ncp)))

for df, ncp, p, start in [(3, 2, 1e-6, -3), (10, 1, 0.3, 0.6), (10, 1, 1e-40, -1e4), (60, -4, 1e-3, -8), (1e5, 20, 0.025, 18), (2.5, 0.5, 0.45, 0.3)]:
    add("quantile_lower", {"df": df, "ncp": ncp}, p, solve(lambda t: log_tail(t, df, ncp, False) - log(mpf(p)), start))
    add("quantile_upper", {"df": df, "ncp": ncp}, p, solve(lambda t: log_tail(t, df, -ncp, False) - log(mpf(p)), start - 2 * ncp) * -1)

for df, t in [(1, 100), (1, 0.7), (1, -3), (2.3, 40), (8, -100), (25, 1.96), (98, 2.2), (400, 35), (1e4, -0.01), (1e6, 100), (1e6, 2)]:
    for p in (5e-5, 0.25):
        start = t - float(mp.sqrt(2) * mp.erfinv(2 * mpf(p) - 1)) * (1 + t * t / (2 * df)) ** 0.5
        add("noncentrality", {"df": df, "t": t}, p, solve(lambda d: log_tail(t, df, d, False) - log(mpf(p)), start))
        start = t - float(mp.sqrt(2) * mp.erfinv(1 - 2 * mpf(p))) * (1 + t * t / (2 * df)) ** 0.5
        add("noncentrality", {"df": df, "t": t}, 1 - p, solve(lambda d: log_tail(t, df, d, True) - log(1 - mpf(1 - p)), start))

with open(os.path.splitext(os.path.abspath(__file__))[0] + ".json", "w") as out:
    out.write('{\n  "program": "mpmath",\n  "version": "%s",\n  "cases": [\n' % mpmath.__version__)
    out.write(",\n".join("    " + json.dumps(c) for c in cases) + "\n  ]\n}\n")
print(len(cases), "cases")
