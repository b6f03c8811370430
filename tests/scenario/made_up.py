"""A small registry of made-up mechanisms, with every kind of key and every shape of table, and scenarios under it."""

import datetime
from typing import Any

from hypothesis import strategies as st

from sincerity.mechanisms import revisions
from sincerity.scenario.registry import REQUIRED, Param, Registry, Table
from sincerity.scenario.schema import Scenario, scenario_class

REGISTRY: Registry = (
    Table(
        "policy.travel",
        "travel",
        (
            Param("for", "text", "listed", "", "Who is barred."),
            Param("attempts_per_trip", "number", 1.3, "attempts", "Mean attempts.", low=1, high=100, plausible=(1, 3)),
            Param("stays_home", "chance", 0.3, "chance", "Gives the trip up."),
        ),
    ),
    Table(
        "policy.listing",
        "listing",
        (
            Param("by_score", "switch", True, "", "Lists by score."),
            Param("by_score_below", "integer", 600, "points", "The line."),
            Param("term_days", "integer", 730, "days", "The term.", low=0, high=20_000),
        ),
    ),
    Table(
        "policy.rollout",
        "rollout",
        (
            Param("nationwide", "date", datetime.date(2020, 1, 1), "", "In force everywhere."),
            Param("pilots", "list", (), "", "Names of pilots."),
            Param("share_low", "number", 0.1, "share", "Least."),
            Param("share_high", "number", 0.2, "share", "Most."),
        ),
    ),
    Table("policy.rule", "appeals", (Param("appeal_days", "integer", 30, "days", "Days to appeal.", low=0, high=365),)),
    Table("policy.quota", "schools", (Param("places", "integer", REQUIRED, "places", "Places.", low=0, high=1000),), keyed=True),
    Table("mind.deterrence", "deterrence", (Param("risk_start", "chance", 0.1, "chance", "First guess."),), absent="default"),
    Table(
        "mind.awareness",
        "awareness",
        (Param("from", "choice", "everyone", "", "Who knows.", choices=("everyone", "press", "none")),),
        absent="default",
        switch=False,
    ),
    Table(
        "society.trip_band",
        "travel",
        (Param("name", "text", "", "", "Its name."), Param("hours", "number", 3, "hours", "Hours.", low=0, high=200)),
        rows="name",
        switch=False,
        most=8,
    ),
    *revisions.PARAMS,
)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
IDS = st.from_regex(r"[a-z][a-z0-9]{0,5}(_[a-z0-9]{1,4}){0,2}", fullmatch=True)
CHANCES = st.floats(0, 1)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any valid scenario under REGISTRY, with odd texts and numbers."""
    ids = draw(st.lists(IDS, unique=True, max_size=4))
    bounds = sorted(draw(st.sets(st.integers(0, 1300), max_size=5)), reverse=True)
    document: dict[str, Any] = {
        "name": draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True)),
        "title": draw(WORDS),
        "start": draw(st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1))),
        "days": draw(st.integers(1, 30_000)),
        "society": {
            "people": draw(st.integers(1, 2**31 - 1)),
            "group_b_share": draw(CHANCES),
            "network": {"friends": 2 * draw(st.integers(0, 10)), "thinning": draw(st.booleans())},
            "behaviour": tuple(
                {
                    "id": name,
                    "label": draw(WORDS),
                    "per_year": draw(st.floats(0, 20)),
                    "trait": draw(st.sampled_from(["honesty", "spite"])),
                    "trait_weight": draw(st.floats(-1, 1)),
                    "incentive": draw(st.floats(0, 1)),
                }
                for name in ids
            ),
            "trip_band": tuple({"name": str(i), "hours": draw(st.floats(0, 200))} for i in range(draw(st.integers(0, 2)))),
        },
        "policy": {
            "active": draw(st.booleans()),
            "regions": (0,) if draw(st.booleans()) else "all",
            "rule": {name: {"points": draw(st.integers(-100, 100)), "seen": draw(CHANCES)} for name in ids[::2]},
            "tier": tuple({"name": f"T{i}", "from": bound} for i, bound in enumerate(bounds)),
            "quota": draw(st.dictionaries(WORDS, st.fixed_dictionaries({"places": st.integers(0, 1000)}), max_size=3)),
        },
        "mind": {"deterrence": {"active": draw(st.booleans())}, "awareness": {"from": draw(st.sampled_from(["press", "none"]))}},
    }
    if draw(st.booleans()):
        document["policy"]["rollout"] = {"nationwide": draw(st.dates()), "pilots": tuple(draw(st.lists(WORDS, max_size=3)))}
    if draw(st.booleans()) and bounds:
        changes = {"tier.T0.from": bounds[0], "travel": {"stays_home": draw(CHANCES)}, "rule": {name: {"points": 1} for name in ids}}
        on = document["start"] + datetime.timedelta(draw(st.integers(1, 40_000)))
        document["policy"]["revision"] = ({"on": on, "set": changes, "name": draw(WORDS)},)
    return scenario_class(REGISTRY).model_validate(document)
