"""The studentized range and the maximum modulus of a multivariate t with correlations l_i l_j, to 15 digits.

Run from the project's root: python3 Tests/DistributionsTests/Fixtures/simultaneous.py

Both are expectations over s = sqrt(chi2_df / df) of probabilities of normal variables, themselves one-dimensional
integrals of analytic functions that fall off at both ends: the trapezoidal rule converges exponentially in its step.
Every fifth value is computed with two unrelated pairs of steps, which must agree to 1e-15 of it. Upper tails are sums of
positive terms, as 1 - product = -expm1(sum of log1p), so a tail of 1e-30 is as accurate as the body.
"""
import datetime
import json

import mpmath
from mpmath import mp, mpf

mp.dps = 22
FILE = "Tests/DistributionsTests/Fixtures/simultaneous.json"
ROOT2 = mp.sqrt(2)


def upper(z):
    return mp.erfc(z / ROOT2) / 2


def between(low, high):
    return upper(low) - upper(high) if low > 0 else upper(-high) - upper(-low)


def density(z):
    return mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)


def trapezoid(f, start, step):
    total = f(start)
    for direction in (step, -step):
        x, last, count = start, mpf(0), 0
        while True:
            x += direction
            count += 1
            term = f(x)
            total += term
            if count > 8 and term <= last and term <= total * mpf(10) ** -19:
                break
            last = term
    return step * total


def over_scale(df, start, fineness, inner):
    if mp.isinf(df):
        return inner(mpf(1))
    constant = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)
    step = fineness * min(mpf("0.065"), mpf("0.3") / mp.sqrt(df))
    return trapezoid(lambda u: mp.exp(constant + df * u - df / 2 * mp.exp(2 * u)) * inner(mp.exp(u)), start, step)


def studentized_range(k, df, q, tail, fineness):
    step = fineness * mpf("0.52") / mp.sqrt(k)

    def inner(s):
        w = q * s
        if tail == "upper":
            def term(z):
                a = upper(z)
                return density(z) * a ** (k - 1) * -mp.expm1((k - 1) * mp.log1p(-upper(z + w) / a))
        else:
            def term(z):
                return density(z) * between(z, z + w) ** (k - 1)
        return k * trapezoid(term, -w / 2, step)

    start = -mp.log1p(q * q / (2 * df)) / 2 if tail == "upper" else mpf(0)
    return over_scale(df, start, fineness, inner)


def maximum_modulus(loadings, df, t, tail, fineness):
    widths = [mp.sqrt(1 - l * l) for l in loadings]
    step = fineness * mpf("0.52") / mp.sqrt(1 + sum(l * l / (w * w) for l, w in zip(loadings, widths)))

    def inner(s):
        c = t * s

        def term(z):
            if tail == "upper":
                log = mpf(0)
                for l, w in zip(loadings, widths):
                    beyond = upper((c - l * z) / w) + upper((c + l * z) / w)
                    if beyond >= 1:
                        return density(z)
                    log += mp.log1p(-beyond)
                return density(z) * -mp.expm1(log)
            product = density(z)
            for l, w in zip(loadings, widths):
                product *= between((-c - l * z) / w, (c - l * z) / w)
            return product
        return trapezoid(term, mpf(0), step)

    start = -mp.log1p(t * t / df) / 2 if tail == "upper" else mpf(0)
    return over_scale(df, start, fineness, inner)


def checked(compute):
    value = compute(mpf("0.9"))
    if len(cases) % 5 == 0:
        assert abs(compute(mpf("0.71")) / value - 1) < mpf(10) ** -15
    return float(value)


cases = []


def add(name, parameters, x, tail, compute):
    cases.append(dict(distribution=name, parameters=parameters, x=x, tail=tail, value=checked(compute)))
    print(name, parameters, x, tail, cases[-1]["value"], flush=True)


for k, df, points in [
    (2, 7.5, [0.01, 3.3]), (3, 1, [0.3, 27]), (3, 2, [8.3]), (3, 10, [0.9, 3.9, 15]), (3, 63, [3.4, 12]),
    (3, 2000, [3.3]), (3, float("inf"), [0.1, 3.3, 14]), (4, 5, [5.2]), (5, 30, [1, 4.1, 9]), (6, 120.5, [4.1, 20]),
    (10, 20, [5, 30]), (12, 100000, [4.6]), (20, 15, [2, 5.8]), (50, 40, [5.7])]:
    for q in points:
        for tail in ("lower", "upper"):
            add("studentized_range", {"groups": k, "df": df if df != float("inf") else None}, q, tail,
                lambda f: studentized_range(k, mpf(df), mpf(q), tail, f))

for loadings, df, points in [
    ([0.0], 5, [2.6]), ([0.7071067811865476, 0.7071067811865476], 12, [0.05, 2.5, 9]), ([0.6, 0.75, 0.7], 63, [1, 2.4, 7]),
    ([0.6, 0.75, 0.7], 1, [17]), ([0.9, 0.3], 4, [3.2]), ([0.7, -0.7], 20, [2.4]), ([0.99, 0.95, 0.99], 30, [0.5, 2.3]),
    ([0.5] * 8, 40.5, [2.8, 6]), ([0.7071067811865476] * 4, float("inf"), [0.6, 2.44, 11]), ([0.0, 0.0, 0.0], 10, [2.9]),
    ([0.65] * 5, 5000, [2.5])]:
    for t in points:
        for tail in ("lower", "upper"):
            add("maximum_modulus", {"loadings": loadings, "df": df if df != float("inf") else None}, t, tail,
                lambda f: maximum_modulus([mpf(l) for l in loadings], mpf(df), mpf(t), tail, f))

with open(FILE, "w") as file:
    head = dict(program="mpmath", version=mpmath.__version__, date=str(datetime.date.today()), digits=mp.dps)
    lines = ",\n".join("    " + json.dumps(c) for c in cases)
    file.write("{\n" + "".join(f'  {json.dumps(k)}: {json.dumps(v)},\n' for k, v in head.items()))
    file.write('  "cases": [\n' + lines + "\n  ]\n}\n")
