"""The account of a score on a screen: step by step, then what stands, what follows from it, and what it would be without error."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from sincerity.observe.account import Step
from sincerity.observe.phrases import sentence
from sincerity.observe.screen import WIDTH, Line, Weight, wrapped
from sincerity.observe.who import moved_in, who
from sincerity.observe.why import Why
from sincerity.observe.why_phrases import QUIET, STEPS
from sincerity.types import BY_JUDGMENT, BY_SCORE, IN_DEBT, JUDGED

DATE = 12
NUMBER = 8
WHAT = WIDTH - DATE - 3 * NUMBER


def screen(why: Why) -> Iterator[Line]:
    """The whole page."""
    yield from wrapped(who(why.run, why.resident, why.row, f"on {why.date}"), "strong")
    last = why.run.manifest.days - 1
    place = "the last" if why.day == last else f"of 0 to {last:,}"
    yield from wrapped(f"Under {why.scenario.name}, {why.run.manifest.seeds}. Day {why.day:,}, {place}.")
    came = moved_in(why.run.manifest.start, why.scenario.burn_in_days, why.row)
    if came is not None and came > why.run.manifest.start:
        yield from wrapped(f"Until {came} another person lived here; the account is of who lives here on the day.")
    yield Line("")
    if why.steps:
        yield from _table(why)
        yield Line("")
    for text in standing(why):
        yield from wrapped(text, "strong" if text == next(standing(why)) else "plain")


def _table(why: Why) -> Iterator[Line]:
    scored = any(step.score or step.points for step in why.steps)
    heads = ("points", "score", "clean") if scored else ("", "", "")
    yield Line(_row("", "", *heads), "strong")
    for quiet, stretch in groupby(why.steps, key=lambda step: step.kind in QUIET):
        steps = list(stretch)
        if quiet and len(steps) > 1:
            yield from _step(why, steps[-1], _stretch(why, steps), sum(step.points for step in steps), scored)
        else:
            for step in steps:
                yield from _step(why, step, why.text_of(step), step.points, scored)


def _stretch(why: Why, steps: Sequence[Step]) -> str:
    kinds = [STEPS[kind] for kind in dict.fromkeys(step.kind for step in steps)]
    return sentence(f"{'; '.join(kinds)}: {len(steps)} steps since {why.date_of(steps[0].day)}")


def _step(why: Why, step: Step, text: str, points: int, scored: bool) -> Iterator[Line]:
    numbers = (f"{points:+,}" if points else "", f"{step.score:,}", f"{step.clean_score:,}") if scored else ("", "", "")
    weight: Weight = "strong" if step.is_false or text.startswith("LISTED") else "plain"
    for i, line in enumerate(textwrap.wrap(text, WHAT - 2, break_on_hyphens=False)):
        yield Line(_row(str(why.date_of(step.day)), line, *numbers) if i == 0 else _row("", line, "", "", ""), weight)


def _row(date: str, what: str, *numbers: str) -> str:
    return (f"{date:<{DATE}}{what:<{WHAT}}" + "".join(f"{number:>{NUMBER}}" for number in numbers)).rstrip()


def standing(why: Why) -> Iterator[str]:
    """What stands on the day, in sentences: score and listing, why listed or not, sanctions, and what would be without error."""
    yield _verdict(why)
    if not why.state.is_adult:
        yield "A child has no score of its own and is on no list: it keeps the start."
        return
    yield from _list(why)
    yield from _sanctions(why)
    yield _without_error(why)
    if any(step.is_false for step in why.steps):
        yield (
            "FALSE is what the lab knows. The authority, and whoever sees the score or the list, cannot tell it from what is true: only "
            "the resident knows that there was no such act, and only its author that a report is false."
        )


def _verdict(why: Why) -> str:
    grade = f", grade {why.tier}" if why.tier else ""
    score = f"the score is {why.score:,}{grade}" if why.is_scored else "there is no score"
    listed = "on the list" if why.is_listed else "not on the list"
    return f"On {why.date} {score}, and the resident is {listed}{', wrongly' if why.is_listed_wrongly else ''}."


def _list(why: Why) -> Iterator[str]:
    """Why on the list, or how far from it."""
    for step in why.grounds:
        yield f"Listed since {why.date_of(step.day)}: {_ground(why, step)}"
    listing = why.scenario_now.policy.listing
    in_force = why.scenario_now.policy.active and listing is not None and listing.active
    if not in_force:
        yield "The policy has no list."
        return
    if why.score is not None and listing.by_score and not why.state.listing & BY_SCORE:
        yield f"Scores below {listing.by_score_below:,} list: this one is {why.score - listing.by_score_below:,} above that line."
    if listing.by_judgment and why.means & IN_DEBT and not why.state.listing & BY_JUDGMENT:
        yield _debt(why)


def _ground(why: Why, step: Step) -> str:
    listing = why.scenario_now.policy.listing
    if step.kind == "listed_by_score":
        recovery = listing.by_score_below + listing.recovery_points
        return f"the score, {step.score:,} on that day, fell below {why.line_on(step.day):,}; it has to be {recovery:,} to end."
    term = f" It ends after {listing.term_days:,} days, on {why.date_of(step.day + listing.term_days)}." if listing.term_days else ""
    if step.kind == "wrong_judgment":
        return f"a court's mistake, nothing was due.{term}"
    since = "" if step.since is None else f" The debt fell due on {why.date_of(step.since)}."
    return f"a judgment.{since}{term} Or when the debt is paid." if term else f"a judgment.{since} It ends when the debt is paid."


def _debt(why: Why) -> str:
    """What becomes of an open debt that lists nobody at present."""
    due, policy = why.state.debt_day, why.scenario_now.policy
    assert due is not None
    since = f"A debt has been open since {why.date_of(due)}"
    if why.state.listing & JUDGED:
        return f"{since}. It was judged before, and a debt is judged once."
    sued = due + why.scenario.society.debt.sued_after_days
    grace = sued + policy.listing.grace_days
    process = policy.due_process
    notice = spared = ""
    if process is not None and process.active:
        notice = f", and {process.notice_days:,} days of notice after it"
        spared = ", unless there is no money for it" if process.spares_unable else ""
    return (
        f"{since}: the creditor goes to court on {why.date_of(sued)}, the grace ends on {why.date_of(grace)}{notice}, and a court may "
        f"hear it on the first of a month from then on{spared}."
    )


def _sanctions(why: Why) -> Iterator[str]:
    by_day: dict[int, list[str]] = {}
    for sanction in why.sanctions:
        by_day.setdefault(sanction.since, []).append(sanction.text)
    for day, texts in sorted(by_day.items()):
        yield f"In force since {why.date_of(day)}: {', '.join(texts)}."
    if not by_day:
        yield "No sanction is in force."


def _without_error(why: Why) -> str:
    errors = why.errors
    counts = (
        (errors.records, "wrong record", "wrong records"),
        (errors.reports, "false report", "false reports"),
        (errors.judgments, "wrong judgment", "wrong judgments"),
    )
    told = [f"the {one}" if n == 1 else f"the {n} {many}" for n, one, many in counts if n]
    if not told:
        return (
            "Nothing in this account is false: the score is what the acts and the rules make it." if why.is_scored else "Nothing is false."
        )
    same = why.score == why.clean_score
    score = "the score would be the same" if same else f"the score would be {why.clean_score:,} and not {why.score:,}"
    if why.is_listed:
        listed = "on the list all the same" if why.would_be_listed else "not be on the list"
    else:
        listed = "be on the list" if why.would_be_listed else "not be on the list either"
    verb = f"the resident would {'be ' if listed.startswith('on') else ''}{listed}"
    return f"Without {' and '.join(told)} {f'{score}, and ' if why.is_scored else ''}{verb}."
