"""What a report cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from sincerity.reports.assumptions import Assumptions
from sincerity.reports.subject import Subject
from sincerity.reports.words import count, listed

FEW = 2_000
"""With fewer residents, what is rare is hardly seen."""
CARICATURE = (
    "The article's system is a caricature of the documented one. No single national score existed; travel bans follow court judgments, "
    "not scores; gaming and criticism carry no documented deduction; most residents of the pilots took little notice."
)


def limits(subject: Subject, assumed: Assumptions) -> Iterator[str]:
    """Sentences, the widest first."""
    yield (
        "Everything here is about the model. The residents are invented; no record of a real person went in, and no number says what "
        "would happen to anyone anywhere."
    )
    if any(arm.name.startswith("article") for arm in subject.arms):
        yield CARICATURE
    kinds = dict(assumed.kinds)
    whole = len(assumed.rows)
    yield (
        f"Of {count(whole, 'value')} that the scenario sets, {kinds.get('a source', 0)} rest on a source; most rates of behaviour are "
        "assumed, because no survey of them was found. An effect may hold at these values and not at others in their range: "
        "`sincerity claims` draws from the ranges."
    )
    yield from _chance(subject)
    yield (
        "What is put in is no finding: that the listed are refused tickets, rooms, jobs and loans is a rule of the scenario. What people "
        "come to fear, say, report and trust was given no sign. The table *imposed or emerging* of the documentation says which is which."
    )
    if subject.reference is not None:
        yield (
            "Means are what a comparison of the same people identifies. Who gains and who loses depends on how the luck of the two runs "
            "is coupled, so a single resident's difference holds for this realisation alone."
        )
    rollout = subject.main.scenario.policy.rollout
    if subject.main.has_policy and rollout is not None and rollout.active and subject.main.first.manifest.regions > 1:
        yield "Regions came under the policy on days of their own, so the first years mix those under it with those that were not yet."
    if subject.main.first.manifest.people < FEW:
        yield f"This society has {count(subject.main.first.manifest.people, 'resident')} only: what is rare may not be seen at all."


def _chance(subject: Subject) -> Iterator[str]:
    if subject.n_seeds == 1:
        yield (
            "One seed: one realisation. How far chance moves these numbers is not known from it; a small difference may be chance, through "
            "others' lives, even between the same people with the same luck. Several seeds (`sincerity compare --seeds 0..9`) tell."
        )
    else:
        sizes = listed(sorted({str(len(arm.runs)) for arm in subject.all}))
        yield (
            f"Intervals are over {sizes} seeds: they measure chance. They say nothing of how unsure the values are that the scenario sets, "
            "and with few seeds they are wide."
        )
