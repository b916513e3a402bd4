"""Covariance matrices of repeated measures and their first and second derivatives in the printed parameters.

    python3 Tests/MixedModelsTests/Fixtures/covariance-structures.py

writes covariance-structures.json beside itself. Each matrix is written in symbols from its definition in words (a product over
the visits between, a power of the distance), differentiated by sympy, and evaluated with 40 digits. Besides: the matrices at
free numbers, from definitions that share nothing with a recursion: the Cholesky factor times its transpose; cs by its
eigenvectors; csh by the ratio of its eigenvalues; Toeplitz correlations by solving for the one that gives the partial
correlation of two visits, given those between, from an inverse; with derivatives by central differences of 120 digits. Last, one
function that uses every operation of a jet.
"""
import json
import os
import sympy as sp
import mpmath as mp

PREFIX = "covariance-structures"
TIMES = {2: ["0.5", "2"], 3: ["0", "1.5", "4"], 5: ["0", "1", "2.5", "7", "6"]}


def symbols(name, count):
    return list(sp.symbols(f"{name}0:{count}", positive=True)) if count else []


def structure(name, T):
    """Parameters and the element (i, j), i >= j, in them."""
    v, r = symbols("v", T), symbols("r", T - 1)
    s2, rho = sp.Symbol("s2", positive=True), sp.Symbol("rho")
    d = lambda i, j: sp.sqrt(v[i]) * sp.sqrt(v[j])
    chain = lambda i, j: sp.prod([r[k] for k in range(j, i)])
    if name == "us":
        m = {(i, j): sp.Symbol(f"s{i}_{j}") for i in range(T) for j in range(i + 1)}
        return [m[i, j] for i in range(T) for j in range(i + 1)], lambda i, j: m[i, j]
    if name == "cs":
        c, e = sp.symbols("c e")
        return [c, e], lambda i, j: c + (e if i == j else 0)
    if name == "csh":
        return v + [rho], lambda i, j: v[i] if i == j else d(i, j) * rho
    if name == "ar1":
        return [s2, rho], lambda i, j: s2 * rho ** (i - j)
    if name == "ar1h":
        return v + [rho], lambda i, j: d(i, j) * rho ** (i - j)
    if name == "toep":
        lags = symbols("g", T)
        return lags, lambda i, j: lags[i - j]
    if name == "toeph":
        return v + r, lambda i, j: v[i] if i == j else d(i, j) * r[i - j - 1]
    if name == "ad":
        return [s2] + r, lambda i, j: s2 * chain(i, j)
    if name == "adh":
        return v + r, lambda i, j: d(i, j) * chain(i, j)
    if name == "vc":
        return [s2], lambda i, j: s2 if i == j else sp.Integer(0)
    if name == "vch":
        return v, lambda i, j: v[i] if i == j else sp.Integer(0)
    if name == "sp_exp":
        t = [sp.Rational(x) for x in TIMES[T]]
        theta = sp.Symbol("theta", positive=True)
        return [s2, theta], lambda i, j: s2 * sp.exp(-abs(t[i] - t[j]) / theta)
    raise ValueError(name)


def values(name, T, variant):
    """Parameter values, decimal, whose matrix is positive definite."""
    v = [sp.Rational(str(x)) for x in [2.25, 3.5, 1.125, 5.75, 4.5][:T]]
    if variant:
        v = [x * sp.Rational("12.5") for x in v]
    r = [sp.Rational(str(x)) for x in ([0.4, -0.15, 0.2, 0.1] if variant else [0.55, 0.3, 0.35, 0.25])[: T - 1]]
    one = r[0] if not variant else -sp.Rational("0.2")
    base = lambda i, j: (v[i] if i == j else sp.Rational(str(round(0.3 + 0.1 * i - 0.2 * j, 3))))
    return {
        "us": lambda: [base(i, j) for i in range(T) for j in range(i + 1)],
        "cs": lambda: [sp.Rational("-0.3") if variant else sp.Rational("1.7"), sp.Rational("2.3")],
        "csh": lambda: v + [one], "ar1": lambda: [v[0], one], "ar1h": lambda: v + [one],
        "toep": lambda: [v[0]] + [v[0] * x for x in r], "toeph": lambda: v + r,
        "ad": lambda: [v[0]] + r, "adh": lambda: v + r, "vc": lambda: [v[0]], "vch": lambda: v,
        "sp_exp": lambda: [v[0], sp.Rational("0.75") if variant else sp.Rational("3.2")],
    }[name]()


def digits(x):
    return float(sp.N(x, 40))


def derivatives(name, T, variant):
    theta, element = structure(name, T)
    at = dict(zip(theta, values(name, T, variant)))
    # The parameters that the program is given are doubles: the reference is taken at the same.
    at = {k: sp.Rational(float(x)) for k, x in at.items()}
    cells = [element(i, j) for i in range(T) for j in range(i + 1)]
    p = len(theta)
    return {
        "structure": name, "order": T, "times": [float(x) for x in TIMES[T]] if name == "sp_exp" else None,
        "theta": [float(at[k]) for k in theta],
        "sigma": [digits(c.subs(at)) for c in cells],
        "jacobian": [[digits(sp.diff(c, k).subs(at)) for k in theta] for c in cells],
        # [] where all second derivatives of an element are zero.
        "hessians": [h if any(h) else [] for h in
                     [[digits(sp.diff(c, theta[a], theta[b]).subs(at)) for a in range(p) for b in range(a + 1)]
                      for c in cells]],
    }


# The matrices at free numbers.
mp.mp.dps = 120


def toeplitz(z):
    """Correlations by lag such that the partial correlation of visits 1 and k + 1 given those between is tanh z_k."""
    rho = []
    for zk in z:
        k = len(rho) + 1

        def partial(last):
            known = [mp.mpf(1)] + rho + [last]
            full = mp.matrix(k + 1, k + 1)
            for i in range(k + 1):
                for j in range(k + 1):
                    full[i, j] = known[abs(i - j)]
            inverse = full ** -1
            return -inverse[0, k] / mp.sqrt(inverse[0, 0] * inverse[k, k])

        if k == 1:
            rho.append(mp.tanh(zk))
            continue
        # The partial correlation is linear in the last one: two values give the line.
        a, b = partial_bounds(rho)
        middle, quarter = (a + b) / 2, (3 * a + b) / 4
        p0, p1 = partial(middle), partial(quarter)
        rho.append(middle + (mp.tanh(zk) - p0) / (p1 - p0) * (quarter - middle))
    return rho


def partial_bounds(rho):
    """The two values of the next lag at which the Toeplitz determinant, a quadratic in it, vanishes."""
    k = len(rho) + 1

    def determinant(last):
        known = [mp.mpf(1)] + rho + [last]
        full = mp.matrix(k + 1, k + 1)
        for i in range(k + 1):
            for j in range(k + 1):
                full[i, j] = known[abs(i - j)]
        return mp.det(full)

    f0, f1, f2 = determinant(mp.mpf(0)), determinant(mp.mpf(1)), determinant(mp.mpf(-1))
    a, b, c = (f1 + f2) / 2 - f0, (f1 - f2) / 2, f0
    root = mp.sqrt(b * b - 4 * a * c)
    ends = sorted([(-b - root) / (2 * a), (-b + root) / (2 * a)])
    return ends[0], ends[1]


def sigma_of_free(name, T, x):
    e = [mp.exp(z) for z in x]
    m = mp.matrix(T, T)
    pairs = [(i, j) for i in range(T) for j in range(T)]
    if name == "us":
        factor = mp.matrix(T, T)
        for n, (i, j) in enumerate((i, j) for i in range(T) for j in range(i + 1)):
            factor[i, j] = e[n] if i == j else x[n]
        m = factor * factor.T
    elif name == "cs":
        # Projections on the constant vector and on what is orthogonal to it.
        for i, j in pairs:
            m[i, j] = e[0] * mp.mpf(1) / T + e[1] * ((i == j) - mp.mpf(1) / T)
    else:
        hetero = name in ("csh", "ar1h", "toeph", "adh", "vch")
        variances = e[:T] if hetero else [e[0]] * T
        rest = x[T:] if hetero else x[1:]
        if name == "csh":
            ratio = mp.exp(2 * rest[0])
            rho = (ratio - 1) / (ratio + T - 1)
            r = lambda i, j: rho
        elif name in ("ar1", "ar1h"):
            r = lambda i, j: mp.tanh(rest[0]) ** abs(i - j)
        elif name in ("toep", "toeph"):
            lags = toeplitz(rest)
            r = lambda i, j: lags[abs(i - j) - 1]
        elif name in ("ad", "adh"):
            r = lambda i, j: mp.fprod(mp.tanh(rest[k]) for k in range(min(i, j), max(i, j)))
        elif name in ("vc", "vch"):
            r = lambda i, j: mp.mpf(0)
        else:
            t = [mp.mpf(x) for x in TIMES[T]]
            r = lambda i, j: mp.exp(-abs(t[i] - t[j]) / e[1])
        for i, j in pairs:
            m[i, j] = variances[i] if i == j else mp.sqrt(variances[i] * variances[j]) * r(i, j)
    return [m[i, j] for i in range(T) for j in range(i + 1)]


def free(name, T):
    count = len(structure(name, T)[0])
    x = [float(round(0.9 * float(mp.sin(2 * k + 1)) + 0.1, 3)) for k in range(count)]
    h = mp.mpf(10) ** -40
    point = [mp.mpf(v) for v in x]
    columns = []
    for k in range(count):
        up, down = list(point), list(point)
        up[k] += h
        down[k] -= h
        columns.append([(a - b) / (2 * h) for a, b in zip(sigma_of_free(name, T, up), sigma_of_free(name, T, down))])
    sigma = sigma_of_free(name, T, point)
    return {"structure": name, "order": T, "times": [float(v) for v in TIMES[T]] if name == "sp_exp" else None,
            "free": x, "sigma": [float(v) for v in sigma],
            "jacobian": [[float(c[n]) for c in columns] for n in range(len(sigma))]}


def every_operation():
    x, y, z = sp.symbols("x y z", positive=True)
    f = sp.exp(x) * sp.log(y) / sp.sqrt(x * z) + sp.tanh(y - z * x) - (3 - y) / (x + 2 * z) - (-z) * 5
    at = {x: sp.Rational(0.75), y: sp.Rational(1.25), z: sp.Rational(0.5)}
    v = [x, y, z]
    return {"at": [0.75, 1.25, 0.5], "value": digits(f.subs(at)), "gradient": [digits(sp.diff(f, k).subs(at)) for k in v],
            "hessian": [digits(sp.diff(f, v[a], v[b]).subs(at)) for a in range(3) for b in range(a + 1)]}


NAMES = ["us", "cs", "csh", "ar1", "ar1h", "toep", "toeph", "ad", "adh", "vc", "vch", "sp_exp"]
result = {
    "parameters": [derivatives(n, T, variant) for n in NAMES for T in (2, 3, 5) for variant in (0, 1)],
    "free": [free(n, T) for n in NAMES for T in (2, 3, 5)],
    "operations": every_operation(),
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), PREFIX + ".json")
with open(path, "w") as file:
    json.dump(result, file, separators=(",", ":"))
    file.write("\n")
