"""Two groups' events: what needs more digits than a statistics package gives. Needs mpmath.

Miettinen and Nurminen's interval and test come from the constrained likelihood at 50 digits: for each difference the
log-likelihood of (p2 + delta, p2) is made largest by bisection on its slope, the score statistic follows, and its limits
are found by bisection on delta. statsmodels (0.14) is no reference here. Fisher's p-value is a ratio of integers.

Run from the project's root: python3 Tests/EffectSizesTests/Fixtures/two-by-two.py
"""

import datetime
import json
import math
from fractions import Fraction

import mpmath as mp

mp.mp.dps = 50


def constrained(x1, n1, x2, n2, delta):
    """The p2 that makes the likelihood largest among all pairs (p2 + delta, p2)."""
    low, high = max(mp.mpf(0), -delta), min(mp.mpf(1), 1 - delta)

    def slope(p2):
        total = mp.mpf(0)
        for count, risk, sign in ((x1, p2 + delta, 1), (x2, p2, 1), (n1 - x1, 1 - p2 - delta, -1), (n2 - x2, 1 - p2, -1)):
            if count:
                # Rounding may leave an end of the range outside of 0...1.
                total += sign * count / risk if risk > 0 else sign * mp.inf
        return total

    if slope(low) <= 0:
        return low
    if slope(high) >= 0:
        return high
    for _ in range(190):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2


def score(x1, n1, x2, n2, delta):
    p2 = constrained(x1, n1, x2, n2, delta)
    p1 = p2 + delta
    total = mp.mpf(n1 + n2)
    variance = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * total / (total - 1)
    distance = mp.mpf(x1) / n1 - mp.mpf(x2) / n2 - delta
    if variance <= 0:
        return mp.mpf(0) if distance == 0 else mp.sign(distance) * mp.inf
    return distance / mp.sqrt(variance)


def limit(x1, n1, x2, n2, critical, upper):
    inside, outside = mp.mpf(x1) / n1 - mp.mpf(x2) / n2, mp.mpf(1 if upper else -1)
    if inside == outside:
        return outside
    for _ in range(120):
        middle = (inside + outside) / 2
        if abs(score(x1, n1, x2, n2, middle)) <= critical:
            inside = middle
        else:
            outside = middle
    return inside


def fisher(x1, n1, x2, n2):
    k = x1 + x2
    weights = [math.comb(n1, a) * math.comb(n2, k - a) for a in range(max(0, k - n2), min(k, n1) + 1)]
    seen = math.comb(n1, x1) * math.comb(n2, x2)
    return float(Fraction(sum(w for w in weights if w <= seen), sum(weights)))


tables = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20),
          (10, 10, 0, 10), (19, 27, 12, 25), (12, 40, 12, 40), (1, 1, 0, 1), (1, 1, 1, 1), (3, 400, 9, 390),
          (812, 2000, 760, 2000), (0, 12, 7, 15), (15, 15, 9, 14)]
cases = []
for table in tables:
    z = score(*table, mp.mpf(0))
    for level in (0.95, 0.8):
        critical = mp.sqrt(2) * mp.erfinv(mp.mpf(level))
        cases.append({
            "x1": table[0], "n1": table[1], "x2": table[2], "n2": table[3], "level": level,
            "statistic": float(z), "p_value": float(mp.erfc(abs(z) / mp.sqrt(2))),
            "conf_low": float(limit(*table, critical, False)), "conf_high": float(limit(*table, critical, True)),
            "fisher": fisher(*table)})

with open("Tests/EffectSizesTests/Fixtures/two-by-two.json", "w") as file:
    head = {"program": "mpmath", "version": mp.__version__, "date": datetime.date.today().isoformat()}
    file.write(json.dumps(head)[:-1] + ', "cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
