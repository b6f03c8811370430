"""Jobs: who is dismissed from what, who gets no well-paid post, and who comes last for an ordinary one."""

from __future__ import annotations

from typing import Any

import pytest

from lab import scenario
from mechanisms.made import AtMonth, at_month, region, served, word
from sincerity.compute.ration import WELL_PAID_POSTS
from sincerity.draw import DISMISSED
from sincerity.mechanisms import jobs
from sincerity.types import BY_JUDGMENT, BY_SCORE, CLEAN, JUDGED, ORDINARY, PUPIL, WELL_PAID

ALWAYS = "policy.jobs.dismissed_per_month=1"
TIERS = [tier.name for tier in scenario().policy.tier]


def turned(*overrides: str, p: int = 3, day: int = 31, stage: int = 1, **me: Any) -> AtMonth:
    """Somebody listed, in a well-paid job, after the turn of a month; fields of `me`."""
    one = at_month(*overrides, stage=stage)
    for name, value in {"listing": BY_JUDGMENT, "means": WELL_PAID, **me}.items():
        setattr(one.me, name, value)
    jobs.month(p, day, *one)
    assert one.today.dismissed == one.tally.jobs_lost
    return one


@pytest.mark.parametrize("listing", [0, BY_SCORE, BY_JUDGMENT, BY_SCORE | CLEAN, CLEAN, JUDGED, CLEAN | JUDGED])
@pytest.mark.parametrize("means", [0, ORDINARY, WELL_PAID, PUPIL])
def test_the_listed_lose_well_paid_jobs_and_nobody_else_anything(listing: int, means: int) -> None:
    lost = means == WELL_PAID and listing & (BY_SCORE | BY_JUDGMENT) != 0
    assert turned(ALWAYS, listing=listing, means=means).today.dismissed == lost


def test_the_job_itself_is_not_its_to_end() -> None:
    one = turned(ALWAYS)
    assert (one.me.means, one.ledger.filled.tolist()) == (WELL_PAID, [0, 0])


@pytest.mark.parametrize("bar", range(len(TIERS)))
def test_for_a_tier_and_all_below(bar: int) -> None:
    """Listed or not."""
    for listing in (0, BY_SCORE):
        lost = [turned(ALWAYS, f"policy.jobs.for={TIERS[bar]}", listing=listing, tier=tier).today.dismissed for tier in range(len(TIERS))]
        assert lost == [int(tier >= bar) for tier in range(len(TIERS))]


@pytest.mark.parametrize(
    "overrides", [("policy.jobs.active=false",), ("policy.active=false",), ("policy.jobs.for=D", "policy.scoring.active=false")]
)
def test_where_nobody_is_barred(overrides: tuple[str, ...]) -> None:
    assert turned(ALWAYS, *overrides, tier=5).today.dismissed == 0


def test_not_before_the_policy_comes() -> None:
    assert turned(ALWAYS, stage=0).today.dismissed == 0


def test_who_is_dismissed_at_a_lower_chance_is_at_a_higher() -> None:
    found: list[set[int]] = []
    for chance in (0.0, 0.1, 0.3, 0.8, 1.0):
        key = f"policy.jobs.dismissed_per_month={chance}"
        cut = int(at_month(key).policy.jobs_dismissed)
        assert cut / 2**32 == pytest.approx(chance, rel=1e-6)
        found.append({p for p in range(300) if turned(key, p=p).today.dismissed})
        assert found[-1] == {p for p in range(300) if word(at_month(), DISMISSED, p, 31) < cut}
    assert [len(some) for some in (found[0], found[-1])] == [0, 300]
    assert all(low < high for low, high in zip(found, found[1:], strict=False))


LISTED, SEEKS, IDLE, HOLDS = (0, 1), (2, 3), (4,), (5,)


def openings(desk: str, *overrides: str, posts: int = 64, waited: int = 0) -> list[int]:
    """Whom a desk serves where each seeks what he would hold: two listed, two not, one who seeks nothing, one who has a job."""
    place = region(*overrides)
    calling = WELL_PAID if desk == "well_paid" else ORDINARY
    place.ledger.posts[calling - 1] = posts
    for p in (*LISTED, *SEEKS, *HOLDS):
        place.people[p].search = calling | waited << 2
        place.people[p].means = calling if p in HOLDS else 0
        place.people[p].listing = BY_SCORE if p in LISTED else 0
    found = served(place, desk)
    assert place.tally.open_posts == posts - len(found)
    return found


def test_no_well_paid_post_for_the_barred() -> None:
    assert openings("well_paid") == [*SEEKS]
    assert openings("well_paid", "policy.jobs.active=false") == [*LISTED, *SEEKS]


def test_ordinary_posts_are_open_to_all() -> None:
    assert openings("ordinary") == [*LISTED, *SEEKS]
    assert openings("ordinary", "policy.jobs.employers_mind=true") == [*LISTED, *SEEKS]


def test_where_employers_mind_the_barred_come_last() -> None:
    """Who is barred and has waited for more than a year comes after who seeks a first job."""
    for minds, first in (("true", [*SEEKS]), ("false", [*LISTED])):
        place = region(f"policy.jobs.employers_mind={minds}")
        place.ledger.posts[0] = 2
        for p in (*LISTED, *SEEKS):
            place.people[p].search = ORDINARY | (13 if p in LISTED else 0) << 2
            place.people[p].listing = BY_JUDGMENT if p in LISTED else 0
        assert served(place, "ordinary") == first


def test_of_two_posts_one_is_given() -> None:
    """Who was served a well-paid post seeks no other one in the same month."""
    place = region()
    place.ledger.posts[:] = 64
    place.people[7].search = place.people[8].search = WELL_PAID
    assert served(place, "ordinary", marks={7: WELL_PAID_POSTS}) == [8]
