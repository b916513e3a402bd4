"""Makes imr-trial-synthetic.csv: a SYNTHETIC trial; no row of it is a person.

Means, SDs and numbers of people at post and follow-up are those that the published trial printed, to the printed digit
(Tests/EndlineCLITests/Fixtures/imr-trial-published.csv); everything else is drawn from a random number generator with
a fixed seed. Values are drawn first, then moved in whole points until mean and SD round to what is printed; a figure
that is not met is an error, and nothing is written.

Python 3, standard library alone: python3 make.py. Only Random.random() is drawn and only + - * / and square roots are
taken, which give the same bits everywhere; sums of doubles are loops, since sum() adds differently from Python 3.12 on.
"""

import csv
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from pathlib import Path
from random import Random

FOLDER = Path(__file__).resolve().parent
PRINTED = FOLDER.parent.parent / "Tests/EndlineCLITests/Fixtures/imr-trial-published.csv"
SEED = 20190211
ARMS = ("IMR", "TAU")
MONTHS = {"baseline": 0, "post": 9, "followup": 21}
# People per arm, and the sizes of the IMR arm's therapy groups, in each centre.
CENTERS = {"A": (9, 9, 9, 9), "B": (9, 8, 8, 8), "C": (10, 10, 10)}
ITEMS = [f"imrs{number}" for number in range(1, 16)]


@dataclass(frozen=True)
class Outcome:
    column: str
    low: int
    high: int
    informant: str
    # Sign of the general severity, share of the lasting part (the correlation between two visits before rounding),
    # skewness, and what schizophrenia adds, in SDs, to bipolar disorder.
    severity: int
    lasting: float = 0.62
    skew: float = 0.0
    schizophrenia: float = 0.0


OUTCOMES = [
    Outcome("gaf_f", 1, 100, "assessor", -1, schizophrenia=-0.3),
    Outcome("gaf_s", 1, 100, "assessor", -1, schizophrenia=-0.3),
    Outcome("psp", 1, 100, "assessor", -1, schizophrenia=-0.3),
    Outcome("panss", 30, 210, "assessor", 1, skew=0.15, schizophrenia=0.5),
    Outcome("ham_d6", 0, 22, "assessor", 1, lasting=0.66, skew=0.15),
    Outcome("ymrs", 0, 60, "assessor", 1, lasting=0.6, skew=0.18, schizophrenia=-0.4),
    Outcome("mhrm", 0, 120, "self", -1),
    Outcome("hope", 6, 48, "self", -1),
    Outcome("csq", 8, 32, "self", -1),
]

# With 53 whole numbers no mean rounds to 5.48 (290/53 = 5.47, 291/53 = 5.49). One total is therefore a prorated one:
# seven points on five answered items of six, 7 * 6 / 5 = 8.4, in tenths of a point.
PRORATED = {("ham_d6", "TAU", "post"): 84}


def normal(rng):
    """Nearly a standard normal number, from twelve uniform ones."""
    total = 0.0
    for _ in range(12):
        total += rng.random()
    return total - 6


def below(rng, count):
    return int(rng.random() * count)


def standardized(values):
    total = 0.0
    for value in values:
        total += value
    mean = total / len(values)
    square = 0.0
    for value in values:
        square += (value - mean) * (value - mean)
    sd = sqrt(square / (len(values) - 1))
    return [(value - mean) / sd for value in values]


class Target:
    """A mean and an SD as printed (text), of n values in tenths of a point; sd may be None: not printed."""

    def __init__(self, n, mean, sd):
        self.n, self.mean, self.sd = n, Fraction(mean), Fraction(sd) if sd else None
        self.half_mean = self.half(mean)
        self.half_sd = self.half(sd) if sd else None

    @staticmethod
    def half(text):
        return Fraction(1, 2 * 10 ** len(text.partition(".")[2]))

    def mean_is_off_by(self, total):
        """How far from the printed mean, in its last digit; 0 well within what rounds to it."""
        return self.past(total / (10 * self.n) - float(self.mean), self.half_mean)

    def sd_is_off_by(self, total, square):
        if self.sd is None:
            return 0.0
        return self.past(sqrt((square - total * total / self.n) / (self.n - 1)) / 10 - float(self.sd), self.half_sd)

    @staticmethod
    def past(difference, half):
        return max(0.0, abs(difference) / (2 * float(half)) - 0.45)

    def is_met(self, values):
        """Whether mean and SD round to the print, in exact arithmetic."""
        total = Fraction(sum(values), 10)
        square = Fraction(sum(value * value for value in values), 100)
        met = len(values) == self.n and abs(total / self.n - self.mean) < self.half_mean
        if self.sd is not None:
            variance = (square - total * total / self.n) / (self.n - 1)
            met = met and (self.sd - self.half_sd) ** 2 < variance < (self.sd + self.half_sd) ** 2
        return met


def climb(values, may_move, moved, target, rng, name):
    """Moves values by one point wherever that comes nearer to the target: alone until the mean is met, then in pairs,
    one up and one down, until the SD is.

    values: tenths of a point; may_move(index, step) says whether a value may; moved(index, step) is told.
    """

    def move(index, step):
        values[index] += step
        moved(index, step)

    total = sum(values)
    for _ in range(400_000):
        if target.mean_is_off_by(total) == 0:
            break
        step = 10 if total < 10 * target.n * target.mean else -10
        index = below(rng, len(values))
        if may_move(index, step):
            move(index, step)
            total += step
    square = sum(value * value for value in values)
    for _ in range(400_000):
        off = target.sd_is_off_by(total, square)
        if off == 0:
            break
        up, down = below(rng, len(values)), below(rng, len(values))
        if up == down or not may_move(up, 10) or not may_move(down, -10):
            continue
        moved_square = square + 20 * (values[up] - values[down] + 10)
        if target.sd_is_off_by(total, moved_square) < off:
            square = moved_square
            move(up, 10)
            move(down, -10)
    if not target.is_met(values):
        raise SystemExit(f"{name}: mean and SD do not reach the printed figures")


def people(rng):
    """198 people: randomised in blocks of six within each centre, therapy groups in the order of inclusion."""
    everybody = []
    for center, groups in CENTERS.items():
        seats = [f"{center}{number + 1}" for number, size in enumerate(groups) for _ in range(size)]
        while seats:
            block = sorted((rng.random(), arm) for arm in ARMS for _ in range(3))
            for _, arm in block:
                schizophrenia = rng.random() < 0.75
                everybody.append({
                    "subject": f"SYN{len(everybody) + 1:03}",
                    "center": center,
                    "arm": arm,
                    "therapy_group": seats.pop(0) if arm == "IMR" else "",
                    "age": max(19, min(69, round(42 + 11 * normal(rng)))),
                    "sex": "female" if rng.random() < 0.5 else "male",
                    "diagnosis": "schizophrenia" if schizophrenia else "bipolar disorder",
                    "severity": normal(rng),
                    "staying": normal(rng),
                })
    return everybody


def orders_of_availability(everybody, rng):
    """Who is reached first, by arm, visit and informant: the first n have a value of an outcome with n.

    So whoever lacks an outcome lacks all of that informant's with as many values or fewer. Who stays, and who is less
    ill, is likelier reached at both visits and by both.
    """
    orders = {}
    for visit in ("post", "followup"):
        reached = [0.8 * person["staying"] - 0.3 * person["severity"] + 0.4 * normal(rng) for person in everybody]
        for informant in ("assessor", "self"):
            key = [value + 0.4 * normal(rng) for value in reached]
            for arm in ARMS:
                members = [index for index, person in enumerate(everybody) if person["arm"] == arm]
                orders[arm, visit, informant] = sorted(members, key=lambda index: -key[index])
    return orders


def scores(outcome, everybody, rng):
    """Each person's place at each visit, in SDs: what lasts, the visit, the centre and, later, the therapy group."""
    centers = {center: 0.15 * normal(rng) for center in CENTERS}
    groups = {}
    for person in everybody:
        if person["therapy_group"] not in groups:
            groups[person["therapy_group"]] = 0.3 * normal(rng)
    places = {visit: [] for visit in MONTHS}
    for person in everybody:
        own = sqrt(0.6) * outcome.severity * person["severity"] + sqrt(0.4) * normal(rng)
        for visit in MONTHS:
            place = sqrt(outcome.lasting) * own + sqrt(1 - outcome.lasting) * normal(rng) + centers[person["center"]]
            if person["diagnosis"] == "schizophrenia":
                place += outcome.schizophrenia
            if person["arm"] == "IMR" and visit != "baseline":
                place += groups[person["therapy_group"]]
            places[visit].append(place + outcome.skew * place * place)
    return places


def printed_figures():
    with open(PRINTED, encoding="utf-8", newline="") as file:
        return {(row["outcome"], row["arm"], row["visit"]): row for row in csv.DictReader(file)}


def starting_figures(column, printed):
    """Mean and SD at baseline, the same in both arms: halfway between the arms' printed figures at post."""
    halves = []
    for figure in ("mean", "sd"):
        texts = [printed[column, arm, "post"][figure] for arm in ARMS]
        known = [Fraction(text) for text in texts if text]
        tenths = int(sum(known) / len(known) * 10 + Fraction(1, 2))
        halves.append(f"{tenths // 10}.{tenths % 10}")
    return halves


def cells_of(column, informant, printed, orders, everybody):
    """The cells (arm, visit) of an outcome, whose values are there, and what they are pulled to."""
    for arm in ARMS:
        members = [index for index, person in enumerate(everybody) if person["arm"] == arm]
        if column != "csq":
            yield arm, "baseline", members, *starting_figures(column, printed)
        for visit in ("post", "followup"):
            row = printed.get((column, arm, visit))
            if row:
                yield arm, visit, sorted(orders[arm, visit, informant][: int(row["n"])]), row["mean"], row["sd"]


def fill(outcome, everybody, rows, orders, printed, rng):
    places = scores(outcome, everybody, rng)
    for arm, visit, observed, mean, sd in cells_of(outcome.column, outcome.informant, printed, orders, everybody):
        drawn = standardized([places[visit][index] for index in observed])
        low, high = 10 * outcome.low, 10 * outcome.high
        values = [max(low, min(high, 10 * round(float(mean) + float(sd) * place))) for place in drawn]
        fixed = None
        if (outcome.column, arm, visit) in PRORATED:
            prorated = PRORATED[outcome.column, arm, visit]
            fixed = min(range(len(values)), key=lambda index: abs(values[index] - prorated))
            values[fixed] = prorated
        climb(
            values, lambda index, by: index != fixed and low <= values[index] + by <= high, lambda index, by: None,
            Target(len(observed), mean, sd), rng, f"{outcome.column} {arm} {visit}")
        for index, value in zip(observed, values):
            rows[index, visit][outcome.column] = f"{value // 10}.{value % 10}" if value % 10 else str(value // 10)


# At follow-up the table's lines on the IMRS were not seen. People with an MHRM have one there, about the means of the
# trial's mixed model.
IMRS_FOLLOWUP = {"IMR": "53.4", "TAU": "54.5"}


def fill_items(everybody, rows, orders, printed, rng):
    """The 15 items of the IMRS, 1 to 5, whose sum is the total."""
    places = scores(Outcome("imrs_client", 15, 75, "self", -1, lasting=0.7), everybody, rng)
    easiness = [0.8 * (2 * rng.random() - 1) for _ in ITEMS]
    lasting = [[normal(rng) for _ in ITEMS] for _ in everybody]
    cells = list(cells_of("imrs_client", "self", printed, orders, everybody))
    for arm in ARMS:
        n = int(printed["mhrm", arm, "followup"]["n"])
        cells.append((arm, "followup", sorted(orders[arm, "followup", "self"][:n]), IMRS_FOLLOWUP[arm], ""))
    for arm, visit, observed, mean, sd in cells:
        drawn = standardized([places[visit][index] for index in observed])
        answers = []
        for index, place in zip(observed, drawn):
            answers.append([
                max(1, min(5, round(
                    float(mean) / 15 + easiness[item] + 0.45 * place + 0.7 * lasting[index][item]
                    + 0.6 * normal(rng))))
                for item in range(len(ITEMS))
            ])

        def movable(index, by):
            return [item for item in range(len(ITEMS)) if 1 <= answers[index][item] + by // 10 <= 5]

        def move(index, by):
            items = movable(index, by)
            answers[index][items[below(rng, len(items))]] += by // 10

        climb(
            [10 * sum(answer) for answer in answers], lambda index, by: bool(movable(index, by)), move,
            Target(len(observed), mean, sd), rng, f"imrs_client {arm} {visit}")
        for index, answer in zip(observed, answers):
            rows[index, visit].update(zip(ITEMS, map(str, answer)))


def main():
    rng = Random(SEED)
    printed = printed_figures()
    everybody = people(rng)
    orders = orders_of_availability(everybody, rng)
    traits = ["subject", "center", "arm", "therapy_group", "age", "sex", "diagnosis"]
    rows = {}
    for index, person in enumerate(everybody):
        for visit, month in MONTHS.items():
            rows[index, visit] = {trait: person[trait] for trait in traits} | {"visit": visit, "month": month}
    for outcome in OUTCOMES:
        fill(outcome, everybody, rows, orders, printed, rng)
    fill_items(everybody, rows, orders, printed, rng)
    columns = traits + ["visit", "month"] + [outcome.column for outcome in OUTCOMES] + ITEMS
    with open(FOLDER / "imr-trial-synthetic.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.values())


if __name__ == "__main__":
    main()
