import json
import sys

import pandas as pd

path, score = sys.argv[1], sys.argv[2]
frame = pd.read_csv(path, usecols=["arm", "visit", score], dtype={"arm": "category", "visit": "category"})
groups = frame.groupby(["arm", "visit"], observed=True)[score].agg(["count", "mean", "std"]).reset_index()
print(json.dumps([[str(a), str(v), int(n), m, s] for a, v, n, m, s in groups.itertuples(index=False)]))
