"""Hedges's J by arbitrary-precision gamma functions. From the project's root:
python3 Tests/EffectSizesTests/Fixtures/small-sample-correction.py"""

import datetime
import json

import mpmath

mpmath.mp.dps = 50


def j(m):
    m = mpmath.mpf(m)
    return mpmath.exp(mpmath.loggamma(m / 2) - mpmath.loggamma((m - 1) / 2)) / mpmath.sqrt(m / 2)


dfs = [1.25, 2, 2.5, 3, 4, 5, 7.75, 10, 19, 30, 44, 59, 60.5, 61, 62, 98, 150, 1000, 12345, 1e6, 2e6 - 2, 1e12]
fixture = {
    "program": "mpmath",
    "version": mpmath.__version__,
    "date": datetime.date.today().isoformat(),
    "values": [{"df": df, "j": float(j(df))} for df in dfs],
}
with open("Tests/EffectSizesTests/Fixtures/small-sample-correction.json", "w") as file:
    json.dump(fixture, file, indent=1)
    file.write("\n")
