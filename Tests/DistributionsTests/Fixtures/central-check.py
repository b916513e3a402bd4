"""Checks every value of central.json against 50 digits and replaces those where R is off by more than 1e-13 (relative).

Run from the project's root after central.R. Replaced cases carry "source": "mpmath" and, as text, R's relative error.
Incomplete beta and gamma are computed here by continued fraction and series, not by mpmath's hypergeometric functions,
which are slow or refuse for large parameters; a few cases are compared with mpmath's own in `self_check`.
"""
import json
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 60
FILE = "Tests/DistributionsTests/Fixtures/central.json"
ALLOWED = mpf("1e-13")
TINY = mpf(10) ** -400


def lentz(a, b):
    """b0 + a1/(b1 + a2/(b2 + ...)) by modified Lentz; a(j) for j >= 1, b(j) for j >= 0."""
    f = b(0) or TINY
    c, d, j = f, mpf(0), 0
    while True:
        j += 1
        d = b(j) + a(j) * d or TINY
        c = b(j) + a(j) / c or TINY
        d = 1 / d
        f *= c * d
        if abs(c * d - 1) < mpf(10) ** (-mp.dps + 3):
            return f


def beta_tails(a, b, x, y):
    """I_x(a, b) and its complement, y = 1 - x given separately so that neither is lost."""
    if x <= 0:
        return mpf(0), mpf(1)
    if y <= 0:
        return mpf(1), mpf(0)
    if x > (a + 1) / (a + b + 2):
        lower, upper = beta_tails(b, a, y, x)
        return upper, lower
    def coefficient(j):
        if j == 1:
            return mpf(1)
        m = (j - 1) // 2
        if j % 2 == 0:  # j = 2m + 2
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    fraction = lentz(coefficient, lambda j: mpf(0) if j == 0 else mpf(1))
    log_front = a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    value = mp.exp(log_front) / a * fraction
    return value, 1 - value


def gamma_tails(a, x):
    """P(a, x) and Q(a, x)."""
    if x <= 0:
        return mpf(0), mpf(1)
    front = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    if x < a + 1:
        term = total = 1 / a
        n = 0
        while term > total * mpf(10) ** (-mp.dps + 2):
            n += 1
            term *= x / (a + n)
            total += term
        return front * total, 1 - front * total
    fraction = lentz(lambda j: mpf(1) if j == 1 else -(j - 1) * (j - 1 - a),
                     lambda j: mpf(0) if j == 0 else x + 2 * j - 1 - a)
    return 1 - front * fraction, front * fraction


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


class Distribution:
    discrete = False

    def __init__(self, **parameters):
        for name, value in parameters.items():
            setattr(self, name, mpf(value))


class Normal(Distribution):
    def tails(self, x):
        z = (x - self.mean) / self.sd / mp.sqrt(2)
        return mp.erfc(-z) / 2, mp.erfc(z) / 2

    def density(self, x):
        return mp.exp(-((x - self.mean) / self.sd) ** 2 / 2) / (self.sd * mp.sqrt(2 * mp.pi))


class T(Distribution):
    def tails(self, x):
        small = beta_tails(self.df / 2, mpf(1) / 2, self.df / (self.df + x * x), x * x / (self.df + x * x))[0] / 2
        return (small, 1 - small) if x < 0 else (1 - small, small)

    def density(self, x):
        v = self.df
        return mp.exp(-(v + 1) / 2 * mp.log1p(x * x / v) - log_beta(v / 2, mpf(1) / 2)) / mp.sqrt(v)


class ChiSquared(Distribution):
    def tails(self, x):
        return gamma_tails(self.df / 2, x / 2)

    def density(self, x):
        a = self.df / 2
        return mp.exp((a - 1) * mp.log(x / 2) - x / 2 - mp.loggamma(a)) / 2


class F(Distribution):
    def tails(self, x):
        whole = self.df1 * x + self.df2
        return beta_tails(self.df1 / 2, self.df2 / 2, self.df1 * x / whole, self.df2 / whole)

    def density(self, x):
        a, b, ratio = self.df1 / 2, self.df2 / 2, self.df1 / self.df2
        return mp.exp(a * mp.log(ratio) + (a - 1) * mp.log(x) - (a + b) * mp.log1p(ratio * x) - log_beta(a, b))


class Beta(Distribution):
    def tails(self, x):
        return beta_tails(self.a, self.b, x, 1 - x)

    def density(self, x):
        return mp.exp((self.a - 1) * mp.log(x) + (self.b - 1) * mp.log(1 - x) - log_beta(self.a, self.b))


class Binomial(Distribution):
    discrete = True

    def tails(self, k):
        if k < 0:
            return mpf(0), mpf(1)
        if k >= self.n:
            return mpf(1), mpf(0)
        return beta_tails(self.n - k, k + 1, 1 - self.p, self.p)

    def density(self, k):
        return mp.exp(-mp.log(self.n + 1) - log_beta(k + 1, self.n - k + 1) + k * mp.log(self.p)
                      + (self.n - k) * mp.log(1 - self.p))


class Poisson(Distribution):
    discrete = True

    def tails(self, k):
        return gamma_tails(k + 1, self.rate)[::-1] if k >= 0 else (mpf(0), mpf(1))

    def density(self, k):
        return mp.exp(k * mp.log(self.rate) - self.rate - mp.loggamma(k + 1))


class NegativeBinomial(Distribution):
    discrete = True

    def tails(self, k):
        return beta_tails(self.size, k + 1, self.p, 1 - self.p) if k >= 0 else (mpf(0), mpf(1))

    def density(self, k):
        return mp.exp(mp.loggamma(k + self.size) - mp.loggamma(self.size) - mp.loggamma(k + 1)
                      + self.size * mp.log(self.p) + k * mp.log(1 - self.p))


KINDS = {"normal": Normal, "t": T, "chi_squared": ChiSquared, "f": F, "beta": Beta, "binomial": Binomial,
         "poisson": Poisson, "negative_binomial": NegativeBinomial}


def discrete_quantile(dist, p, upper, start):
    """The definition, walked from R's answer: first k that satisfies it."""
    reached = (lambda k: dist.tails(k)[1] <= p) if upper else (lambda k: dist.tails(k)[0] >= p)
    k = mpf(start)
    while not reached(k):
        k += 1
    while k > 0 and reached(k - 1):
        k -= 1
    return k


def continuous_quantile(dist, p, upper, start):
    """Newton in the logarithm of the tail, from R's answer; the last step must be beyond doubt."""
    side = 1 if upper else 0
    x = mpf(start)
    for _ in range(60):
        tail = dist.tails(x)[side]
        step = mp.log(tail / p) * tail / dist.density(x)
        x += step if upper else -step
        if abs(step) < abs(x) * mpf(10) ** -40:
            return x
    raise ArithmeticError("no convergence")


def exact(case):
    dist = KINDS[case["distribution"]](**case["parameters"])
    x, function = mpf(case["x"]), case["function"]
    if function == "density":
        return dist.density(x)
    if function.startswith("cdf"):
        return dist.tails(x)[function == "cdf_upper"]
    find = discrete_quantile if dist.discrete else continuous_quantile
    return find(dist, x, function == "quantile_upper", case["value"])


def self_check():
    for a, b, x in [(2, 5, .3), (.5, .5, .9), (.1, 10, 1e-9), (50, 80, .2), (5.5, .5, .99)]:
        ours = beta_tails(mpf(a), mpf(b), mpf(x), 1 - mpf(x))[0]
        assert abs(ours / mp.betainc(a, b, 0, mpf(x), regularized=True) - 1) < mpf("1e-45"), (a, b, x)
    for a, x in [(.25, 3), (5, .001), (5, 40), (50, 60), (500.5, 480)]:
        ours = gamma_tails(mpf(a), mpf(x))
        assert abs(ours[0] / mp.gammainc(a, 0, mpf(x), regularized=True) - 1) < mpf("1e-45"), (a, x)
        assert abs(ours[1] / mp.gammainc(a, mpf(x), mp.inf, regularized=True) - 1) < mpf("1e-40"), (a, x)


def main():
    self_check()
    with open(FILE) as stream:
        fixture = json.load(stream)
    replaced = []
    for case in fixture["cases"]:
        value = exact(case)
        error = abs(mpf(case["value"]) - value) / abs(value) if value else abs(mpf(case["value"]))
        if error > ALLOWED:
            case["value"], case["source"], case["r_relative_error"] = float(value), "mpmath", mp.nstr(error, 2)
            replaced.append(case)
    fixture["checked_with"] = {"program": "python", "version": sys.version.split()[0],
                               "packages": {"mpmath": mpmath.__version__}}
    cases = fixture.pop("cases")
    def text(value):
        if isinstance(value, dict):
            return "{" + ", ".join(f'"{k}": {text(v)}' for k, v in value.items()) + "}"
        return f"{value:.17g}" if isinstance(value, (int, float)) else json.dumps(value)
    with open(FILE, "w") as stream:
        stream.write("{\n")
        for key, value in fixture.items():
            stream.write(f'  "{key}": {text(value)},\n')
        stream.write('  "cases": [\n' + ",\n".join("    " + text(c) for c in cases) + "\n  ]\n}\n")
    for case in replaced:
        print(text(case))
    print(len(cases), "cases,", len(replaced), "replaced")


main()
