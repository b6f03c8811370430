"""The answer, first: what came of each policy, in a few plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sincerity.reports.measured import Line, figures_of, key_lines
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.words import count, listed, number, share


class Point(NamedTuple):
    """One thing of the answer: what it is about, and the sentence."""

    about: str
    text: str


class Answer(NamedTuple):
    """The answer for one policy."""

    arm: str
    points: list[Point]


def answers(subject: Subject, lines: list[Line] | None = None) -> list[Answer]:
    """What came of every policy, and last how sure it is. lines: of `key_lines`, where they are there already."""
    by_name = {line.name: line for line in (key_lines(subject) if lines is None else lines)}
    return [Answer(arm.name, [*_points(subject, arm, by_name), Point("How sure", how_sure(subject, arm))]) for arm in subject.arms]


def _points(subject: Subject, arm: Arm, lines: Mapping[str, Line]) -> Iterator[Point]:
    figures = figures_of(arm)
    if not arm.has_policy:
        yield Point("Policy", "None was in force: nobody had a score, was listed or was refused anything for it.")
    elif "ever_listed" in figures:
        yield Point("The list", _of_the_list(figures))
    fears = [
        f"{what} {_beside(subject, arm, lines[name])}"
        for name, what in (("fear_authority_sum", "of the authority"), ("fear_wronged_sum", "of being wronged by others"))
        if name in lines
    ]
    if fears:
        yield Point("Fear", f"Mean of adults on the last day, from 0 to 1: {'; '.join(fears)}.")
    if "say_yes" in lines:
        yield Point("Trust", f"Adults who would say that most people can be trusted: {_beside(subject, arm, lines['say_yes'])}.")
    if figures.get("reports") or figures.get("informants_per_1000_adults"):
        yield Point("Informants", _of_informants(figures))
    refused = _refused(figures)
    if refused:
        yield Point("Refused", refused)
    if figures.get("posts_wanted") and arm.has_policy:
        less = figures.get("posts_softened", 0) + figures.get("posts_withheld", 0)
        if not less:
            yield Point("Speech", "No post that residents wished to make said less or was withheld.")
            return
        part = share(less, figures["posts_wanted"]).partition(",")[0]
        yield Point("Speech", f"{part} of the posts that residents wished to make said less, or were not made.")


def _of_the_list(figures: Mapping[str, float]) -> str:
    if not figures["ever_listed"]:
        return "Nobody was ever listed."
    adults = figures["adults"]
    now = f"on the last day {number(figures.get('listed_now', 0))} were, {number(figures.get('listed_wrongly_now', 0))} of them wrongly"
    ever = figures["ever_listed"]
    return f"{number(ever)} of {number(adults)} adults ({share(ever, adults)}) were on the list at some time; {now}."


def _beside(subject: Subject, arm: Arm, line: Line) -> str:
    """`65.0 %, against 64.3 % under none: +0.7 points`."""
    percent = " %" if line.unit == "percent" else ""
    text = f"{line.text(arm.name)}{percent}"
    if not line.apart(arm.name) or subject.reference is None:
        return text
    points = " points" if percent else ""
    return f"{text}, against {line.there()}{percent} under {subject.reference.name}: {line.apart(arm.name)}{points}"


def _of_informants(figures: Mapping[str, float]) -> str:
    rate = figures.get("informants_per_1000_adults", 0.0)
    when = "in the last 365 days" if figures["days"] >= 365 else "in this time"
    false = number(figures["reports_false"]) if figures.get("reports_false") else "none"
    reports = f"{count(figures.get('reports', 0), 'report')} in all, {false} of them false"
    return f"{number(rate)} of 1,000 adults reported a contact {when}; {reports}."


REFUSALS = {
    "flights_refused": "flight",
    "trains_refused": "fast train",
    "hotel_refused": "hotel room",
    "loans_refused": "loan",
}
LOST = {
    "hours_lost": "hour on slow trains",
    "hours_throttled": "hour on slowed lines",
    "jobs_lost": "well-paid job",
    "children_moved": "private school place",
}


def _refused(figures: Mapping[str, float]) -> str:
    refused, lost = ([_many(figures[name], noun) for name, noun in words.items() if figures.get(name)] for words in (REFUSALS, LOST))
    parts = [f"{listed(refused)} refused"] if refused else []
    parts += [f"{listed(lost)} lost"] if lost else []
    return f"{'; '.join(parts)}." if parts else ""


def _many(n: float, noun: str) -> str:
    """A count of a noun that words may follow.

    >>> _many(2, "hour on slow trains"), _many(1, "loan")
    ('2 hours on slow trains', '1 loan')
    """
    first, joint, rest = noun.partition(" on ")
    return f"{count(n, first)}{joint}{rest}"


def how_sure(subject: Subject, arm: Arm) -> str:
    """What the numbers rest on."""
    n = len(arm.runs)
    pairs = len(subject.pairs(arm))
    if pairs > 1:
        return (
            f"Numbers are means over {n} seeds; after a difference stands its 95 % interval over {pairs} pairs of runs of the same people."
        )
    if pairs == 1:
        return (
            "One seed, the same people with the same luck under both: the differences are the policy's effect in this one realisation. "
            "How far chance moves them, only several seeds tell (`sincerity compare`)."
        )
    seeds = "one seed" if n == 1 else f"means over {n} seeds"
    alone = f"This is {seeds} of one policy, with nothing beside it: no number here is an effect."
    return f"{alone} `--against none` adds the same people without it."
