"""Every mechanism switched on over the least that it stands on: what it must move, and what it may move either way.

`python -m sincerity.experiments.switches` lives both sides of every pair with the same seeds and writes
`docs/mechanisms-measured.md`. The base is `none` with the settings named in the first table, of the shipped `article`
where it has them (of another shipped scenario where it has not); the other side differs by what is named beside it. Same seed,
same society, same luck.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sincerity.compute.fixed import DAYS_PER_YEAR
from sincerity.engine.compose import registry
from sincerity.experiments.measure import Crew, Interval, Task, interval
from sincerity.experiments.outcomes import DIRECT, FREE, Outcome, observe
from sincerity.experiments.pages import asked_for, command_line, made_with, prose, written, written_interval
from sincerity.scenario.emit import scenario_hash, toml_value
from sincerity.scenario.load import load
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PAGE = Path("docs/mechanisms-measured.md")


@dataclass(frozen=True)
class From:
    """The value of a setting that is taken from a shipped scenario."""

    scenario: str


ARTICLE = From("article")
DUE_PROCESS = From("due-process")
CREDIT_BUREAU = From("credit-bureau")

Setting = tuple[str, object]
SCORES = ("start_score", "min_score", "max_score", "return_per_year", "rule", "tier", "scoring", "surveillance")
SCORING: tuple[Setting, ...] = tuple((f"policy.{key}", ARTICLE) for key in SCORES)
BUREAU: tuple[Setting, ...] = (("policy.active", True), *((f"policy.{key}", CREDIT_BUREAU) for key in SCORES))
SCORED: tuple[Setting, ...] = (("policy.active", True), *SCORING)
LISTED = (*SCORED, ("policy.listing", ARTICLE))
EVERYONE_AWARE: Setting = ("mind.awareness.from", "everyone")
REPEAL: Setting = ("policy.revision", ({"name": "repeal", "on": datetime.date(2015, 6, 14), "set": {"active": False}},))
UNSCORED: tuple[Setting, ...] = (("policy.active", True), ("policy.scoring.active", False))


@dataclass(frozen=True)
class Pair:
    """A mechanism with and without. base: what `none` is given for both; off, on: what each side is given beside it.

    times: how many times as many seeds are lived, where a measure is of so few people that the others' seeds do not tell it
    """

    mechanism: str
    base: tuple[Setting, ...]
    off: tuple[Setting, ...]
    on: tuple[Setting, ...]
    times: int = 1


def _of_policy(mechanism: str, base: tuple[Setting, ...], *on: Setting) -> Pair:
    return Pair(mechanism, base, (), on)


def _of_switch(key: str, *base: Setting) -> Pair:
    """A mechanism that `none` has in force: off on one side."""
    return Pair(key.split(".")[1], base, ((f"{key}.active", False),), ((f"{key}.active", True),))


PAIRS: tuple[Pair, ...] = (
    Pair("behaviour", (), (("society.behaviours_active", False),), (("society.behaviours_active", True),)),
    Pair("scoring", (("policy.active", True),), (("policy.scoring.active", False),), SCORING),
    _of_policy("listing", SCORED, ("policy.listing", ARTICLE)),
    Pair("due_process", LISTED, (), (("policy.due_process", DUE_PROCESS),), times=2),
    _of_policy("travel", LISTED, ("policy.travel", ARTICLE)),
    _of_policy("hotels", LISTED, ("policy.hotels", ARTICLE)),
    _of_policy("jobs", LISTED, ("policy.jobs", ARTICLE)),
    _of_policy("loans", BUREAU, ("policy.loans", CREDIT_BUREAU)),
    _of_policy("schools", LISTED, ("policy.schools", ARTICLE)),
    _of_policy("internet", LISTED, ("policy.internet", ARTICLE)),
    _of_policy("ring_tone", LISTED, ("policy.ring_tone", ARTICLE)),
    _of_policy("public_list", LISTED, ("policy.public_list", ARTICLE)),
    _of_policy("deadbeat_map", LISTED, ("policy.deadbeat_map", ARTICLE)),
    _of_policy("detention", LISTED, ("policy.detention", ARTICLE)),
    _of_policy("informants", SCORED, ("policy.informants", ARTICLE)),
    _of_policy("association", SCORED, ("policy.association.active", True)),
    _of_policy("rollout", SCORED, ("policy.rollout", ARTICLE)),
    _of_policy("revisions", SCORED, REPEAL),
    _of_switch("mind.awareness", *UNSCORED),
    _of_switch("mind.deterrence", *LISTED, EVERYONE_AWARE),
    _of_switch("mind.expression", *SCORED, ("policy.speech", ARTICLE), EVERYONE_AWARE),
    _of_switch("mind.fear", *LISTED, ("policy.travel", ARTICLE), ("mind.fear.wronged_start", 0.0)),
    _of_switch("mind.trust"),
    _of_switch("mind.ties"),
    _of_switch("society.economy"),
    Pair("demography", (), (("society.aging.active", False),), (("society.aging.active", True),)),
)


@dataclass(frozen=True)
class Size:
    """How much is lived for every pair. seeds: how many, from 0 on, at least 2."""

    people: int = 20_000
    days: int = 730
    burn_in_days: int = 365
    seeds: int = 6


def build(settings: Sequence[Setting], size: Size) -> Scenario:
    """`none` of that size with settings laid over it, those of `article` taken from there."""
    shipped = {value.scenario: load(value.scenario, registry()) for _, value in settings if isinstance(value, From)}
    values = {key: shipped[value.scenario].table(key) if isinstance(value, From) else value for key, value in settings}
    sizes = {"society.people": size.people, "days": size.days, "burn_in_days": size.burn_in_days}
    return load("none", registry()).with_(**{key.replace(".", "__"): value for key, value in {**sizes, **values}.items()})


def sides(pair: Pair, size: Size) -> tuple[Scenario, Scenario]:
    """The base, and the base with the mechanism."""
    return build((*pair.base, *pair.off), size), build((*pair.base, *pair.on), size)


def all_sides(size: Size) -> list[Scenario]:
    """Every scenario that is lived, in order."""
    return [side for pair in PAIRS for side in sides(pair, size)]


Observed = list[dict[tuple[str, str], float]]


def observe_pairs(size: Size, processes: int) -> dict[str, tuple[Observed, Observed]]:
    """By mechanism, what every seed's life showed without it and with it. A scenario that serves several pairs is lived once."""
    scenarios = {pair.mechanism: sides(pair, size) for pair in PAIRS}
    distinct = {scenario_hash(side): side for both in scenarios.values() for side in both}
    n_seeds = dict.fromkeys(distinct, size.seeds)
    for pair in PAIRS:
        for side in scenarios[pair.mechanism]:
            n_seeds[scenario_hash(side)] = max(n_seeds[scenario_hash(side)], pair.times * size.seeds)
    tasks = [Task(scenario, seed, observe) for name, scenario in distinct.items() for seed in range(n_seeds[name])]
    seen = []
    with Crew(processes) as crew:
        for found in crew.see(tasks):
            seen.append(found)
            sys.stderr.write(f"\r{len(seen)} of {len(tasks)} lives")
    sys.stderr.write("\n")
    rest = iter(seen)
    lives = {name: [next(rest) for _ in range(n_seeds[name])] for name in distinct}
    n_of = {pair.mechanism: pair.times * size.seeds for pair in PAIRS}
    sides_of = {name: [lives[scenario_hash(side)][: n_of[name]] for side in both] for name, both in scenarios.items()}
    return {name: (off, on) for name, (off, on) in sides_of.items()}


def page(observed: dict[str, tuple[Observed, Observed]], size: Size, seconds: float, processes: int) -> str:
    """The page, whole."""
    command = command_line("sincerity.experiments.switches", vars(size), vars(Size()))
    lines = [
        *_opening(size),
        *made_with(__version__, command, all_sides(size), seconds, processes),
        *("## What is compared", "", *compared(), ""),
        *("## What must move", "", *_must_move_words(size), *must_move(observed), ""),
        *("## What has no expected sign", "", *_free_words(observed), *free(observed)),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _opening(size: Size) -> list[str]:
    more = [pair.mechanism for pair in PAIRS if pair.times > 1]
    paragraph = prose(
        "Each [mechanism](mechanisms/index.md) is switched on over the least that it stands on and compared with that base:",
        f"{size.people:,} people, {size.days} days after {size.burn_in_days} days of burn-in, the policy in force everywhere from day 0",
        f"(but for *rollout* itself), seeds 0 to {size.seeds - 1}, and twice as many for {', '.join(f'*{name}*' for name in more)}, where",
        "one measure is of very few people. Both sides of a pair live with the same seed: the same society, the same luck.",
        "Values are those of the shipped scenarios, and for *association*, which none of them has, its default; none was",
        "chosen for its outcome. Fear of being wronged starts at 0, so that what there is of it was brought by wrongs.",
    )
    return ["# Every mechanism, measured", "", *paragraph]


def compared() -> Iterator[str]:
    """The table of settings."""
    yield from prose(
        "Settings over those of `none`; *article's* are those that the scenario `article` ships, and so with others. *Scores* are",
        f"article's `policy.{{{', '.join(SCORES)}}}`, *a bureau's scores* the same keys of credit-bureau.",
    )
    yield "| mechanism | base: `none` with | without | with |"
    yield "|---|---|---|---|"
    for pair in PAIRS:
        yield f"| [{pair.mechanism}](mechanisms/{pair.mechanism}.md) | {_said(pair.base)} | {_said(pair.off)} | {_said(pair.on)} |"


def _said(settings: Sequence[Setting]) -> str:
    said = [f"`{key} = {toml_value(value)}`" for key, value in settings if not isinstance(value, From)]
    if all(setting in settings for setting in SCORING):
        said.append("*scores*")
    if all(setting in settings for setting in BUREAU):
        said.append("*a bureau's scores*")
    others = [setting for setting in settings if setting not in SCORING and setting not in BUREAU]
    said += [f"{value.scenario}'s `{key}`" for key, value in others if isinstance(value, From)]
    return "; ".join(said) or "–"


def _must_move_words(size: Size) -> list[str]:
    return prose(
        "Direct measures: what the rule itself writes or moves. *Must* is the direction that the rule fixes: *either* where it fixes",
        "none, *not less* where the rule can only add, and adds nothing if the values never bring it about.",
        f"Rates, stocks and levels are those of the last {min(DAYS_PER_YEAR, size.days)} days, informants and ties those of the last day.",
        "The difference is the mean of the paired differences, with Student's 95 % interval over seeds. *Moved* says whether all of",
        "the interval lies on the side named, *not here* that it may lie there and does not with these values. What a mechanism keeps by",
        "itself (fear, trust) is 0 where it is off; of risk and trust, which start above 0, what must move is how far they are learned.",
    )


def must_move(observed: dict[str, tuple[Observed, Observed]]) -> Iterator[str]:
    """The table of direct measures."""
    yield "| mechanism | measure | unit | base | with | difference | must | moved |"
    yield "|---|---|---|---:|---:|---:|---|---|"
    for pair in PAIRS:
        for outcome, must in DIRECT[pair.mechanism]:
            off, on, change = difference(observed[pair.mechanism], pair.mechanism, outcome)
            cells = (pair.mechanism, outcome.name, outcome.unit, written(off), written(on), written_interval(change), must)
            yield f"| {' | '.join(cells)} | {moved(change, must)} |"


def difference(both: tuple[Observed, Observed], mechanism: str, outcome: Outcome) -> tuple[float, float, Interval]:
    """Means of an outcome on both sides, and the interval of the paired difference."""
    off, on = ([seen[mechanism, outcome.name] for seen in side] for side in both)
    return sum(off) / len(off), sum(on) / len(on), interval([b - a for a, b in zip(off, on, strict=True)])


def moved(change: Interval, must: str) -> str:
    """Whether a difference has the sign that the rule fixes.

    >>> moved(Interval(2.0, 1.0, 3.0), "more"), moved(Interval(0.0, -1.0, 1.0), "less"), moved(Interval(0.0, 0.0, 0.0), "either")
    ('yes', '**no**', '–')
    """
    if must == "either":
        return "–"
    if must == "not less":
        return "**no**" if change.sign < 0 else "yes" if change.sign > 0 else "not here"
    return "yes" if change.sign == {"more": 1, "less": -1}[must] else "**no**"


def _free_words(observed: dict[str, tuple[Observed, Observed]]) -> list[str]:
    others = [(pair.mechanism, outcome) for pair in PAIRS for outcome in FREE if not keeps(pair.mechanism, outcome)]
    n_moved = sum(difference(observed[name], "", outcome)[2] != (0, 0, 0) for name, outcome in others)
    return prose(
        "The same pairs. For these outcomes no sign is expected but of the mechanism that keeps the outcome (above), none is tested, and",
        "no value was chosen to bring one about: what stands here was found with the shipped values, and other values inside their",
        "plausible ranges may turn it. Differences with 95 % intervals; **bold** where the interval leaves out 0, as about",
        f"{0.05 * n_moved:.0f} of the {n_moved} would by chance were there no effect at all. Where a mechanism keeps the outcome by",
        "itself (*fear*, *trust*), the difference is from nothing kept, and so stands in brackets.",
    )


OWN = {"fear": "fear", "trust": "trust"}
"""Outcomes that a mechanism keeps by itself: the word that their names hold."""


def keeps(mechanism: str, outcome: Outcome) -> bool:
    """Whether a mechanism keeps the outcome, which is nothing where it is off."""
    return mechanism in OWN and OWN[mechanism] in outcome.name


def free(observed: dict[str, tuple[Observed, Observed]]) -> Iterator[str]:
    """The tables of outcomes without an expected sign, one an outcome; those that not one seed moved in a sentence."""
    for outcome in FREE:
        found = {pair.mechanism: difference(observed[pair.mechanism], "", outcome) for pair in PAIRS}
        same = [name for name, (_, _, change) in found.items() if change == (0, 0, 0)]
        yield from (f"### {outcome.name[:1].upper()}{outcome.name[1:]}", "", f"Unit: {outcome.unit}.", "")
        if len(same) < len(found):
            yield from ("| mechanism | base | with | difference |", "|---|---:|---:|---:|")
        for name, (off, on, change) in found.items():
            if name not in same:
                yield f"| {name} | {written(off)} | {written(on)} | {_emphasised(change, name, outcome)} |"
        yield from ("", f"The same in every seed, with and without: {', '.join(same)}.", "") if same else ("",)


def _emphasised(change: Interval, mechanism: str, outcome: Outcome) -> str:
    text = written_interval(change)
    if keeps(mechanism, outcome):
        return f"({text})"
    return f"**{text}**" if change.sign else text


def main(arguments: Sequence[str] | None = None) -> None:
    """Live all pairs and write the page."""
    summary = (__doc__ or "").partition("\n")[0]
    size, processes, out = asked_for("sincerity.experiments.switches", summary, Size(), PAGE, arguments)
    began = time.monotonic()
    observed = observe_pairs(size, processes)
    out.write_text(page(observed, size, time.monotonic() - began, processes), encoding="utf-8")


if __name__ == "__main__":
    main()
