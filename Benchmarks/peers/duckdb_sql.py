import json
import sys

import duckdb

path, score = sys.argv[1], sys.argv[2]
connection = duckdb.connect(config={"threads": 2})
rows = connection.execute(
    f"select arm, visit, count({score}), avg({score}), stddev_samp({score}) "
    f"from read_csv('{path}') group by arm, visit order by arm, visit"
).fetchall()
print(json.dumps(rows))
