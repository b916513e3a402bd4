"""Power of two one-sided t tests: the probability that the estimate lies inside the margin on both sides, for each
estimated variance, averaged over its chi-squared distribution, at 40 digits. Needs mpmath.

Run from the project's root: python3 Tests/PowerAnalysisTests/Fixtures/equivalence.py
"""

import datetime
import json

import mpmath as mp

mp.mp.dps = 40


def upper_t(t, df):
    return mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def power(difference, sd, margin, n1, n2, alpha):
    df = mp.mpf(n1 + n2 - 2)
    error = sd * mp.sqrt(mp.mpf(1) / n1 + mp.mpf(1) / n2)
    t = mp.findroot(lambda x: upper_t(x, df) - alpha, mp.mpf("1.7"))
    low, high = (-margin - difference) / error, (margin - difference) / error
    log_constant = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)

    def integrand(s):
        density = mp.exp(log_constant + (df - 1) * mp.log(s) - df * s * s / 2)
        return (mp.ncdf(high - t * s) - mp.ncdf(low + t * s)) * density

    last = (high - low) / (2 * t)
    width = 1 / mp.sqrt(2 * df)
    points = sorted({mp.mpf(0), last} | {p for k in range(-12, 13, 2) if 0 < (p := 1 + k * width) < last})
    return mp.quad(integrand, points)


cases = []
for case in [
    ("0", "12", "6", 70, 70, "0.05"),
    ("1", "12", "6", 60, 90, "0.05"),
    ("-2", "10", "5", 40, 40, "0.025"),
    ("0", "1", "0.5", 10, 10, "0.05"),
    ("0.1", "1", "1", 6, 5, "0.05"),
    ("0.05", "0.2", "0.2", 300, 300, "0.05"),
]:
    difference, sd, margin, n1, n2, alpha = case
    value = power(mp.mpf(difference), mp.mpf(sd), mp.mpf(margin), n1, n2, mp.mpf(alpha))
    cases.append(
        {
            "design": "equivalence_student", "difference": float(difference), "sd": float(sd), "margin": float(margin),
            "n1": n1, "n2": n2, "alpha": float(alpha), "sides": 1, "power": float(mp.nstr(value, 20)),
        }
    )

with open("Tests/PowerAnalysisTests/Fixtures/equivalence.json", "w") as file:
    head = {"program": "mpmath", "version": mp.__version__, "date": datetime.date.today().isoformat()}
    json.dump(head | {"cases": cases}, file, indent=0)
    file.write("\n")
