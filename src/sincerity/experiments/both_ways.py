"""Each claim both ways: a setting inside the plausible ranges in which it holds, and one in which it fails.

`python -m sincerity.experiments.both_ways` searches them and writes `docs/claims-both-ways.md`. A claim is a margin: above 0 it
holds, below 0 it fails. Where the shipped `article` (in force everywhere from day 0) decides one side, it is shown for that side
and nothing is searched for. The policy is repealed after two years, and a third is lived without it.

Where a claim is about fear, only what people are like is searched, under the policy as shipped: the lab offers no search for the
policy that frightens most.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sincerity.engine.compose import registry
from sincerity.errors import ScenarioError
from sincerity.experiments.measure import Crew, Life, Task, interval
from sincerity.experiments.pages import asked_for, command_line, made_with, prose, written_interval
from sincerity.experiments.search import Point, Range, Settings, fewest, hypercube, pushed, ranges, settings_at, three_digits
from sincerity.scenario.load import load
from sincerity.version import __version__

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PAGE = Path("docs/claims-both-ways.md")
YEAR = 365
REPEAL_DAY = 2 * YEAR
DAYS = 3 * YEAR
MONTH = 30

MINDS = "mind."
SEARCHED = ("policy.", MINDS)
FIXED = (
    *("policy.rollout", "policy.tier", "policy.start_score", "policy.max_score"),
    *("mind.trust.start", "mind.trust.bad_rate", "mind.fear.own_wrong", "mind.fear.seen_wrong", "mind.fear.wronged"),
)
"""Not searched: when and where the policy begins, the frame of scores, and what sets the baseline of `none`."""
TIED = ("mind.trust.good_rate", "mind.trust.bad_rate")
"""The second moves with the first, in the shipped ratio, so that `none` keeps its 64.4 %."""

KEPT = 2 / 3
"""Of the margin found, the share that must stay when settings are put back to their shipped values."""

CONFIRM_FROM = 101
"""The first of the seeds that confirm; the search uses another."""

Found = Mapping[str, float]


def observe(life: Life) -> Found:
    """What is measured of the life under the policy."""
    second, before, after = life.between(YEAR, REPEAL_DAY), life.between(REPEAL_DAY - MONTH, REPEAL_DAY), life.between(DAYS - MONTH, DAYS)
    return {
        "trust": second.level("trust_sum"),
        "trust on day 0": life.between(0, 1).level("trust_sum"),
        "fear before": before.level("fear_authority_sum"),
        "fear after": after.level("fear_authority_sum"),
        "fear before, never sanctioned": before.level("fear_spared_sum", "spared"),
        "fear after, never sanctioned": after.level("fear_spared_sum", "spared"),
        "informants": 1000 * life.between(0, REPEAL_DAY).at_end("informants"),
    }


def observe_none(life: Life) -> Found:
    """What is measured of the same society without the policy."""
    return {"trust without": life.between(YEAR, REPEAL_DAY).level("trust_sum")}


def share(part: float, whole: float) -> float:
    """A part of a whole, 0 where there is none.

    >>> share(1.0, 4.0), share(0.0, 0.0)
    (0.25, 0.0)
    """
    return part / whole if whole else 0.0


class Claim(NamedTuple):
    """One claim.

    margin: above 0 where it holds; wants_none: measured against `none`; minds_only: searched under the policy as shipped;
    shown: what the page prints of a life.
    """

    name: str
    holds: str
    fails: str
    words: str
    margin: Callable[[Found], float]
    wants_none: bool
    minds_only: bool
    shown: tuple[tuple[str, Callable[[Found], float]], ...]


CLAIMS = (
    Claim(
        "Trust restored",
        "trust above `none`",
        "trust below `none`",
        "Mean trust of adults in the second year under the policy, against the same society and seed without any.",
        lambda found: found["trust"] - found["trust without"],
        True,
        False,
        (
            ("trust under the policy", lambda found: found["trust"]),
            ("trust without it", lambda found: found["trust without"]),
            ("difference", lambda found: found["trust"] - found["trust without"]),
            ("change since day 0", lambda found: found["trust"] - found["trust on day 0"]),
        ),
    ),
    Claim(
        "A culture of fear",
        "fear lasts",
        "fear fades",
        "Mean fear of the authority of adults in the last 30 days of the year after repeal, as a share of its mean in the last 30 days "
        "before: it lasts where at least half is left, and fades where less is. How fast it fades is a setting, so this share is imposed "
        "to that extent: where nothing more happens, half is left after a year at a `fade_per_year` of ln 2, some 0.69. What level it "
        "has, and how contagion and awareness carry it, is not imposed.",
        lambda found: found["fear after"] - found["fear before"] / 2,
        False,
        True,
        (
            ("level before repeal", lambda found: found["fear before"]),
            ("level a year after", lambda found: found["fear after"]),
            ("share left", lambda found: share(found["fear after"], found["fear before"])),
            ("level before, of those never sanctioned", lambda found: found["fear before, never sanctioned"]),
            ("level a year after, of those never sanctioned", lambda found: found["fear after, never sanctioned"]),
        ),
    ),
    Claim(
        "A nation of informants",
        "at least 10 per 1,000",
        "fewer than 10 per 1,000",
        "Adults who reported somebody at least once in the second year under the policy, per 1,000 adults.",
        lambda found: found["informants"] - 10,
        False,
        False,
        (("informants per 1,000 adults a year", lambda found: found["informants"]),),
    ),
)


@dataclass(frozen=True)
class Budget:
    """How much is searched and lived. draws: of the first hypercube; rounds of each: boxes around the best of each side."""

    people: int = 4_000
    draws: int = 64
    rounds: int = 1
    each: int = 12
    seed: int = 1
    confirm_people: int = 20_000
    confirm_seeds: int = 8
    burn_in_days: int = 365


@dataclass
class Search:
    """The search as it goes. lives: how many were lived for it; refused: settings that no scenario may have."""

    budget: Budget
    crew: Crew
    lives: int = 0
    refused: int = 0
    article: Scenario = field(init=False)
    space: list[Range] = field(init=False)

    def __post_init__(self) -> None:
        self.article = base(self.budget.people, self.budget.burn_in_days)
        self.space = searched(self.article)

    def space_of(self, minds_only: bool) -> list[Range]:
        """The ranges searched for a claim."""
        return [one for one in self.space if one.key.startswith(MINDS) or not minds_only]

    def see(self, wanted: Sequence[Settings], none_too: bool) -> list[Found | None]:
        """What each of the settings shows with the search's seed; None where no scenario may have them."""
        scenarios = [self._scenario(settings) for settings in wanted]
        found = iter(see_all([(scenario, self.budget.seed) for scenario in scenarios if scenario is not None], none_too, self.crew))
        seen = [None if scenario is None else next(found) for scenario in scenarios]
        self.lives += sum(one is not None for one in seen) * (1 + none_too)
        sys.stderr.write(f"\r{self.lives} lives searched")
        return seen

    def _scenario(self, settings: Settings) -> Scenario | None:
        try:
            return changed(self.article, settings)
        except ScenarioError:
            self.refused += 1
            return None


def see_all(lives: Sequence[tuple[Scenario, int]], none_too: bool, crew: Crew) -> Iterator[Found]:
    """What is measured of scenarios and seeds under their policy and, where wanted, of the same society without."""
    tasks: list[Task] = []
    for scenario, seed in lives:
        tasks.append(Task(scenario, seed, observe))
        if none_too:
            none = scenario.with_(policy__active=False, policy__revision=None, days=REPEAL_DAY)
            tasks.append(Task(none, seed, observe_none))
    seen = crew.see(tasks)
    for found in seen:
        yield {**found, **next(seen)} if none_too else found


def base(people: int, burn_in_days: int) -> Scenario:
    """The shipped article, in force everywhere from day 0, repealed after two years, and a year more."""
    article = load("article", registry())
    repeal = {"name": "repeal", "on": article.start + datetime.timedelta(days=REPEAL_DAY), "set": {"active": False}}
    sizes = {"society__people": people, "days": DAYS, "burn_in_days": burn_in_days}
    return article.with_(**sizes, policy__rollout=None, policy__revision=(repeal,))


def searched(article: Scenario) -> list[Range]:
    """The ranges searched, that of the tied rate cut so that the one tied to it stays inside its own."""
    space = ranges("article", article, SEARCHED, FIXED)
    good, bad = (_range_of(article, key) for key in TIED)
    low, high = (bound * good.shipped / bad.shipped for bound in (bad.low, bad.high))
    cut = Range(good.key, max(good.low, low), min(good.high, high), good.shipped)
    return [cut if one.key == good.key else one for one in space]


def _range_of(article: Scenario, key: str) -> Range:
    """The range that the shipped file notes beside a key."""
    return next(iter(ranges("article", article, (key,), ())))


def changed(article: Scenario, settings: Settings) -> Scenario:
    """The article with settings changed, and with them what is tied to them."""
    changes = dict(settings)
    if TIED[0] in changes:
        ratio = article.mind.trust.bad_rate / article.mind.trust.good_rate
        changes[TIED[1]] = three_digits(changes[TIED[0]] * ratio)
    return article.with_(**{key.replace(".", "__"): value for key, value in changes.items()})


class Side(NamedTuple):
    """One side of a claim. settings: that differ from the shipped ones; reached: whether the search came to lie on the side."""

    claim: Claim
    sign: int
    settings: Settings
    reached: bool

    @property
    def name(self) -> str:
        """What is the case on this side."""
        return self.claim.holds if self.sign > 0 else self.claim.fails


@dataclass(frozen=True)
class Drawn:
    """The first hypercube over the ranges of `space`. shipped: what the shipped settings show."""

    space: list[Range]
    shipped: Found
    points: list[Point]
    found: list[Found]

    def n_holding(self, claim: Claim) -> int:
        """In how many of the drawn settings a claim holds."""
        return sum(claim.margin(one) > 0 for one in self.found)


def draw_all(search: Search, minds_only: bool) -> Drawn:
    """See the shipped settings and a Latin hypercube over the ranges of claims that are searched so."""
    budget, space = search.budget, search.space_of(minds_only)
    points = list(hypercube(budget.draws, (0.5,) * len(space), 0.5, budget.seed))
    first, *rest = search.see([{}, *(settings_at(point, space) for point in points)], none_too=not minds_only)
    assert first is not None
    kept = [(point, one) for point, one in zip(points, rest, strict=True) if one is not None]
    return Drawn(space, first, [point for point, _ in kept], [one for _, one in kept])


def find_side(search: Search, claim: Claim, sign: int, drawn: Drawn) -> Side:
    """The shipped settings where they decide this side; else the best found, cut to as few changes as keep most of its margin."""
    if sign * claim.margin(drawn.shipped) > 0:
        return Side(claim, sign, {}, True)
    best = refined(search, claim, sign, drawn)
    settings = settings_at(best.point, drawn.space)
    if best.margin <= 0:
        return Side(claim, sign, settings, False)

    def enough(kept: Settings) -> bool:
        (found,) = search.see([kept], claim.wants_none)
        return found is not None and sign * claim.margin(found) >= KEPT * best.margin

    return Side(claim, sign, fewest(settings, enough), True)


class Best(NamedTuple):
    """The best point so far, by its margin on the side wanted."""

    margin: float
    point: Point


def refined(search: Search, claim: Claim, sign: int, drawn: Drawn) -> Best:
    """The best drawn, then the best of it pushed toward the favourable ends, then the best of boxes around that."""
    margins = [sign * claim.margin(found) for found in drawn.found]
    best = max(Best(margin, point) for margin, point in zip(margins, drawn.points, strict=True))

    def better(points: Sequence[Point]) -> Best:
        seen = search.see([settings_at(point, drawn.space) for point in points], claim.wants_none)
        tried = [Best(sign * claim.margin(found), point) for point, found in zip(points, seen, strict=True) if found is not None]
        return max([best, *tried])

    best = better(list(pushed(best.point, drawn.points, margins)))
    for turn in range(search.budget.rounds):
        best = better(list(hypercube(search.budget.each, best.point, 0.25 / 2**turn, search.budget.seed + 1 + turn)))
    return best


def confirm(side: Side, budget: Budget, crew: Crew) -> list[Found]:
    """What a side shows in a larger society with seeds that the search never saw."""
    scenario = changed(base(budget.confirm_people, budget.burn_in_days), side.settings)
    seeds = range(CONFIRM_FROM, CONFIRM_FROM + budget.confirm_seeds)
    return list(see_all([(scenario, seed) for seed in seeds], side.claim.wants_none, crew))


Confirmed = list[tuple[Side, list[Found]]]


def page(search: Search, drawn: Mapping[bool, Drawn], sides: Confirmed, seconds: float) -> str:
    """The page, whole."""
    command = command_line("sincerity.experiments.both_ways", vars(search.budget), vars(Budget()))
    lines = [*_opening(search), *made_with(__version__, command, (search.article,), seconds, search.crew.processes)]
    for claim in CLAIMS:
        lines += [f"## {claim.name}", "", *prose(claim.words)]
        cube = drawn[claim.minds_only]
        where = " of minds alone" if claim.minds_only else ""
        lines += prose(
            f"Of the {len(cube.found)} settings of the hypercube{where}, with one seed, {cube.n_holding(claim)} give *{claim.holds}*."
        )
        lines += [*_both([(side, found) for side, found in sides if side.claim is claim], search), ""]
    return "\n".join(lines).rstrip() + "\n"


def _opening(search: Search) -> list[str]:
    budget, tables = search.budget, dict.fromkeys(".".join(one.key.split(".")[:2]) for one in search.space)
    refused = f" {search.refused} settings were refused as no scenario." if search.refused else ""
    return [
        *("# Each claim, both ways", ""),
        *prose(
            "For each claim a setting inside the plausible ranges in which it holds, and one in which it fails. That both are there says",
            "that neither verdict is built in; it does not say how likely either is. The scenario is `article` in force everywhere from",
            f"day 0, for {REPEAL_DAY} days, and then repealed for a year. The society is that of `none` throughout.",
        ),
        *prose(
            f"Searched: {len(search.space)} keys of {_listed(tables)}, each in the range that the shipped file notes beside it.",
            f"`{TIED[1]}` moves with `{TIED[0]}` in the shipped ratio, so that `none` keeps its 64.4 %; of the range of the latter",
            "only what keeps the former inside its own is searched. Not searched: the society, when and where the policy begins, the",
            "bounds of scores and tiers, choices of design, and what moves fear of being wronged alone.",
        ),
        *prose(
            f"For the claim about fear the {len(search.space_of(True))} keys of `mind` alone were searched, under the policy as shipped:",
            "how people feel is unknown, and a search for the policy that frightens most is no part of this laboratory.",
        ),
        *prose(
            f"A Latin hypercube of {budget.draws} settings, and one of minds alone; for each side that the shipped values do not decide,",
            "the best of them with 1, 2, 4, … keys moved to the end of their range that went with the side most (rank correlation over",
            f"the hypercube); {_counted(budget.rounds, 'round')} of {budget.each} in boxes around the best, half as wide each time; all",
            f"with {budget.people:,} people and seed {budget.seed}. Then as many settings as possible were put back to their shipped",
            f"values, as long as two thirds of the margin stayed. {search.lives:,} lives in all.{refused}",
        ),
        *prose(
            f"The values below were measured with {budget.confirm_people:,} people and seeds {CONFIRM_FROM} to",
            f"{CONFIRM_FROM + budget.confirm_seeds - 1}, which the search never saw: means with Student's 95 % intervals over seeds.",
            "*Confirmed* says whether all of the interval lies on the side named.",
        ),
    ]


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _listed(tables: Mapping[str, object]) -> str:
    return ", ".join(f"`{name}`" for name in tables)


def _both(sides: Confirmed, search: Search) -> Iterator[str]:
    claim = sides[0][0].claim
    yield f"| | {' | '.join(side.name for side, _ in sides)} |"
    yield f"|---|{'---:|' * len(sides)}"
    for name, value in claim.shown:
        yield f"| {name} | {' | '.join(written_interval(interval([value(one) for one in found])) for _, found in sides)} |"
    yield f"| confirmed | {' | '.join(verdict(side, found) for side, found in sides)} |"
    for side, _ in sides:
        yield ""
        yield from _settings(side, search)


def verdict(side: Side, found: Sequence[Found]) -> str:
    """Whether the whole interval of the margin lies on the side."""
    margin = interval([side.claim.margin(one) for one in found])
    return "yes" if margin.sign == side.sign else "**no**"


def _settings(side: Side, search: Search) -> Iterator[str]:
    name = f"*{side.name[:1].upper()}{side.name[1:]}*"
    if not side.settings:
        yield f"{name}: the shipped values."
        return
    if not side.reached:
        yield f"{name}: **not reached** inside the plausible ranges; the nearest that the search found is"
    else:
        yield f"{name}: the shipped values but for"
    yield from ("", "| key | shipped | here | plausible |", "|---|---:|---:|---|")
    by_key = {one.key: one for one in search.space}
    for key, value in side.settings.items():
        one = by_key[key]
        yield f"| `{key}` | {one.shipped:g} | {value:g} | {one.low:.4g} to {one.high:.4g} |"
        if key == TIED[0]:
            tied = _range_of(search.article, TIED[1])
            here = changed(search.article, side.settings).mind.trust.bad_rate
            yield f"| `{TIED[1]}` | {tied.shipped:g} | {here:g} | {tied.low:.4g} to {tied.high:.4g} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Search, confirm and write the page."""
    summary = (__doc__ or "").partition("\n")[0]
    budget, processes, out = asked_for("sincerity.experiments.both_ways", summary, Budget(), PAGE, arguments)
    began = time.monotonic()
    with Crew(processes) as crew:
        search = Search(budget, crew)
        drawn = {minds_only: draw_all(search, minds_only) for minds_only in dict.fromkeys(claim.minds_only for claim in CLAIMS)}
        sides = [find_side(search, claim, sign, drawn[claim.minds_only]) for claim in CLAIMS for sign in (1, -1)]
        confirmed = [(side, confirm(side, budget, crew)) for side in sides]
    sys.stderr.write("\n")
    out.write_text(page(search, drawn, confirmed, time.monotonic() - began), encoding="utf-8")


if __name__ == "__main__":
    main()
