"""Detention on a prediction: how often the risk model was right of those whom it took, for whom it was wrong, how well it is calibrated.

What a detained resident would have done is told by *shadow acts*: the 365 days from that morning, lived on copies with the luck of those
days, all else frozen as it was (`observe.detained`). A detention was *right* if these have an act that the model predicts. The model
itself sees records alone, so its own forecasts are held to records: the weights fitted on one 1 January, put to the files kept that day,
against the records that came in the year after (the cells of the next 1 January), by Brier's score (Monthly Weather Review 78, 1950) and
by bands of risk. Where only one model was fitted, to the year that it learned from, which flatters it.

Left out: the true acts of those not detained, which no table of a run keeps, so that false positives are given for all adults of a group
and not for those who did nothing; true acts are few, and the two are close. What detention prevents. The page `detention-measured` has
both, from twins.
"""

from __future__ import annotations

import math

import numpy as np

from sincerity.audits.about import ASSESSED, PREDICTED, About, Measure
from sincerity.audits.evidence import Evidence
from sincerity.audits.groups import extremes, imposed
from sincerity.audits.intervals import Sums, difference, mean, ratio, share
from sincerity.mechanisms.detention import FEATURES, SCALE
from sincerity.society.livelihood import ADULT_AGE
from sincerity.types import Array, Columns

SECTION = (PREDICTED, ASSESSED)
ALONE = (PREDICTED,)
BRIER = "Brier 1950"
SHADOW = "shadow acts (observe.detained)"
DETENTIONS = About("detentions", "Detentions", SECTION, "times", "Times that somebody was detained on a prediction.", "Σ detentions")
DAYS = About(
    "detained_days", "Days detained, all together", SECTION, "person-days", "One for each resident and day detained.", "Σ detained"
)


def _of_detentions(name: str, title: str, definition: str, formula: str) -> About:
    return About(name, title, SECTION, "share", definition, formula, SHADOW)


PRECISION = _of_detentions(
    "detention_precision",
    "Would have done what was predicted",
    "Of detentions, those whose shadow acts have one of the predicted kind within 365 days: the precision of the model.",
    "rows of detained with shadow_predicted > 0 / rows",
)
INNOCENT = _of_detentions(
    "detained_innocent_share",
    "Would have done nothing of the kind",
    "Of detentions, those without a shadow act of the predicted kind within 365 days.",
    "rows of detained with shadow_predicted = 0 / rows",
)
HARMLESS = _of_detentions(
    "detained_harmless_share",
    "Would have done nothing that costs points",
    "Of detentions, those without any shadow act that costs points within 365 days.",
    "rows of detained with shadow_misdeeds = 0 / rows",
)
RISK = About(
    "detained_risk_mean",
    "The model's own risk of the detained, mean",
    SECTION,
    "share",
    "Mean chance of a record within a year that the model gave those whom it took; of a record, not of an act.",
    "mean of 1 / (1 + exp(-log_odds / 4096))",
    "the run's table `detained`",
)
WRONG = About(
    "detained_innocent_per_100000.<group>",
    "Would have done nothing, of 100,000: <who>",
    SECTION,
    "per 100,000 adults",
    "Persons detained at least once without a shadow act of the predicted kind, for each 100,000 adults of the group on the last day.",
    "100,000 · distinct ids of detained with shadow_predicted = 0 / adults, of the group, in regions ever under the policy",
    SHADOW,
)
WRONG_DIFFERENCE = About(
    "detained_innocent_difference.<attribute>",
    "The same: difference by <attribute>",
    SECTION,
    "per 100,000 adults",
    "The highest of these rates less the lowest.",
    "max rate - min rate",
    SHADOW,
)
WRONG_RATIO = About(
    "detained_innocent_ratio.<attribute>",
    "The same: ratio by <attribute>",
    SECTION,
    "ratio",
    "The lowest of these rates by the highest.",
    "min rate / max rate",
    SHADOW,
)
SCORE = About(
    "risk_brier",
    "Brier score of the risk model",
    ALONE,
    "0 to 1",
    "Mean squared distance of the model's risk and what came, a record (1) or none (0); 0 is best.",
    "Σ [k (1 - p)² + (n - k) p²] / Σ n, over cells with n people, k with a record, risk p",
    BRIER,
)
SKILL = About(
    "risk_skill",
    "Brier skill against the base rate",
    ALONE,
    "at most 1",
    "What the model adds to giving everybody the same risk, the share with a record; 0: nothing, below 0: less.",
    "1 - risk_brier / (o (1 - o)), o the share with a record",
    "Murphy, Journal of Applied Meteorology 12, 1973; Brier 1950",
)
BAND_RISK = About(
    "risk_predicted.<band>", "Risk predicted: <label>", ALONE, "share", "Mean risk of the people in the band.", "Σ n p / Σ n", BRIER
)
BAND_CAME = About(
    "risk_observed.<band>",
    "Risk as it came: <label>",
    ALONE,
    "share",
    "Of the people in the band, those with a record.",
    "Σ k / Σ n",
    BRIER,
)
ABOUTS = (
    DETENTIONS,
    DAYS,
    PRECISION,
    INNOCENT,
    HARMLESS,
    RISK,
    WRONG,
    WRONG_DIFFERENCE,
    WRONG_RATIO,
    SCORE,
    SKILL,
    BAND_RISK,
    BAND_CAME,
)
BANDS = (
    (0.0, "below_1_percent", "below 1 %"),
    (0.01, "1_to_2_percent", "1 to 2 %"),
    (0.02, "2_to_5_percent", "2 to 5 %"),
    (0.05, "5_to_10_percent", "5 to 10 %"),
    (0.1, "from_10_percent", "10 % and more"),
)
"""Bands of risk: lower end, as in ids, in words."""
BY = (("group", '"group"', ("A", "B")), ("sex", "sex", ("male", "female")))
"""Attributes that the table of the detained keeps: name, SQL on `people`, the text of each code."""
NO_MODEL = "No risk model was fitted: it takes two 1 Januaries under a policy with detention."


def measure(evidence: Evidence) -> list[Measure]:
    """The detained, and the model."""
    return [*of_the_detained(evidence), *of_the_model(evidence)]


def why_none(evidence: Evidence) -> str:
    """Why nobody was detained."""
    if not evidence.ever(lambda scenario: scenario.policy.detention is not None and scenario.policy.detention.active):
        return "No policy of the run detains anybody."
    return "Nobody was detained." if evidence.has("risk_models") else NO_MODEL


def of_the_detained(evidence: Evidence) -> list[Measure]:
    """How often taking them was right, for whom it was wrong."""
    counts = [DETENTIONS.counted(evidence.total("detentions").sum()), DAYS.counted(evidence.total("detained").sum())]
    if not evidence.has("detained"):
        why = why_none(evidence)
        single = [about.missing(why) for about in (PRECISION, INNOCENT, HARMLESS, RISK)]
        return counts + single + [about.missing(why, attribute=name) for name, _, _ in BY for about in (WRONG_DIFFERENCE, WRONG_RATIO)]
    found = evidence.by_region(
        "detained",
        {
            "rows": "count(*)",
            "right": "count(*) FILTER (shadow_predicted > 0)",
            "harmless": "count(*) FILTER (shadow_misdeeds = 0)",
            "risk": f"sum(1 / (1 + exp(-log_odds / {SCALE}.0)))",
            "squares": f"sum((1 / (1 + exp(-log_odds / {SCALE}.0))) ** 2)",
        },
    )
    rows = found["rows"]
    return [
        *counts,
        PRECISION.found(share(Sums(found["right"], rows))),
        INNOCENT.found(share(Sums(rows - found["right"], rows))),
        HARMLESS.found(share(Sums(found["harmless"], rows))),
        RISK.found(mean(Sums(found["risk"], rows, found["squares"]))),
        *(one for name, value, codes in BY for one in _wrongly_taken(evidence, name, value, codes)),
    ]


def _wrongly_taken(evidence: Evidence, attribute: str, value: str, codes: tuple[str, str]) -> list[Measure]:
    """Persons taken wrongly, by adults of a group."""
    note = imposed(evidence) if attribute == "group" else ""
    of: dict[str, Sums] = {}
    for code, name in enumerate(codes):
        wrong = evidence.by_region("detained", {"n": "count(DISTINCT id)"}, f'shadow_predicted = 0 AND "{attribute}" = {code}')["n"]
        adults = evidence.by_region("people", {"n": "count(*)"}, f"age >= {ADULT_AGE} AND {value} = '{name}'")["n"]
        if (adults * evidence.covered).any():
            # Of those taken some have died or moved since: where few lived, fewer may be left than were taken.
            of[name] = Sums(np.minimum(wrong, adults) * evidence.covered, adults * evidence.covered)
    rates = [
        WRONG.found(share(sums).times(100_000), note, group=f"{attribute}={name}", who=f"{attribute} {name}") for name, sums in of.items()
    ]
    if len(of) < 2:
        return rates + [about.missing("There is one group only.", attribute=attribute) for about in (WRONG_DIFFERENCE, WRONG_RATIO)]
    high, low = extremes(of)
    gap, by = difference(of[high], of[low]).times(100_000), ratio(of[low], of[high])
    told = f"{note} Between {high} and {low}.".strip()
    return [
        *rates,
        WRONG_DIFFERENCE.found(gap, told, attribute=attribute),
        WRONG_RATIO.found(by, told, otherwise="Nobody was taken wrongly.", attribute=attribute),
    ]


def of_the_model(evidence: Evidence) -> list[Measure]:
    """Its forecasts against what came on record."""
    if not evidence.has("risk_models"):
        return [about.missing(NO_MODEL) for about in (SCORE, SKILL)]
    risk, people, came, note = forecasts(evidence)
    n = int(people.sum())
    brier, share_of = brier_score(risk, people, came), float(came.sum()) / n
    spread = share_of * (1 - share_of)
    skill = SKILL.counted(1 - brier / spread, n, note) if spread else SKILL.missing("All or none have a record.")
    return [SCORE.counted(brier, n, note), skill, *in_bands(risk, people, came, note)]


def brier_score(risk: Array, people: Array, came: Array) -> float:
    """Of cells of people with one risk, of whom some have a record.

    >>> brier_score(np.array([0.5, 0.0]), np.array([4, 6]), np.array([1, 0]))
    0.1
    """
    return float(np.sum(came * (1 - risk) ** 2 + (people - came) * risk**2) / people.sum())


def forecasts(evidence: Evidence) -> tuple[Array, Array, Array, str]:
    """Risk, people, and those with a record, by cell: of forecasts where there are any, otherwise of the years learned from."""
    cells = evidence.rows("SELECT * FROM risk_cells ORDER BY ALL")
    weights = evidence.rows("SELECT * FROM risk_models")
    fitted = np.unique(weights["day"]).tolist()
    days = np.unique(cells["day"]).tolist()
    pairs = [
        (model, after) for model, after in ((max((d for d in fitted if d < day), default=None), day) for day in days) if model is not None
    ]
    note = "Forecasts of the year after."
    if not pairs:
        pairs, note = [(day, day) for day in fitted if day in days], "Of the year that the model learned from, which flatters it."
    parts = [(risks(weights, model, cells), cells["day"] == day) for model, day in pairs]
    risk = np.concatenate([all_risks[there] for all_risks, there in parts])
    people, came = (np.concatenate([cells[name][there] for _, there in parts]).astype(np.float64) for name in ("people", "with_record"))
    return risk, people, came, note


def risks(weights: Columns, model: int, cells: Columns) -> Array:
    """What the model of a day gives each cell."""
    mine = weights["day"] == model
    of = dict(zip(weights["feature"][mine].tolist(), weights["weight"][mine].tolist(), strict=True))
    odds = np.float64(of["intercept"]) + sum(of[name] * cells[name].astype(np.float64) for name in FEATURES)
    found: Array = 1 / (1 + np.exp(-odds / SCALE))
    return found


def in_bands(risk: Array, people: Array, came: Array, note: str) -> list[Measure]:
    """Risk as predicted and as it came, by band; bands without people are left out."""
    ends = [low for low, _, _ in BANDS[1:]] + [math.inf]
    measures: list[Measure] = []
    for (low, band, label), end in zip(BANDS, ends, strict=True):
        here = (risk >= low) & (risk < end)
        n = int(people[here].sum())
        if n:
            expected = float(np.sum(risk[here] * people[here])) / n
            # Cells are no regions: all in one.
            seen = share(Sums(came[here].sum(keepdims=True), people[here].sum(keepdims=True)))
            names = {"band": band, "label": label}
            measures += [BAND_RISK.counted(expected, n, note, **names), BAND_CAME.found(seen, note, **names)]
    return measures
