"""Joint tables of schooling, work, income, savings and loans, fitted to the published totals of a preset.

In order: schooling given urban or rural, sex and age band; pupils; work given those and schooling; income points scaled
to income per head; the fifths of adults by income; loans given sex, age band and fifth. What a table must meet is listed
in `Economy.targets`; what only shapes it (seeds) is not.

Not modelled: rural and urban ages differ in the census and not here; incomes of one household are independent; children
and those in school below 18 do not work.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import numpy as np

from sincerity.errors import SocietyError
from sincerity.society.families import FIRST_ADULT_GROUP, GROUP_LOWER
from sincerity.society.ipf import Floats, Margin, cuts, fit_table, rake, whole_parts
from sincerity.types import Array

N_POINTS = 17
"""Points of a quantile table: 16 equally likely pieces, straight between them."""
BAND_LOWER = GROUP_LOWER[FIRST_ADULT_GROUP:]
N_BANDS = len(BAND_LOWER)
"""Age bands of adults: 18-19, 20-24, … 80-84, 85 and over."""
SCHOOLING = ("none or primary", "junior", "senior", "college")
INCOME_CLASSES = ("idle", "retired", "ordinary", "well_paid")
FIRST_ENROLMENT_AGE, LAST_ENROLMENT_AGE = 16, 22
WHO = ("men", "women")
WHERE = ("rural", "urban")


@dataclass(frozen=True)
class Economy:
    """Integer tables, shaped as the fields of the same names of `marginals.TABLES`, and the shares they aim at."""

    schooling_cut: Array
    enrolment_cut: Array
    job_cut: Array
    income_points: Array
    fifth_edge: list[int]
    savings_points: Array
    loan_cut: Array
    loan_wish_cut: Array
    house_cuts: tuple[int, int]
    targets: dict[str, dict[str, float]]


def fit_economy(data: dict[str, Any], age_sex: Floats) -> Economy:
    """All tables; `age_sex` are shares of all persons, sex × age group."""
    adults = age_sex[:, FIRST_ADULT_GROUP:]
    adult_share = math.fsum(adults.ravel().tolist())
    urban = float(data["urban"]["share"])
    people = np.array([(1.0 - urban) * adults, urban * adults]) / adult_share  # [urban, sex, band], adults = 1
    schooling = _schooling(data["schooling"], people)
    enrolment, pupils = _enrolment(data["enrolment"], schooling)
    jobs = _jobs(data, people, schooling - pupils)
    classes = _classes(data["income"], jobs)
    points = _income_points(data["income"], classes, adult_share, urban)
    edges = _fifth_edges(classes, points, _sum(pupils))
    fifths = _fifths(data["savings"]["age_from"], classes, pupils, points, edges)
    lent = _loans(data["loan"], fifths)
    savings = _savings(data["savings"])
    wish, house_cuts = _terms(data, lent, fifths)
    targets = {
        **_work_targets(people, schooling, pupils, jobs),
        **_money_targets(data, classes, points, edges, pupils, fifths, lent, savings),
    }
    chance = np.divide(lent, fifths, out=np.zeros_like(lent), where=fifths > 0)
    return Economy(
        schooling_cut=_cuts(schooling),
        enrolment_cut=np.array([[whole_parts([x, 1.0 - x])[0] for x in row] for row in enrolment]),
        job_cut=_cuts(jobs),
        income_points=points,
        fifth_edge=edges,
        savings_points=savings,
        loan_cut=np.array([whole_parts([x, 1.0 - x])[0] for x in chance.ravel().tolist()]).reshape(chance.shape),
        loan_wish_cut=wish,
        house_cuts=house_cuts,
        targets=targets,
    )


def share_up_to(points: Array, value: int) -> float:
    """Share of a quantile table's draws, rounded to whole numbers, that are at most `value`.

    >>> share_up_to(np.array([0, 10]), 4)
    0.45
    """
    at_most = 0.0
    pieces = list(pairwise(points.tolist()))
    for low, high in pieces:
        if high <= value:
            at_most += 1.0
        elif low <= value:
            at_most += (value + 0.5 - low) / (high - low)
    return at_most / len(pieces)


def _sum(table: Floats) -> float:
    return math.fsum(table.ravel().tolist())


def _onto(table: Floats, axes: tuple[int, ...]) -> Floats:
    """Sums onto the axes kept, each correctly rounded: NumPy's own sums may differ between its builds."""
    order = [*axes, *(a for a in range(table.ndim) if a not in axes)]
    shape = tuple(table.shape[a] for a in axes)
    rows = table.transpose(order).reshape(math.prod(shape), -1).tolist()
    return np.array([math.fsum(row) for row in rows]).reshape(shape)


def _cuts(table: Floats) -> Array:
    """Thresholds over the last axis; where nobody is, all on the first level."""
    flat = [row if _sum(np.array(row)) > 0 else [1.0] + [0.0] * (len(row) - 1) for row in table.reshape(-1, table.shape[-1]).tolist()]
    return np.array([cuts(row) for row in flat]).reshape(table.shape)


def _schooling(data: dict[str, Any], people: Floats) -> Floats:
    """Shares [urban, sex, band, level] of adults: the seed's odds, the census's people and levels."""
    seed = np.zeros((*people.shape, 4))
    for (sex, band), level in product(product(range(2), range(N_BANDS)), range(4)):
        women = data["women"]["below_40" if BAND_LOWER[band] < 40 else "from_40"][level] if sex else 1.0
        share = data["by_age"]["seed"][band][level] * women
        seed[0, sex, band, level] = share * data["rural"]["odds"][level]
        seed[1, sex, band, level] = share
    levels = np.array(data["adults"], dtype=np.float64)
    return fit_table("schooling", seed, [((0, 1, 2), people), ((3,), levels / _sum(levels) * _sum(people))])


def _enrolment(data: dict[str, Any], schooling: Floats) -> tuple[list[list[float]], Floats]:
    """Chance of being a pupil by age 16…22 and schooling, and the adult pupils' shares, shaped as `schooling`."""
    college = [float(x) for x in data["college_19_to_22"]]
    rows = [[float(data["at_16"])] * 4, [float(data["at_17"])] * 4, [0.0, 0.0, float(data["at_18_senior"]), float(data["at_18_college"])]]
    rows += [[0.0, 0.0, 0.0, x] for x in college]
    pupils = np.zeros_like(schooling)
    for level in range(4):
        pupils[..., 0, level] = schooling[..., 0, level] * ((rows[2][level] + rows[3][level]) / 2.0)
        pupils[..., 1, level] = schooling[..., 1, level] * ((rows[4][level] + rows[5][level] + rows[6][level]) / 5.0)
    return rows, pupils


def _jobs(data: dict[str, Any], people: Floats, free: Floats) -> Floats:
    """Shares [urban, sex, band, level, job] of the adults who are not pupils (`free`): none, ordinary, well-paid."""
    everyone = float(data["employment"]["adults"])
    rate = np.array([data["employment"]["by_age_sex"][who] for who in WHO], dtype=np.float64)
    works = rate * (people[0] + people[1])
    works *= everyone / _sum(works)
    levels = np.array(data["employment"]["by_schooling"]["shares"], dtype=np.float64)
    levels *= everyone / _sum(levels)
    good = levels * np.array(data["well_paid"]["shares"], dtype=np.float64)
    urban = float(data["employment"]["urban"]["share"])
    seed = np.zeros((*free.shape, 3))
    seed[..., 0] = free * (1.0 - rate)[None, :, :, None]
    seed[..., 2] = (free * rate[None, :, :, None]) * (good / levels)
    seed[..., 1] = free * rate[None, :, :, None] - seed[..., 2]
    index = np.arange(seed.size).reshape(seed.shape)
    rows = [Margin(f"jobs of {at}", index[at].ravel(), float(free[at])) for at in np.ndindex(*free.shape)]
    for sex, band in product(range(2), range(N_BANDS)):
        name = f"employment of {WHO[sex]} from {BAND_LOWER[band]}"
        rows.append(Margin(name, index[:, sex, band, :, 1:].ravel(), float(works[sex, band])))
    for level in range(4):
        rows.append(Margin(f"employment, schooling {SCHOOLING[level]}", index[..., level, 1:].ravel(), float(levels[level])))
        rows.append(Margin(f"well-paid, schooling {SCHOOLING[level]}", index[..., level, 2].ravel(), float(good[level])))
    for where, share in enumerate((1.0 - urban, urban)):
        rows.append(Margin(f"employment, {WHERE[where]}", index[where, ..., 1:].ravel(), everyone * share))
    return rake(seed.ravel(), rows, tolerance=1e-8).reshape(seed.shape)


def _classes(data: dict[str, Any], jobs: Floats) -> Floats:
    """Shares [urban, sex, band, income class] of the adults who are not pupils."""
    by_job = _onto(jobs, (0, 1, 2, 4))
    out = np.zeros((2, 2, N_BANDS, len(INCOME_CLASSES)))
    for sex, band in product(range(2), range(N_BANDS)):
        retired = BAND_LOWER[band] >= data["retired_from"][sex]
        out[:, sex, band, 1 if retired else 0] = by_job[:, sex, band, 0]
    out[..., 2:] = by_job[..., 1:]
    return out


def _income_points(data: dict[str, Any], classes: Floats, adult_share: float, urban: float) -> Array:
    """Points [urban, class] in tens of CNY a month, scaled to the published income per head."""
    out = np.zeros((2, len(INCOME_CLASSES), N_POINTS), dtype=np.int64)
    for where, people in enumerate((1.0 - urban, urban)):
        shapes = [[float(x) for x in data[f"{name}_{WHERE[where]}"]] for name in INCOME_CLASSES]
        means = [(math.fsum(s) - (s[0] + s[-1]) / 2.0) / (N_POINTS - 1) for s in shapes]
        in_class = [_sum(classes[where, ..., c]) for c in range(len(INCOME_CLASSES))]
        per_head = math.fsum(m * n for m, n in zip(means, in_class, strict=True)) * adult_share / people
        scale = float(data["per_head"][WHERE[where]]) / 12.0 / per_head
        out[where] = [[int(x * scale / 10.0 + 0.5) for x in shape] for shape in shapes]
    return out


def _earning_up_to(income: int, classes: Floats, points: Array, pupils: float) -> float:
    """Share of adults with at most this income, in tens of CNY a month; pupils have none."""
    in_class = [(u, c, _sum(classes[u, ..., c])) for u, c in product(range(2), range(len(INCOME_CLASSES)))]
    return pupils + math.fsum(share * share_up_to(points[u, c], income) for u, c, share in in_class)


def _fifth_edges(classes: Floats, points: Array, pupils: float) -> list[int]:
    """The highest incomes of the four lower fifths of adults."""
    edges = []
    for k in range(1, 5):
        low, high = 0, int(points.max())
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if _earning_up_to(middle, classes, points, pupils) >= k / 5 else (middle + 1, high)
        edges.append(low)
    return edges


def _fifths(age_from: list[int], classes: Floats, pupils: Floats, points: Array, edges: list[int]) -> Floats:
    """Shares [sex, money age band, fifth] of adults."""
    out = np.zeros((2, len(age_from), 5))
    in_fifth = np.zeros((2, len(INCOME_CLASSES), 5))
    for u, c in product(range(2), range(len(INCOME_CLASSES))):
        below = [0.0, *(share_up_to(points[u, c], e) for e in edges), 1.0]
        in_fifth[u, c] = [b - a for a, b in pairwise(below)]
    for band, lower in enumerate(BAND_LOWER):
        money = max(i for i, age in enumerate(age_from) if age <= lower)
        for sex in range(2):
            out[sex, money, 0] += _sum(pupils[:, sex, band])
            for u, c in product(range(2), range(len(INCOME_CLASSES))):
                out[sex, money] += classes[u, sex, band, c] * in_fifth[u, c]
    return out


def _loans(data: dict[str, Any], fifths: Floats) -> Floats:
    """Shares [sex, money age band, fifth] of adults with a loan."""
    everyone, total = float(data["adults"]), _sum(fifths)
    rates = [np.array(data[key], dtype=np.float64) for key in ("by_sex", "by_age", "by_fifth")]
    seed = np.zeros((2, *fifths.shape))
    margins: list[tuple[tuple[int, ...], Floats]] = [((1, 2, 3), fifths)]
    shape = everyone * rates[0][:, None, None] * rates[1][None, :, None] * rates[2][None, None, :]
    seed[1], seed[0] = fifths * shape, fifths
    for axis, rate in enumerate(rates):
        people = _onto(fifths, (axis,))
        lent = rate * people
        lent *= everyone * total / _sum(lent)
        if (lent > people).any():
            raise SocietyError(
                f"loan: at a share of {everyone:g}, relative rates {rate.tolist()} ask for more loans than there are adults. "
                "Lower the share or the largest rate."
            )
        margins.append(((0, axis + 1), np.array([people - lent, lent])))
    lent_by: Floats = fit_table("loan", seed, margins, tolerance=1e-9)[1]
    return lent_by


def _savings(data: dict[str, Any]) -> Array:
    """Points [sex, money age band, fifth] in tenths of months of income."""
    rows = product(data["by_sex"], data["by_age"], data["by_fifth"])
    out = [[int(10.0 * m * sex * age * fifth + 0.5) for m in data["months"]] for sex, age, fifth in rows]
    return np.array(out).reshape(2, len(data["by_age"]), 5, N_POINTS)


def _terms(data: dict[str, Any], lent: Floats, fifths: Floats) -> tuple[Array, tuple[int, int]]:
    """Thresholds of wishing for a loan in a month, who has none, and of a loan being for a house: of new ones, of those that run.

    A wish comes as often as loans end where their share of people stays what it is: share / (1 - share) / mean months.
    """
    terms, age_from, retired = data["loan"]["terms"], data["savings"]["age_from"], data["income"]["retired_from"]
    car, house = (float(months) for months in terms["months"])
    share = float(terms["house_share"])
    mean = np.ones(lent.shape)
    for sex, band in np.ndindex(lent.shape[:2]):
        to = age_from[band + 1] if band + 1 < len(age_from) else retired[0] + 10
        left = [12.0 * (retired[sex] - age) if age < retired[sex] else house for age in range(age_from[band], to)]
        months = [share * min(house, max(12.0, x)) + (1.0 - share) * min(car, max(12.0, x)) for x in left]
        mean[sex, band] = math.fsum(months) / len(months)
    free = fifths - lent
    rate = np.divide(lent, free, out=np.zeros_like(lent), where=free > 0) / mean
    wish = np.array([whole_parts([x, 1.0 - x])[0] for x in np.minimum(rate, 1.0).ravel().tolist()]).reshape(rate.shape)
    running = share * house / (share * house + (1.0 - share) * car)
    return wish, (whole_parts([share, 1.0 - share])[0], whole_parts([running, 1.0 - running])[0])


def _work_targets(people: Floats, schooling: Floats, pupils: Floats, jobs: Floats) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {"schooling": {}, "pupil": {}, "works": {}, "well_paid": {}}
    for band, lower in enumerate(BAND_LOWER):
        everyone = _sum(people[:, :, band])
        for level, name in enumerate(SCHOOLING):
            out["schooling"][f"{lower}+ {name}"] = _sum(schooling[:, :, band, level]) / everyone
        if lower < LAST_ENROLMENT_AGE:
            out["pupil"][f"{lower}+"] = _sum(pupils[:, :, band]) / everyone
        for sex, who in enumerate(WHO):
            out["works"][f"{who} {lower}+"] = _sum(jobs[:, sex, band, :, 1:]) / _sum(people[:, sex, band])
    for level, name in enumerate(SCHOOLING):
        out["well_paid"][name] = _sum(jobs[..., level, 2]) / _sum(schooling[..., level])
    return out


def _money_targets(
    data: dict[str, Any], classes: Floats, points: Array, edges: list[int], pupils: Floats, fifths: Floats, lent: Floats, savings: Array
) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {"income": {}, "income_band": {}, "income_fifth": {}, "savings": {}, "loan": {}}
    for (u, where), (c, name) in product(enumerate(WHERE), enumerate(INCOME_CLASSES)):
        for q, quarter in ((4, "1/4"), (8, "1/2"), (12, "3/4")):
            out["income"][f"{where} {name} {quarter}"] = share_up_to(points[u, c], int(points[u, c, q]))

    below = [0.0, *(_earning_up_to(edge // 10 - 1, classes, points, _sum(pupils)) for edge in data["income"]["bands"]["edges"]), 1.0]
    for band, (a, b) in enumerate(pairwise(below)):
        out["income_band"][str(band)] = b - a
    by_fifth = _onto(fifths, (2,))
    for k in range(5):
        out["income_fifth"][str(k + 1)] = float(by_fifth[k])
        out["loan"][f"fifth {k + 1}"] = _sum(lent[..., k]) / float(by_fifth[k])
    for sex, who in enumerate(WHO):
        out["loan"][who] = _sum(lent[sex]) / _sum(fifths[sex])
    for m, lower in enumerate(data["savings"]["age_from"]):
        out["loan"][f"{lower}+"] = _sum(lent[:, m]) / _sum(fifths[:, m])
        halves = [share_up_to(savings[s, m, f], int(savings[s, m, f, 8])) * float(fifths[s, m, f]) for s in range(2) for f in range(5)]
        out["savings"][f"{lower}+ up to the median"] = math.fsum(halves) / _sum(fifths[:, m])
    return out
