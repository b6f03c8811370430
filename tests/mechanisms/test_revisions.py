"""Revisions: the stages of a policy, each as if it had been written so, and what a run makes of them."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

import lab
from sincerity.engine.compose import registry
from sincerity.errors import ScenarioError
from sincerity.mechanisms.revisions import MOST, stages
from sincerity.scenario.load import loads, scenario_hash
from sincerity.scenario.schema import Scenario

BASE = """
days = 1000
[[society.behaviour]]
id = "fraud"
per_year = 1
[[society.behaviour]]
id = "theft"
per_year = 2
[policy.rule.fraud]
points = {fraud}
{more}
[[policy.tier]]
name = "A"
from = {bound}
[[policy.tier]]
name = "B"
from = 0
[policy.listing]
by_score_below = {line}
"""
CHANGES = """
[[policy.revision]]
name = "stricter"
on = 2015-01-01
set = { "listing.by_score_below" = 700, "rule.fraud.points" = -60, travel = true }
[[policy.revision]]
on = 2016-02-29
set = { tier.A.from = 990, rule.theft = { points = -5 }, "travel.stays_home" = 0.5 }
"""


def scenario(more: str = "", *options: str, fraud: int = -30, bound: int = 900, line: int = 600, rule: str = "") -> Scenario:
    """A small policy, `more` at its end."""
    return loads(BASE.format(fraud=fraud, bound=bound, line=line, more=rule) + more, registry(), options, name="base")


def test_each_stage_is_as_if_it_had_been_written_so() -> None:
    whole = scenario(CHANGES)
    found = stages(whole)
    assert [day for day, _ in found] == [0, 201, 625]
    assert found[0][1] is whole
    assert found[1][1] == scenario("[policy.travel]", line=700, fraud=-60)
    theft = "[policy.rule.theft]\npoints = -5"
    assert found[2][1] == scenario("[policy.travel]\nstays_home = 0.5", line=700, fraud=-60, bound=990, rule=theft)
    assert whole.policy.listing.by_score_below == 600


def test_what_a_row_does_not_name_stays() -> None:
    _, (_, after) = stages(scenario("[[policy.revision]]\non = 2015-01-01\nset = { listing = false }"))
    assert (after.policy.listing.active, after.policy.listing.by_score_below) == (False, 600)
    assert after.society == scenario().society
    assert after.mind == scenario().mind


def test_repeal_and_return() -> None:
    rows = "[[policy.revision]]\non = 2015-01-01\nset = { active = false }\n[[policy.revision]]\non = 2015-02-01\nset = { active = true }"
    assert [staged.policy.active for _, staged in stages(scenario(rows))] == [True, False, True]


def test_one_stage_without_revisions_and_where_they_are_off() -> None:
    for whole in (scenario(), scenario(CHANGES, "policy.revisions=false"), scenario(CHANGES, "policy.active=false")):
        assert stages(whole) == [(0, whole)]


def test_a_revision_may_come_after_the_last_day() -> None:
    found = stages(scenario("[[policy.revision]]\non = 2099-01-01\nset = { active = false }"))
    assert found[1][0] > found[1][1].days


def test_rows_are_addressed_by_name_or_position_and_keys_by_dots() -> None:
    options = (
        'policy.revision.stricter.set."listing.by_score_below"=650',
        "policy.revision.stricter.on=2014-12-31",
        "policy.revision[1].set.tier.A.from=980",
    )
    (_, _), (day, first), (_, second) = stages(scenario(CHANGES, *options))
    assert (day, first.policy.listing.by_score_below, second.policy.tier[0].from_) == (200, 650, 980)


def test_from_python() -> None:
    row = {"on": datetime.date(2015, 1, 1), "set": {"listing.term_days": 5}}
    changed = scenario().with_(policy__revision=[row])
    assert stages(changed)[1][1].policy.listing.term_days == 5
    assert changed.with_(policy__revision=[]) == scenario()


def test_the_two_ways_to_write_a_key_are_one() -> None:
    head = "[[policy.revision]]\non = 2015-01-01\n"
    one, other = scenario(head + 'set = { "listing.term_days" = 5 }'), scenario(head + "set = { listing = { term_days = 5 } }")
    assert one == other
    assert scenario_hash(one) == scenario_hash(other) != scenario_hash(scenario())
    assert loads(one.to_toml(), registry()) == one


def test_there_are_not_too_many() -> None:
    dates = [datetime.date(2015, 1, 1) + datetime.timedelta(i) for i in range(MOST + 1)]
    rows = "".join(f"[[policy.revision]]\non = {date}\nset = {{ active = true }}\n" for date in dates)
    with pytest.raises(ScenarioError, match=rf"policy\.revision has {MOST + 1} rows\. At most {MOST} are allowed"):
        scenario(rows)


EVERYWHERE = ("policy.rollout.active=false", "policy.listing.by_score_below=960", "policy.informants.base_high_per_year=12.0")


def lived(*rows: str) -> lab.Outcome:
    """The article's system in a small society, with these revisions."""
    return lab.live(lab.scenario("article", *EVERYWHERE, f"policy.revision=[{', '.join(rows)}]", days=120))


def test_a_revision_to_what_holds_already_changes_no_bit() -> None:
    same = '{ on = 2014-08-13, set = { "listing.by_score_below" = 960, active = true } }'
    assert lived(same).digest() == lived().digest()


def test_nothing_differs_before_the_date_and_the_rule_holds_from_it_on() -> None:
    """Sixty days of the one policy, then of the other."""
    without, repealed = lived(), lived("{ on = 2014-08-13, set = { active = false } }")
    for name in without.series:
        assert np.array_equal(without.daily(name)[:60], repealed.daily(name)[:60]), name
    for name in ("covered", "scored", "listed", "flights_refused", "trains_refused", "reports"):
        assert without.daily(name)[60:].any(), name
        assert not repealed.daily(name)[60:].any(), name


def test_a_line_moved_lists_more() -> None:
    moved = lived('{ on = 2014-08-13, set = { "listing.by_score_below" = 1000 } }').daily("listed")
    assert np.array_equal(moved[:60], lived().daily("listed")[:60])
    assert moved[60] > 2 * moved[59] > 0
