"""The page *detention*: files, the model, who is locked up."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.face import FIELDS, SUMMED, without
from reference.now import DETENTIONS, Now, per_act
from reference.numbers import CERTAIN, Ints, Mask, clamp, exact, rounded
from sincerity.compute.logistic import fit

SERIOUS, SPOKE, REPORTED = 3, 4, 8
ON_FILE = 15
CELL_AT = 4
CELLS = 256
SINCE, AWAY = 2**12, 2**13
PREDICTED, SPEECH = 1, 2
LEFT_OUT, AS_CLEAN, AS_RECORD = 0, 1, 2
LABELS = ("left_out", "as_clean", "as_record")
LONGEST = 32_767
UNIT = 4_096


def constants(_: Any) -> SimpleNamespace:
    """All of it is the policy's."""
    return SimpleNamespace()


def of_policy(scenario: Any) -> SimpleNamespace:
    """What goes on file, how many are detained and for how long."""
    policy, given, rows = scenario.policy, scenario.policy.detention, scenario.society.behaviour
    if not policy.active or given is None or not given.active:
        nothing = dict.fromkeys(("detentions", "term", "labels", "ridge", "fallen_from", "fallen_room"), 0)
        return SimpleNamespace(active=False, file_kind=per_act([0 for _ in rows]), **nothing)
    reads_the_score = policy.scoring.active and policy.listing is not None and policy.listing.active
    return SimpleNamespace(
        active=True,
        detentions=rounded(exact(given.detained_per_1000) / 1000 * CERTAIN),
        term=given.term_months,
        labels=LABELS.index(given.labels),
        ridge=rounded(exact(given.ridge) * UNIT),
        file_kind=per_act([_file_kind(policy, row) for row in rows]),
        fallen_from=policy.start_score if reads_the_score else 0,
        fallen_room=max(0, policy.start_score - policy.listing.by_score_below) if reads_the_score else 0,
    )


def _file_kind(policy: Any, behaviour: Any) -> int:
    if behaviour.id in policy.detention.predicts:
        return PREDICTED
    costs = behaviour.id in policy.rule and policy.rule[behaviour.id].points < 0
    return SPEECH if behaviour.kind == "speech" and costs else 0


def cell(now: Now) -> Ints:
    """What the model sees of everybody now."""
    person, rule = now.person, now.rules.detention
    low = (rule.fallen_room > 0) & (person.score < rule.fallen_from)
    fallen = np.where(low, np.minimum(7, (8 * (rule.fallen_from - person.score)) // np.maximum(1, rule.fallen_room)), 0)
    found: Ints = (person.file & ON_FILE) + 16 * fallen + 128 * now.listed
    return found


def features(cells: Ints) -> Ints:
    """Of each cell: serious, spoke, reported, fallen, listed."""
    return np.stack([cells & SERIOUS, (cells & SPOKE) // SPOKE, (cells & REPORTED) // REPORTED, (cells >> 4) & 7, cells >> 7], axis=-1)


def _put_on_file(now: Now, who: Mask, behaviour: Ints) -> None:
    """A record of each of these people; behaviour: 1 + its number."""
    person = now.person
    kind = np.where(who & (behaviour > 0), now.rules.detention.file_kind.at(behaviour), 0)
    serious = now.took("detention: a record that is predicted", kind == PREDICTED)
    spoke = now.took("detention: a record of speech", kind == SPEECH)
    full = now.took("detention: more records than are counted", serious & (person.file & SERIOUS == SERIOUS))
    person.file[serious] |= SINCE
    person.file[serious & ~full] += 1
    person.file[spoke] |= SPOKE


def judge(now: Now) -> None:
    """Step 14, after listing: what goes on record goes on file."""
    today, active = now.today, now.rules.detention.active
    _put_on_file(now, active, today.recorded)
    now.took("detention: a wrong record goes on file", active & (now.rules.detention.file_kind.at(today.misrecorded) > 0))
    now.took("detention: a wrong record of who is detained", active & now.locked_up & (today.misrecorded > 0))
    _put_on_file(now, active, today.misrecorded)
    reported = now.took("detention: a report goes on file", active & (today.reported != 0))
    now.person.file[reported] |= REPORTED


def refit(now: Now) -> None:
    """On 1 January: the past year is learned from, the files are kept."""
    learn(now)
    keep(now)


def learn(now: Now) -> None:
    """What became of the cells of a year ago, and the weights that follow from it."""
    person, rule, year = now.person, now.rules.detention, now.books.at_home("year")
    here = rule.active & now.adult & (now.books.at_home("files_kept") == 1)
    new = (year > 0) & ((person.arrived == year) | (year - person.birth_year == 18))
    now.took("detention: nothing learned from who is new", here & new)
    away = person.file & AWAY != 0
    record = np.where(away, rule.labels == AS_RECORD, person.file & SINCE != 0)
    for labels, name in enumerate(LABELS):
        now.took(f"detention: who was away, labels {name}", here & ~new & away & (rule.labels == labels))
    learned = here & ~new & (~away | (rule.labels != LEFT_OUT))
    now.took("detention: learned from, with a record", learned & record)
    now.took("detention: learned from, without", learned & ~record)
    now.took("detention: a record of who was away counts for nothing", learned & away & ~record & (person.file & SINCE != 0))
    cells = (person.file >> CELL_AT) & (CELLS - 1)
    n, k = np.bincount(cells[learned], minlength=CELLS), np.bincount(cells[learned & record], minlength=CELLS)
    table = [(tuple(features(np.array(c)).tolist()), int(n[c]), int(k[c])) for c in np.flatnonzero(n)]
    found = fit(table, ridge=Fraction(now.model.ridge, UNIT), scale=UNIT) if table else None
    now.took("detention: files of one kind teach nothing", learned & (found is None))
    if found is not None:
        now.model.fitted, now.model.weights = True, found


def keep(now: Now) -> None:
    """Files as they stand, for next year."""
    person, rule = now.person, now.rules.detention
    now.took("detention: a file is thrown away", ~rule.active & (person.file != 0))
    person.file[~rule.active] = 0
    kept = rule.active & now.adult
    stays = now.took("detention: detained on 1 January, for longer", kept & (person.detained > 1))
    now.took("detention: detained on 1 January, free this morning", kept & (person.detained == 1))
    person.file[kept] = ((person.file & ON_FILE) + (cell(now) << CELL_AT) + AWAY * stays)[kept]
    now.books["files_kept"][:] = now.books.region_s(rule.active)


def month(now: Now) -> None:
    """At the turn of the month, first pass: a default goes on file, a month of a term is over."""
    person, today, rule = now.person, now.today, now.rules.detention
    _put_on_file(now, rule.active, today.recorded)
    locked_up = person.detained > 0
    now.took("detention: detained while the policy ends", locked_up & ~rule.active)
    person.detained[locked_up] = np.where(rule.active, person.detained - 1, 0)[locked_up]
    now.took("detention: another month to come", person.detained > 0)
    released = now.took("detention: set free", locked_up & (person.detained == 0))
    today.released[released] = 1
    now.counts.add("releases", released)


def after_the_first_pass(now: Now) -> None:
    """Who is set free shows it, but no adult until tomorrow."""
    now.faces[:] = without(now.faces, now.today.released == 1, ("detained",))


def level(now: Now) -> Ints:
    """How likely the model holds everybody to have a record, in 64 levels."""
    weights = np.array(now.model.weights, np.int64)
    odds = weights[0] + features(cell(now)) @ weights[1:]
    found: Ints = clamp((odds >> 10) + 32, 0, 63)
    return found


def serve(now: Now) -> None:
    """At the turn of the month, second pass, first: who was served is detained."""
    person, today, rule = now.person, now.today, now.rules.detention
    taken = now.took("detention: detained", today.served & DETENTIONS != 0)
    now.took("detention: detained anew", taken & (now.person.file & AWAY != 0))
    person.detained[taken] = rule.term[taken]
    person.file[taken] |= AWAY
    today.taken[taken] = 1
    now.counts.add("detentions", taken)


def after_the_second_pass(now: Now) -> None:
    """Who is taken shows it, and no more an adult."""
    taken = now.today.taken == 1
    seen = sum(1 << FIELDS[name][0] for name in ("detained", "refused"))
    now.faces[:] = np.where(taken, without(now.faces, taken, SUMMED) | seen, now.faces)


def count(now: Now) -> None:
    """Step 20, after listing."""
    person, who = now.person, now.locked_up
    now.counts.add("detained", who)
    person.days_detained[who] = np.minimum(LONGEST, person.days_detained + 1)[who]
