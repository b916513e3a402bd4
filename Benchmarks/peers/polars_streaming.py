import json
import sys

import polars as pl

path, score = sys.argv[1], sys.argv[2]
frame = (
    pl.scan_csv(path)
    .group_by("arm", "visit")
    .agg(pl.col(score).count().alias("n"), pl.col(score).mean().alias("mean"), pl.col(score).std().alias("sd"))
    .collect(engine="streaming")
)
print(json.dumps(frame.sort("arm", "visit").rows()))
