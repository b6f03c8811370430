"""detention: people are detained for what a risk model expects of them.

*Files.* For each adult under the policy the authority keeps a few counts of what is on record: records of the behaviours that it
wishes to predict (`predicts`; at most 3 count), whether there is one of speech, whether the person was reported, how far the score
has fallen (in eighths of the way from the start to the list's line), whether the person is on the list. Wrong records and false
reports count as well: the authority knows of no other kind.

*Model.* Each 1 January a logistic regression is fitted anew, on files alone: what stood in them a year ago, and whether a
record of one of the predicted behaviours came since; 256 cells at most, Newton steps in exact arithmetic, a ridge, weights in
4,096ths of log odds (`compute.logistic`). Who was detained meanwhile could not be seen to act: `labels` leaves them out, or
counts them as without a record, or as with one. Where nobody or everybody has a record the model of the year before stays. Only
people who lived under the policy as adults for that whole year are learned from, over all such regions together.

*Detention.* On the first of each month the riskiest of those with anything on file are detained, as many as `detained_per_1000`
allows in their region (`compute.ration`: by log odds in quarters, then luck), for `term_months`. Who is detained loses the job,
gets none and no loan, does not act, travel, deal, meet or call, and shows nothing; nobody deals with, reports or calls the
person. What is on record stays, and scores, debts, terms and ages go on. Where the policy ends, all are free on the next first
of a month.

What people truly did or would have done enters nothing here. It is used only to score the model (`observe.detained`).

Source: the press article's arrests for what has not happened yet. What is documented is another system, a police platform in
Xinjiang (24,412 flagged and over 15,000 sent to camps in one week of June 2017: ICIJ, November 2019; HRW, 9 December 2020); no source
ties it to a score. It is a counterfactual module, with a switch.

Left out: trials; what detention does to a person and to kin afterwards, but for the job, money and fear; records that expire or are
corrected.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from sincerity.compute.face import is_detained
from sincerity.compute.fields import MONTHLY, STOCK, Column, Event, Field
from sincerity.compute.fixed import bump, rounded
from sincerity.compute.logistic import fit
from sincerity.compute.ration import DETENTIONS, NO_CLAIM, carried, claim_of, fine_of, key_of, with_fine
from sincerity.draw import DETENTION_LUCK, draw
from sincerity.scenario.registry import Param, Table
from sincerity.society.livelihood import ADULT_AGE
from sincerity.types import ADULT, CERTAIN, LISTED, Array

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sincerity.scenario.schema import Scenario

SERIOUS = ("petty_theft", "assault")
FEATURES = ("serious", "spoke", "reported", "fallen", "listed")
"""What the model sees: records of predicted behaviours (0…3), one of speech, a report, eighths of the score fallen (0…7), the list."""
SERIOUS_TOP, FALLEN_TOP = 3, 7
SPOKE, REPORTED = 4, 8
FALLEN, LISTED_CELL = 4, 128
N_CELLS = 256
"""A cell, in bits: serious (2), spoke, reported, fallen (3), listed."""
ON_FILE = 15
"""Bits of `file` that are its counts: the low four of a cell."""
BEFORE = 4
"""From this bit up: the cell as it was on the latest 1 January."""
SINCE = 1 << 12
"""Bit of `file`: a record of a predicted behaviour came since."""
AWAY = 1 << 13
"""Bit of `file`: detained since, or then."""
PREDICTED, SPEECH = 1, 2
"""Kinds of behaviour on file; 0 is on none."""
LEFT_OUT, AS_CLEAN, AS_RECORD = range(3)
LABELS = ("left_out", "as_clean", "as_record")
SCALE = 4096
N_WEIGHTS = len(FEATURES) + 1
DIMENSIONS = {"weights": N_WEIGHTS}
MOST_TERM = 120

PARAMS = (
    Table(
        "policy.detention",
        "detention",
        (
            Param("predicts", "list", SERIOUS, "", "The behaviours that the authority wishes to forestall.", source="design"),
            Param(
                "detained_per_1000",
                "number",
                0.1,
                "persons per 1,000 residents and month",
                "How many a region can detain in a month.",
                low=0.0,
                high=1000.0,
                plausible=(0.01, 2.0),
                source="assumed, wide: no such practice under any score is documented",
            ),
            Param(
                "term_months",
                "integer",
                3,
                "months",
                "How long a detention lasts.",
                low=1,
                high=MOST_TERM,
                plausible=(1, 24),
                source="assumed",
            ),
            Param(
                "labels",
                "choice",
                "left_out",
                "",
                "How the model learns from those who were detained: not at all, as if without a record, or as if with one.",
                choices=LABELS,
            ),
            Param(
                "ridge",
                "number",
                1.0,
                "per squared log odds",
                "How strongly weights are held to nothing.",
                low=0.001,
                high=1e6,
                plausible=(0.01, 100.0),
            ),
        ),
    ),
)

POLICY = (
    Field("detention_active", "i1", "1 where people are detained"),
    Field("file_kind", "i1", "what a record of the behaviour is on file: 1 predicted, 2 speech, 0 nothing", "behaviours"),
    Field("detentions", "i8", "detentions a month and resident, Q32"),
    Field("detention_term", "i8", "months of a detention"),
    Field("labels", "i1", "how the detained are learned from: 0 left out, 1 as without a record, 2 as with one"),
    Field("ridge", "i8", "penalty of the risk model, in 4,096ths"),
    Field("fallen_from", "i8", "the start score"),
    Field("fallen_room", "i8", "points from the start to the list's line, 0 where nothing falls"),
    Field("model_fitted", "i1", "1 once there is a risk model"),
    Field("model_weights", "i8", "intercept and weights of the risk model, in 4,096ths of log odds", "weights"),
)
LEDGER = (Field("detentions_budget", "i8", "detentions that are left beside this month's, Q32"),)
COLD = (
    Field("file", "i2", "bits: what is on record, what was a year ago, a record since, detained since"),
    Field("detained", "i1", "months of detention left"),
    Field("days_detained", "i2", "days detained since day 0"),
)
TODAY = (
    Field("taken", "i8", "1 on the morning of being detained"),
    Field("released", "i8", "1 on the morning of being set free"),
)
COLUMNS = (
    Column("detained", "persons detained", counts=STOCK),
    Column("detentions", "persons who were detained that day"),
    Column("releases", "persons who were set free that day"),
    Column(
        "backlog_detentions", "persons with something on file whom the month's budget left free, on the first of a month", counts=MONTHLY
    ),
)
EVENTS = (
    Event("taken", "detained", "was detained for what the risk model expects"),
    Event("released", "released", "was set free"),
)
PURPOSES = ("DETENTION_LUCK",)


def judge(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """What goes on record today goes on file."""
    if int(today.recorded) + int(today.misrecorded) + int(today.reported) == 0 or int(policy.detention_active) == 0:
        return
    file = int(cold.file)
    if int(today.recorded) != 0:
        file = with_record(file, int(policy.file_kind[int(today.recorded) - 1]))
    if int(today.misrecorded) != 0:
        file = with_record(file, int(policy.file_kind[int(today.misrecorded) - 1]))
    if int(today.reported) != 0:
        file |= REPORTED
    cold.file = file


def with_record(file: int, kind: int) -> int:
    """The file with one record more.

    >>> with_record(with_record(0, PREDICTED), SPEECH) == 1 | SPOKE | SINCE, with_record(3, PREDICTED) == 3 | SINCE
    (True, True)
    """
    if kind == PREDICTED:
        file |= SINCE
        if file & SERIOUS_TOP < SERIOUS_TOP:
            file += 1
    elif kind == SPEECH:
        file |= SPOKE
    return file


def cell_of(me: Any, mine: Any, policy: Any) -> int:
    """What the model sees of a person now, 0…255."""
    fallen = 0
    room = int(policy.fallen_room)
    if room > 0 and int(me.score) < int(policy.fallen_from):
        fallen = min(FALLEN_TOP, (8 * (int(policy.fallen_from) - int(me.score))) // room)
    listed = LISTED_CELL if int(me.listing) & LISTED != 0 else 0
    return (int(mine.file) & ON_FILE) | fallen << FALLEN | listed


def log_odds(cell: int, policy: Any) -> int:
    """Log odds of a record within a year, in 4,096ths."""
    serious, spoke, reported, fallen, listed = features_of(cell)
    found = int(policy.model_weights[0]) + int(policy.model_weights[1]) * serious + int(policy.model_weights[2]) * spoke
    found += int(policy.model_weights[3]) * reported + int(policy.model_weights[4]) * fallen
    return found + int(policy.model_weights[5]) * listed


def refit(p: int, day: int, me: Any, cold: Any, ledger: Any, policy: Any, cells: Any) -> None:
    """On 1 January: what the past year teaches of this person is counted; then the file is kept as it stands."""
    if int(policy.detention_active) == 0:
        cold.file = 0
        return
    if int(me.standing) & ADULT == 0:
        return
    file = int(cold.file)
    year = int(ledger.year)
    new = int(year > 0 and (int(me.arrived) == year or year - int(cold.birth_year) == ADULT_AGE))
    away = int(file & AWAY != 0)
    if int(ledger.files_kept) != 0 and new == 0 and (away == 0 or int(policy.labels) != LEFT_OUT):
        recorded = int(file & SINCE != 0)
        if away != 0:
            recorded = int(int(policy.labels) == AS_RECORD)
        cell = (file >> BEFORE) & (N_CELLS - 1)
        cells[cell, 0] += 1
        cells[cell, 1] += recorded
    file = (file & ON_FILE) | cell_of(me, cold, policy) << BEFORE
    if int(cold.detained) > 1:  # who has a month left is free this morning
        file |= AWAY
    cold.file = file


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """A default for want goes on file; a month of a detention is over."""
    if int(policy.detention_active) != 0 and int(today.recorded) != 0:
        cold.file = with_record(int(cold.file), int(policy.file_kind[int(today.recorded) - 1]))
    left = int(cold.detained)
    if left == 0:
        return
    left = left - 1 if int(policy.detention_active) != 0 else 0
    cold.detained = left
    if left == 0:
        today.released = 1
        tally.releases = int(tally.releases) + 1


def detentions_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Whole detentions that are left."""
    return (int(ledger.detentions_budget) + n_people * int(policy.detentions)) >> 32


def detentions_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """Adults at large with anything on file, the riskiest first."""
    me = people[p]
    mine = cold[p]
    if int(policy.model_fitted) == 0 or int(me.standing) & ADULT == 0 or int(mine.detained) != 0:
        return NO_CLAIM
    cell = cell_of(me, mine, policy)
    if cell == 0:
        return NO_CLAIM
    level = min(63, max(0, (log_odds(cell, policy) >> 10) + 32))
    word = draw(int(world.k0), int(world.k1), DETENTION_LUCK, p, day, 0)
    key = key_of(level >> 4, level & 15, word)
    return with_fine(claim_of(key, key), fine_of(word))


def detentions_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """What was not used since there is a model is carried over, up to a year's."""
    if int(policy.model_fitted) != 0:
        ledger.detentions_budget = carried(int(ledger.detentions_budget), n_people * int(policy.detentions), served)
    tally.backlog_detentions = int(tally.backlog_detentions) + n - served


def serve(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Detained from this morning on."""
    if int(today.served) & DETENTIONS == 0:
        return
    cold.detained = int(policy.detention_term)
    cold.file = int(cold.file) | AWAY
    today.taken = 1
    tally.detentions = int(tally.detentions) + 1


def count(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who is detained."""
    if is_detained(int(today.shown)) != 0:
        tally.detained = int(tally.detained) + 1
        cold.days_detained = bump(int(cold.days_detained), 1)


class Refit(NamedTuple):
    """A risk model. weights: intercept and weights in 4,096ths of log odds; None where there was nothing to learn."""

    weights: tuple[int, ...] | None
    cells: Array


def features_of(cell: int) -> tuple[int, int, int, int, int]:
    """The features of a cell, in the order of `FEATURES`.

    >>> features_of(2 | SPOKE | 5 << FALLEN | LISTED_CELL)
    (2, 1, 0, 5, 1)
    """
    return cell & SERIOUS_TOP, (cell >> 2) & 1, (cell >> 3) & 1, (cell >> FALLEN) & FALLEN_TOP, cell >> 7


def learn_from(cells: Array, ridge: int) -> Refit:
    """Fit the model. cells: (cell, 2) people and those of them with a record; ridge: in 4,096ths."""
    rows = [(features_of(cell), int(n), int(recorded)) for cell, (n, recorded) in enumerate(cells.tolist()) if n]
    return Refit(fit(rows, ridge=Fraction(ridge, SCALE), scale=SCALE) if rows else None, cells)


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """What is predicted, how many are detained, and for how long."""
    rules = scenario.policy.detention
    if rules is None or not (scenario.policy.active and rules.active):
        return
    policy["detention_active"] = 1
    policy["detentions"] = rounded(Fraction(rules.detained_per_1000) / 1000 * CERTAIN)
    policy["detention_term"] = rules.term_months
    policy["labels"] = LABELS.index(rules.labels)
    policy["ridge"] = rounded(Fraction(rules.ridge) * SCALE)
    for b, row in enumerate(scenario.society.behaviour):
        policy["file_kind"][:, b] = kind_of(row, scenario.policy.rule, rules.predicts)
    listing = scenario.policy.listing
    if scenario.policy.scoring.active and listing is not None and listing.active:
        policy["fallen_from"] = scenario.policy.start_score
        policy["fallen_room"] = max(0, scenario.policy.start_score - listing.by_score_below)


def kind_of(row: Any, rules: Mapping[str, Any], predicts: tuple[str, ...]) -> int:
    """What a record of a behaviour is on file."""
    if row.id in predicts:
        return PREDICTED
    return SPEECH if row.kind == "speech" and row.id in rules and rules[row.id].points < 0 else 0
