"""The sections of a report, in their order; one that a subject has nothing for is left out."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sincerity.reports.answer import answers
from sincerity.reports.assumptions import Assumptions, assumptions_of
from sincerity.reports.by_group import figures_by_group
from sincerity.reports.evidence import evidence_of
from sincerity.reports.feelings import groups_of_feelings
from sincerity.reports.figure import Figure
from sincerity.reports.gains import gains_of
from sincerity.reports.limits import limits
from sincerity.reports.lives import stories
from sincerity.reports.measured import key_lines
from sincerity.reports.on_list import figures_of_the_list
from sincerity.reports.over_time import Group, figures_over_time
from sincerity.reports.people import how_sure
from sincerity.reports.subject import Arm, Subject
from sincerity.reports.tiers import figures_of_tiers
from sincerity.reports.town import map_of
from sincerity.reports.two_claims import two_claims, verdicts_of
from sincerity.reports.words import count, listed, number
from sincerity.verdicts.document import VerdictsDocument


class Section(NamedTuple):
    """One section. template: file of its body, which finds `data`; intro: sentences before it."""

    name: str
    title: str
    template: str
    data: Any
    intro: Sequence[str] = ()


BANDS = (
    "Lines are means over {n} seeds, bands Student's 95 % intervals of them, which are wide with few seeds and may reach below 0, where "
    "no count can be."
)


def sections_of(subject: Subject, verdicts: VerdictsDocument | None = None) -> list[Section]:
    """All sections that there is something for."""
    assumed = {arm.name: assumptions_of(arm.scenario) for arm in subject.arms}
    return [
        _answer(subject),
        _claims(subject, verdicts),
        *_figures(subject),
        *_groups(subject),
        *_lives(subject),
        *_audit(subject),
        _assumptions(subject, assumed),
        Section("limits", "Limits", "limits", list(limits(subject, assumed[subject.main.name]))),
        _again(subject),
    ]


def _answer(subject: Subject) -> Section:
    lines = key_lines(subject)
    seeds = " Means over seeds." if subject.n_seeds > 1 else ""
    caption = f"What happened, over the whole time unless it says otherwise.{seeds}"
    return Section("answer", "The answer", "answer", {"answers": answers(subject, lines), "lines": lines, "caption": caption})


def _claims(subject: Subject, verdicts: VerdictsDocument | None) -> Section:
    intro = ["Two things are claimed of such a system. Neither is built in; this is what was measured of each."]
    if subject.reference is None:
        intro.append("Nothing stands beside this run, so no number here is an effect of a policy.")
    data: dict[str, Any] = {"claims": two_claims(subject), "verdicts": None}
    if verdicts is None:
        intro.append("No verdict follows from one set of values: that takes draws from their ranges (`sincerity claims`, then `--claims`).")
        return Section("claims", "The two claims", "claims", data, intro)
    data["verdicts"] = verdicts_of(verdicts)
    data["how"] = [
        f"On `{verdicts.scenario}` beside `{verdicts.against}`: {count(verdicts.draws, 'draw')} of values from their ranges, "
        f"{count(len(verdicts.seeds), 'seed')}, {count(verdicts.people, 'resident')}, {count(verdicts.days, 'day')}. Supported: beyond the "
        "threshold in at least nine of ten draws; not supported: in at most one of ten; otherwise it depends. The share is no probability. "
        f"Thresholds were fixed on {verdicts.fixed_on}."
        + (" Fewer draws than a verdict takes: provisional." if verdicts.provisional else ""),
        f"`{verdicts.command}`",
    ]
    return Section("claims", "The two claims", "claims", data, intro)


def _figures(subject: Subject) -> Iterator[Section]:
    over_time = figures_over_time(subject)
    if over_time.groups:
        intro = [BANDS.format(n=subject.n_seeds)] if subject.n_seeds > 1 else []
        intro += [f"Nothing to draw, 0 throughout: {listed([label.lower() for label in over_time.absent])}."] if over_time.absent else []
        yield Section("over-time", "Over time", "figures", over_time.groups, intro)
    tiers = [one for arm in subject.arms for one in figures_of_tiers(arm)]
    if tiers:
        yield _plain(subject, "tiers", "Up and down", tiers, "Flows between the tiers of the score.")
    feelings = list(groups_of_feelings(subject))
    if feelings:
        yield Section("feelings", "Fear and trust at the end", "figures", feelings)
    on_list = list(figures_of_the_list(subject))
    if on_list:
        yield Section("listed", "Who is listed, and who wrongly", "figures", [Group("", on_list)], [how_sure(subject.n_seeds)])
    maps = [one for arm in subject.arms for one in map_of(arm)]
    if maps:
        yield _plain(subject, "map", "A map of the invented town", maps, "North is up.")


def _plain(subject: Subject, name: str, title: str, figures: list[Figure], intro: str) -> Section:
    """Figures of one run each."""
    of = f" Of the runs with {subject.main.first.manifest.seeds}." if subject.n_seeds > 1 else ""
    return Section(name, title, "figures", [Group("", figures)], [intro + of])


def _groups(subject: Subject) -> Iterator[Section]:
    figures: list[Figure] = list(figures_by_group(subject))
    if not figures:
        return
    reference = "" if subject.reference is None else subject.reference.name
    gains = None if subject.comparison is None else gains_of(subject.comparison)
    intro = (
        f"Each point is the mean difference of the very same residents from what they have under `{reference}`. Children count in a group, "
        "who have no score and neither fear nor trust."
    )
    data = {"groups": [Group("", figures)], "spreads": gains.rows if gains else [], "how": gains.how if gains else ""}
    yield Section("groups", "Effects by group", "individual", data, [intro])


def _lives(subject: Subject) -> Iterator[Section]:
    found = stories(subject)
    if found:
        run = f"`{subject.main.name}`, {subject.main.first.manifest.seeds}"
        intro = f"Of adults who lived here from the start, under {run}. They are picked by rule, not for what befell them."
        yield Section("lives", "Three lives" if len(found) == 3 else "Lives", "lives", found, [intro])


def _audit(subject: Subject) -> Iterator[Section]:
    found = evidence_of(subject.main.first.path)
    if found is not None:
        intro = (
            f"Measures of `{subject.main.name}` under the headings of the EU AI Act (Regulation (EU) 2024/1689), made by `sincerity audit`."
        )
        yield Section("audit", found.title, "audit", found.headings, [intro])


def _assumptions(subject: Subject, assumed: dict[str, Assumptions]) -> Section:
    data = [_assumed(arm, assumed[arm.name]) for arm in subject.arms]
    intro = "Every value that went in, with its unit, its plausible range and what it rests on."
    where = "Short names of sources are spelt out on the page *sources* of the documentation."
    return Section("assumptions", "What was assumed", "assumptions", data, [f"{intro} {where}"])


def _assumed(arm: Arm, found: Assumptions) -> dict[str, Any]:
    kinds = listed([f"{number(n)} on {kind}" for kind, n in found.kinds])
    notes = (
        f"as the shipped file `{found.file}` notes them"
        if found.file
        else "as the keys themselves note them, for this is no shipped scenario"
    )
    return {
        "title": f"Under {arm.name}",
        "summary": f"{count(len(found.rows), 'value')}, {notes}: {kinds}.",
        "changed": found.changed,
        "parts": found.parts,
        "file": f"values-{arm.slug}.csv",
        "link": f"data:text/csv;charset=utf-8;base64,{base64.b64encode(found.csv.encode()).decode()}",
    }


def _again(subject: Subject) -> Section:
    runs = [
        {
            "name": arm.name,
            "luck": run.manifest.seeds,
            "people": number(run.manifest.people),
            "days": number(run.manifest.days),
            "version": run.manifest.version,
            "hash": run.manifest.result_hash,
        }
        for arm in subject.all
        for run in arm.runs
    ]
    intro = "The same command gives the same bits, on any machine, with the version named."
    return Section("again", "Make it again", "again", {"commands": commands_of(subject), "runs": runs}, [intro])


def commands_of(subject: Subject) -> list[str]:
    """What repeats the runs: the comparison's command, or that of each run that is nobody's twin."""
    if subject.comparison is not None:
        return [subject.comparison.manifest.command]
    twins = {run.twin.manifest.result_hash for arm in subject.all for run in arm.runs if run.twin is not None}
    return [
        run.manifest.command for arm in subject.all for run in arm.runs if run.manifest.command and run.manifest.result_hash not in twins
    ]
