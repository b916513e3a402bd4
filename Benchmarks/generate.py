"""Makes the trial files, seeded, where they are not there yet.

small.csv 200 people in two arms, wide: 30 outcomes at two visits
large.csv  2 million rows, 8 columns: 400,000 people x 5 visits, for `change --measures mean_change`
courses.csv  2,000 people x 6 times at 40 sites, each with a level and a slope of their own, for `mixed`
persons.csv  3,431 rows of 1,144 people at 10 sites, for `mixed`
followups-SUBJECTSxVISITS.csv  a treated and a control arm with drop-out, long, for `mixed`
registry.csv  364,000 rows of 100,000 people at 500 sites, five outcomes at four visits, for `report`
claims.csv  10,000 published claims, for `audit`
huge.csv  10 million rows, 6 columns: 2 million people x 5 visits, for `compare --measures n,mean,sd`
"""

import os
import statistics

import numpy as np


def people(count, visits, rng):
    """Ids, arms, sites and scores in file order: a person's rows are adjacent."""
    ids = np.repeat(np.arange(1, count + 1), visits)
    arm = np.repeat(rng.integers(0, 2, count), visits)
    site = np.repeat(rng.integers(1, 41, count), visits)
    visit = np.tile(np.arange(visits), count)
    person = np.repeat(rng.normal(0, 6, count), visits)
    score = 45 + person + visit * (0.8 + 0.6 * arm) + rng.normal(0, 5, count * visits)
    return ids, arm, site, visit, np.round(np.clip(score, 1, 100), 1)


def write(path, header, columns, rows_at_once=500_000):
    partial = path + ".partial"
    total = len(columns[0])
    with open(partial, "w", newline="") as out:
        out.write(header + "\n")
        for start in range(0, total, rows_at_once):
            part = [column[start : start + rows_at_once] for column in columns]
            out.write("\n".join(",".join(row) for row in zip(*part)) + "\n")
    os.replace(partial, path)


def text(values, form="%d"):
    return np.char.mod(form, values).tolist()


def labels(codes, names):
    return np.asarray(names)[codes].tolist()


def small(path):
    rng = np.random.default_rng(20261120)
    arm = np.tile([0, 1], 100)
    columns, names = [text(np.arange(1, 201), "P%03d"), labels(arm, ["TAU", "IMR"])], ["id", "arm"]
    for outcome in range(30):
        baseline = rng.normal(45, 10, 200)
        followup = 18 + 0.6 * baseline + 3 * arm + rng.normal(0, 8, 200)
        names += [f"y{outcome:02d}_0", f"y{outcome:02d}_1"]
        columns += [text(baseline, "%.2f"), text(followup, "%.2f")]
    write(path, ",".join(names), columns)


def large(path):
    rng = np.random.default_rng(20261121)
    ids, arm, site, visit, score = people(400_000, 5, rng)
    write(
        path,
        "id,site,arm,visit,age,sex,diagnosis,gaf_f",
        [
            text(ids, "P%07d"),
            text(site, "site%02d"),
            labels(arm, ["TAU", "IMR"]),
            labels(visit, ["baseline", "month3", "month6", "month9", "month12"]),
            text(np.repeat(rng.integers(18, 70, 400_000), 5)),
            labels(np.repeat(rng.integers(0, 2, 400_000), 5), ["F", "M"]),
            labels(np.repeat(rng.integers(0, 3, 400_000), 5), ["F20.0", "F25.1", "F31.9"]),
            text(score, "%.1f"),
        ],
    )


def huge(path):
    rng = np.random.default_rng(11262021)
    ids, arm, site, visit, score = people(2_000_000, 5, rng)
    write(
        path,
        "id,site,arm,visit,instrument,score",
        [
            text(ids, "P%07d"),
            text(site, "site%02d"),
            labels(arm, ["TAU", "IMR"]),
            labels(visit, ["v0", "v1", "v2", "v3", "v4"]),
            ["GAF-F"] * len(ids),
            text(score, "%.1f"),
        ],
    )


def courses(path):
    rng = np.random.default_rng(20261123)
    site = np.repeat(rng.integers(0, 40, 2000), 6)
    arm = np.repeat(rng.integers(0, 2, 2000), 6)
    time = np.tile(np.arange(6), 2000)
    level = np.repeat(rng.normal(0, 3, 2000), 6) + rng.normal(0, 1.5, 40)[site]
    slope = 1 + 0.5 * arm + np.repeat(rng.normal(0, 0.8, 2000), 6)
    y = 50 + level + slope * time + rng.normal(0, 2, 12_000)
    keep = (rng.random(12_000) > 0.08) | (time == 0)
    columns = [
        text(np.repeat(np.arange(1, 2001), 6), "P%04d"), text(site, "S%02d"), labels(arm, ["PBO", "TRT"]), text(time),
        text(y, "%.4f"),
    ]
    write(path, "id,site,arm,time,y", [np.asarray(column)[keep].tolist() for column in columns])


def persons(path):
    rng = np.random.default_rng(20261124)
    person = np.arange(3431) // 3
    site = person % 10
    arm = (person // 10) % 2
    x = rng.normal(size=3431)
    y = 10 + rng.normal(size=1144)[person] + rng.normal(0, 0.7, 10)[site] + 0.3 * x + 0.2 * arm
    y += rng.normal(size=3431)
    write(
        path, "id,site,arm,x,y",
        [text(person, "P%04d"), text(site, "S%02d"), labels(arm, ["PBO", "TRT"]), text(x, "%.5f"), text(y, "%.5f")],
    )


def registry(path):
    """Five outcomes at four visits of 500 sites' people, who drop out by and by; a study description beside it."""
    sites, people_each, visits, outcomes = 500, 200, 4, 5
    rng = np.random.default_rng(20261125)
    count = sites * people_each
    site = np.repeat(np.arange(sites), people_each)
    arm = np.tile([0, 1], count // 2)
    visit = np.arange(visits)
    person = rng.normal(0, 6, (count, 1, outcomes))
    course = (visit * (0.8 + 0.6 * arm[:, None]))[:, :, None]
    place = rng.normal(0, 2, sites)[site][:, None, None] * (visit > 0)[None, :, None]
    y = np.clip(45 + person + course + place + rng.normal(0, 5, (count, visits, outcomes)), 1, 100)
    keep = ((visit == 0) | (rng.random(count)[:, None] >= 0.06 * visit)).ravel()
    columns = [
        text(np.repeat(np.arange(count), visits)[keep], "P%06d"),
        text(np.repeat(site, visits)[keep], "S%03d"),
        labels(np.repeat(arm, visits)[keep], ["TAU", "IMR"]),
        text(np.repeat(rng.integers(18, 80, count), visits)[keep]),
        text(np.tile(visit, count)[keep]),
    ] + [text(y[:, :, outcome].ravel()[keep], "%.1f") for outcome in range(outcomes)]
    names = [f"y{outcome + 1}" for outcome in range(outcomes)]
    with open(path.removesuffix(".csv") + ".yaml", "w") as out:
        out.write(
            f"data: {os.path.basename(path)}\nsubject: id\nsite: site\narm: {{column: arm, control: TAU}}\n"
            "visit: {column: visit, order: [0, 1, 2, 3], baseline: 0}\ncovariates: [age]\noutcomes:\n"
            + "".join(f"  - {{column: {name}, direction: higher, reliability: 0.8}}\n" for name in names)
        )
    write(path, "id,site,arm,age,visit," + ",".join(names), columns)


def claims(path):
    """Published claims, rounded; an error is put into one in ten."""
    rng = np.random.default_rng(3)
    normal = statistics.NormalDist()
    head = "study,outcome,claim_type,estimate,ci_low,ci_high,ci_level,p,test_statistic,df,n1,n2,effect_size,effect_size_type"
    rows = [head]
    for k in range(10_000):
        study, wrong = f"Study {k // 20}", rng.random() < 0.1
        error, z = rng.uniform(0.1, 3), rng.normal(0, 1.5)
        p = min(1, 2 * normal.cdf(-abs(z)) + (0.2 if wrong else 0))
        estimate, half = z * error, 1.96 * error
        n, m = (int(count) for count in rng.integers(10, 200, 2))
        if k % 5 == 0:
            rows.append(f"{study},score,mean_difference,{estimate:.1f},{estimate - half:.1f},{estimate + half:.1f},0.95,{p:.2f},,,,,,")
        elif k % 5 == 1:
            limits = sorted(np.exp((-1 if wrong else 1) * (estimate + np.array([-half, half])) / 5))
            rows.append(f"{study},event,odds_ratio,{np.exp(estimate / 5):.2f},{limits[0]:.2f},{limits[1]:.2f},0.95,,,,,,,")
        elif k % 5 == 2:
            rows.append(f"{study},score,t_test,,,,,{p:.2f},{z:.2f},{n + m - 2},{n},{m},{z * (1 / n + 1 / m) ** 0.5:.2f},Cohen d")
        elif k % 5 == 3:
            share = n / (n + m) + (0.05 if wrong else 0)
            rows.append(f"{study},event,proportion,{share:.3f},,,,,,,{n},{n + m},,")
        else:
            rows.append(f"{study},randomised,count,{n + m + (9 if wrong else 0)},,,,,,,{n},{m},,")
    with open(path, "w") as file:
        file.write("\n".join(rows) + "\n")


MAKERS = {
    "small.csv": small,
    "large.csv": large,
    "huge.csv": huge,
    "courses.csv": courses,
    "persons.csv": persons,
    "claims.csv": claims,
    "registry.csv": registry,
}


def followups(path, subjects, visits):
    """Correlated visits with growing variances; three in ten drop out at a visit of their own."""
    rng = np.random.default_rng(subjects + visits)
    lag = np.abs(np.subtract.outer(np.arange(visits), np.arange(visits)))
    spread = 5 * np.sqrt(1 + 0.1 * np.arange(visits))
    root = np.linalg.cholesky(0.7**lag * np.outer(spread, spread))
    arm = rng.integers(0, 2, subjects)
    base = rng.normal(40, 6, subjects)
    last = np.where(rng.random(subjects) < 0.3, rng.integers(1, visits + 1, subjects), visits)
    noise = rng.normal(size=(subjects, visits)) @ root.T
    y = 20 + 0.5 * base[:, None] + 0.5 * arm[:, None] * np.arange(visits) + noise
    keep = (np.arange(visits) < last[:, None]).ravel()
    columns = [
        text(np.repeat(np.arange(1, subjects + 1), visits)[keep]),
        labels(np.repeat(arm, visits)[keep], ["PBO", "TRT"]),
        labels(np.tile(np.arange(visits), subjects)[keep], [f"V{visit + 1:02d}" for visit in range(visits)]),
        text(np.repeat(base, visits)[keep], "%.4f"),
        text(y.ravel()[keep], "%.4f"),
    ]
    write(path, "id,arm,visit,base,y", columns)


def made(folder, name):
    """The file's path, once it is there."""
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        print(f"bench: making {name}", flush=True)
        if name.startswith("followups-"):
            followups(path, *map(int, name.removeprefix("followups-").removesuffix(".csv").split("x")))
        else:
            MAKERS[name](path)
    return path
