"""Means and SDs from medians, quartiles and ranges (Luo et al. 2018; Wan et al. 2014), the interval of U/(n1 n2), and
the d at a bound on p, by mpmath from the formulas of the papers. The first SD is printed as the example of
metaBLUE's Wan.std: 2.205578. From the project's root:
python3 Tests/PublishedEffectsTests/Fixtures/effects.py"""

import datetime
import json

import mpmath
from mpmath import mpf

mpmath.mp.dps = 40


def quantile(p):
    return mpmath.sqrt(2) * mpmath.erfinv(2 * mpf(p) - 1)


def wan(n, low=None, q1=None, q3=None, high=None):
    """SD from the range (scenario 1), the quartiles (2) or both (3)."""
    n = mpf(n)
    ranges = None if low is None else (mpf(high) - mpf(low)) / (2 * quantile((n - mpf("0.375")) / (n + mpf("0.25"))))
    quartiles = None
    if q1 is not None:
        quartiles = (mpf(q3) - mpf(q1)) / (2 * quantile((mpf("0.75") * n - mpf("0.125")) / (n + mpf("0.25"))))
    found = [x for x in (ranges, quartiles) if x is not None]
    return sum(found) / len(found)


def luo(n, median, low=None, q1=None, q3=None, high=None):
    """Mean from the median with the range, the quartiles or both."""
    n, m = mpf(n), mpf(median)
    if q1 is None:
        w = 4 / (4 + n ** mpf("0.75"))
        return w * (mpf(low) + mpf(high)) / 2 + (1 - w) * m
    if low is None:
        w = mpf("0.7") + mpf("0.39") / n
        return w * (mpf(q1) + mpf(q3)) / 2 + (1 - w) * m
    w1 = mpf("2.2") / (mpf("2.2") + n ** mpf("0.75"))
    w2 = mpf("0.7") - mpf("0.72") / n ** mpf("0.55")
    return w1 * (mpf(low) + mpf(high)) / 2 + w2 * (mpf(q1) + mpf(q3)) / 2 + (1 - w1 - w2) * m


arms = [
    dict(n=30, low="1", median="4", high="10"),
    dict(n=40, q1="8", median="12", q3="17"),
    dict(n=38, low="3.5", q1="10.2", median="15.1", q3="21.4", high="40"),
    dict(n=5, q1="-2", median="0.5", q3="1"),
    dict(n=400, low="0", q1="12", median="14", q3="19", high="63"),
]
summaries = []
for arm in arms:
    sizes = {k: v for k, v in arm.items() if k not in ("n", "median")}
    summaries.append(
        {**arm, "mean": float(luo(arm["n"], arm["median"], **sizes)), "sd": float(wan(arm["n"], **sizes))})
assert abs(summaries[0]["sd"] - 2.205578) < 5e-7


def superiority(u, n1, n2, level):
    """Hanley and McNeil's (1982) variance, limits on the logit scale."""
    a = mpf(u) / n1 / n2
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    se = mpmath.sqrt((a * (1 - a) + (n1 - 1) * (q1 - a * a) + (n2 - 1) * (q2 - a * a)) / n1 / n2)
    reach = quantile((1 + mpf(level)) / 2) * se / (a * (1 - a))
    logit = mpmath.log(a / (1 - a))
    low, high = (1 / (1 + mpmath.exp(-(logit + s * reach))) for s in (-1, 1))
    return {"u": float(u), "n1": n1, "n2": n2, "level": level, "estimate": float(a), "std_error": float(se),
            "conf_low": float(low), "conf_high": float(high)}


def bound(p, n1, n2):
    """|d| where a two-sided p-value is p."""
    df = n1 + n2 - 2

    def tail(t):
        x = mpf(df) / (df + t * t)
        return mpmath.betainc(mpf(df) / 2, mpf("0.5"), 0, x, regularized=True) - mpf(p)

    t = mpmath.findroot(tail, 3)
    return {"p": p, "n1": n1, "n2": n2, "d": float(t * mpmath.sqrt(mpf(1) / n1 + mpf(1) / n2))}


fixture = {
    "program": "mpmath",
    "version": mpmath.__version__,
    "date": datetime.date.today().isoformat(),
    "summaries": summaries,
    "superiority": [superiority(512, 40, 38, 0.95), superiority(41.5, 13, 19, 0.9), superiority(1200, 40, 38, 0.99)],
    "bounds": [bound("0.001", 40, 41), bound("0.05", 8, 12), bound("0.0001", 99, 99)],
}
with open("Tests/PublishedEffectsTests/Fixtures/effects-exact.json", "w") as file:
    json.dump(fixture, file, indent=1)
    file.write("\n")
