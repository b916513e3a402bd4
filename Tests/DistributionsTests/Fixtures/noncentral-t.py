"""The noncentral t distribution in both tails, and its inverse in the noncentrality, to 40 digits.

Run from the project's root: python3 Tests/DistributionsTests/Fixtures/noncentral-t.py

T = (Z + ncp) / S with S = sqrt(chi2_df / df), so P(T <= t) = E Phi(t S - ncp). The expectation is an integral over
u = log s, whose integrand is analytic and falls off at both ends: the trapezoidal rule converges exponentially, and as
every term is positive a tail of 1e-200 is as accurate as the body. The step is halved until two sums agree to 25 digits.
"""
import datetime
import json
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 40
FILE = "Tests/DistributionsTests/Fixtures/noncentral-t.json"


def normal_lower(z):
    return mp.erfc(-z / mp.sqrt(2)) / 2


def normal_density(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def mean_over_scale(df, inner, narrowness):
    """E inner(S); `narrowness` is how many standard deviations inner's feature moves per unit of log s."""
    constant = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)

    def term(u):
        s = mp.exp(u)
        return mp.exp(constant + df * u - df * s * s / 2) * inner(s)

    def total(step, start):
        result = term(start)
        for direction in (1, -1):
            u, last = start, result
            while True:
                u += direction * step
                value = term(u)
                result += value
                if value < result * mpf(10) ** -38 and value < last:
                    break
                last = value
        return result * step

    # Start at the top of the integrand, so that both sides fall off.
    start, stride = mpf(0), mpf(1) / 4
    while stride > mpf("0.01"):
        here = term(start)
        if term(start + stride) > here:
            start += stride
        elif term(start - stride) > here:
            start -= stride
        else:
            stride /= 2
    step = min(mpf(1) / 20, mpf("0.3") / mp.sqrt(df), mpf("0.4") / max(1, narrowness))
    coarse = total(step, start)
    while True:
        step /= 2
        fine = total(step, start)
        if abs(fine - coarse) < fine * mpf(10) ** -25:
            return fine
        coarse = fine


def cdf(t, df, ncp, upper=False):
    t, df, ncp = mpf(t), mpf(df), mpf(ncp)
    sign = -1 if upper else 1
    return mean_over_scale(df, lambda s: normal_lower(sign * (t * s - ncp)), abs(t))


def noncentrality(t, df, p):
    """ncp with P(T <= t) = p, by Newton; dP/dncp = -E phi(t S - ncp)."""
    t, df, p = mpf(t), mpf(df), mpf(p)
    ncp = t
    for _ in range(100):
        slope = mean_over_scale(df, lambda s: normal_density(t * s - ncp), abs(t))
        # Newton on the normal scale, where the function is nearly straight.
        value = cdf(t, df, ncp)
        z = mp.sqrt(2) * mp.erfinv(2 * value - 1)
        wanted = mp.sqrt(2) * mp.erfinv(2 * p - 1)
        step = (z - wanted) * normal_density(z) / slope
        ncp += step
        if abs(step) < mpf(10) ** -22:
            return ncp
    raise ArithmeticError("no convergence")


def check():
    # Central t in closed form, df 2: P(T <= t) = 1/2 + t / (2 sqrt(2 + t^2)).
    assert abs(cdf(3, 2, 0) - (mpf(1) / 2 + 3 / (2 * mp.sqrt(11)))) < mpf(10) ** -24
    # T <= 0 just if Z <= -ncp.
    assert abs(cdf(0, 7, 3) / normal_lower(mpf(-3)) - 1) < mpf(10) ** -24
    # mpmath's own quadrature in s, another rule on another scale.
    for t, df, ncp in [(-5, 20, 5), (12, 5, 3), (2, 44, -3)]:
        t, df, ncp = mpf(t), mpf(df), mpf(ncp)
        density = lambda s: 2 * (df / 2) ** (df / 2) / mp.gamma(df / 2) * s ** (df - 1) * mp.exp(-df * s * s / 2)
        other = mp.quad(lambda s: density(s) * normal_lower(t * s - ncp), [0, .1, .2, .4, .6, .8, 1, 1.2, 1.5, 2, 3, 5, 8])
        assert abs(cdf(t, df, ncp) / other - 1) < mpf(10) ** -20, (t, df, ncp)


def main():
    check()
    cases = []
    def add(function, parameters, x, value):
        if 1e-300 <= abs(value):
            cases.append({"distribution": "noncentral_t", "function": function, "parameters": parameters, "x": x,
                          "value": float(value)})
    def both(t, df, ncp):
        for function in ("cdf_lower", "cdf_upper"):
            add(function, {"df": df, "ncp": ncp}, t, cdf(t, df, ncp, function == "cdf_upper"))

    both(-5, 20, 5)  # R 4.2's pt gives 5.3e-14 here
    both(0, 20, 5)
    both(-40, 2, -10)
    both(100, 1000, 40)
    both(3, 7.5, 1.25)
    shifts = {-10: (-5, 1, 6), -3: (-4, -1, 5), 0.5: (-8, 2), 5: (-7, -1, 4), 15: (-4, 3), 40: (-6, 1)}
    for df in (2, 5, 20, 44, 1000):
        for ncp, steps in shifts.items():
            for k in steps:
                # k standard deviations from the middle, roughly; rounded so that a reader recognises it.
                t = float(f"{ncp + k * (1 + ncp * ncp / (2 * df)) ** 0.5:.3g}")
                both(t, df, ncp)
    for t, df in [(0.3, 2), (-2.1, 5), (2.5, 9.5), (4.8, 20), (-3.2079958094427217, 44), (0, 60), (-7.5, 96), (12, 30),
                  (-25, 100), (1.5, 1000)]:
        for p in (0.025, 0.05, 0.95, 0.975):
            add("noncentrality", {"df": df, "t": t}, p, noncentrality(t, df, p))

    head = {"program": "python", "version": sys.version.split()[0], "packages": {"mpmath": mpmath.__version__},
            "date": str(datetime.date.today())}
    def text(value):
        if isinstance(value, dict):
            return "{" + ", ".join(f'"{k}": {text(v)}' for k, v in value.items()) + "}"
        return f"{value:.17g}" if isinstance(value, (int, float)) else json.dumps(value)
    with open(FILE, "w") as stream:
        stream.write("{\n")
        for key, value in head.items():
            stream.write(f'  "{key}": {text(value)},\n')
        stream.write('  "cases": [\n' + ",\n".join("    " + text(c) for c in cases) + "\n  ]\n}\n")
    print(len(cases), "cases")


main()
