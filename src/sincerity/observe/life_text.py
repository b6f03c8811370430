"""Two lives on a screen: a line a day, what is the same in both faint, then what they came to."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterator, Sequence

from sincerity.observe.life import Event, Life
from sincerity.observe.life_end import End, ends_of, heading
from sincerity.observe.phrases import is_counted, sentence, tell_year
from sincerity.observe.screen import WIDTH, Line, wrapped

DATE = 12
SAME = "= "
"""Stands before what is the same in both, for those who see no faint print."""
HALF = (WIDTH - DATE - len(SAME) - 2) // 2
NOTHING = "-"
LONGEST = 24
"""Letters of a scenario's name over a column."""
LONG = 60
"""A life with something to tell on more days is told by year."""


def screen(life: Life, *, every_day: bool = False) -> Iterator[Line]:
    """The whole page. every_day: also of a long life."""
    for text in heading(life):
        yield from wrapped(text, "strong")
    luck = "the same luck" if life.same_luck else "luck of its own in each"
    yield from wrapped(f"The same person with {luck}, under {life.here.name} and under {life.there.name}.")
    yield Line(f"{life.days:,} days from {life.start}, {life.run.manifest.seeds}.")
    yield Line("")
    days = list(life.by_day())
    here, there = short_names(life)
    yield Line(_columns("", f"under {here}", f"under {there}"), "strong")
    if not days:
        yield Line("Nothing happened under either.")
    elif len(days) <= LONG or every_day:
        for day, both, ours, theirs in days:
            yield from _day(str(life.start + datetime.timedelta(days=day)), both, ours, theirs)
    else:
        yield from _years(life, days)
    yield Line("")
    yield from _ends(life)
    yield Line("")
    for text in _foot(life, days, every_day):
        yield from wrapped(text)


def short_names(life: Life) -> tuple[str, str]:
    """Names that fit over a column; whole ones stand in the heading."""
    here, there = (name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in (life.here.name, life.there.name))
    return (here, there) if here != there else ("this run", "its twin")


Day = tuple[int, list[Event], list[Event], list[Event]]


def _columns(date: str, here: str, there: str, mark: str = "") -> str:
    """One line of both columns."""
    return f"{date:<{DATE}}{mark:<{len(SAME)}}{here:<{HALF}}  {there}".rstrip()


def _day(date: str, both: Sequence[Event], ours: Sequence[Event], theirs: Sequence[Event]) -> Iterator[Line]:
    """A day: what is the same in one stretch, then what differs side by side."""
    acts = {event.text_key for event in (*both, *ours, *theirs) if event.kind == "act"}
    yield from _entry(date, [_told(event, acts) for event in both], *([_told(event, acts) for event in one] for one in (ours, theirs)))


def _told(event: Event, acts: set[str]) -> str:
    return "put on record for it" if event.kind == "record" and event.text_key in acts else event.text


def _entry(date: str, both: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Line]:
    for i, line in enumerate(textwrap.wrap(_sentences(both), WIDTH - DATE - len(SAME))):
        yield Line(f"{date if i == 0 else '':<{DATE}}{SAME if i == 0 else '':<{len(SAME)}}{line}", "faint")
    if not (ours or theirs):
        return
    left, right = (textwrap.wrap(_sentences(one), HALF) or [NOTHING] for one in (ours, theirs))
    for i in range(max(len(left), len(right))):
        cells = (column[i] if i < len(column) else "" for column in (left, right))
        yield Line(_columns(date if i == 0 and not both else "", *cells))


def _sentences(words: Sequence[str]) -> str:
    return sentence("; ".join(words)) if words else ""


def _years(life: Life, days: Sequence[Day]) -> Iterator[Line]:
    """A long life: of every year what stands out by its date, and how often all else happened."""
    by_year: dict[int, list[Day]] = {}
    for row in days:
        by_year.setdefault((life.start + datetime.timedelta(days=row[0])).year, []).append(row)
    for year, rows in by_year.items():
        yield Line(str(year), "strong")
        for day, *parts in rows:
            both, ours, theirs = ([event.text for event in part if not is_counted(event.kind)] for part in parts)
            if both or ours or theirs:
                yield from _entry(str(life.start + datetime.timedelta(days=day)), both, ours, theirs)
        yield from _entry("in all", *_counted(rows))


def _counted(rows: Sequence[Day]) -> tuple[list[str], list[str], list[str]]:
    """What happened how often in a year: the same in both, under the run's policy, under the twin's."""
    here, there = ([event for _, both, *alone in rows for event in (*both, *alone[side])] for side in (0, 1))
    kinds = dict.fromkeys(event.kind for event in (*here, *there) if is_counted(event.kind))
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for kind in sorted(kinds, key=_place):
        ours, theirs = (_year_of([event for event in one if event.kind == kind]) for one in (here, there))
        if ours == theirs:
            found[0].append(ours)
        else:
            found[1].extend([ours] if ours else [])
            found[2].extend([theirs] if theirs else [])
    return found


def _place(kind: str) -> str:
    """Acts first, then records, then the score; all else after them."""
    order = ("act", "record", "score")
    return str(order.index(kind)) if kind in order else f"9{kind}"


def _year_of(events: Sequence[Event]) -> str:
    if not events:
        return ""
    kind = events[0].kind
    return tell_year(kind, len(events), sum(event.amount for event in events), events[0].text)


def _ends(life: Life) -> Iterator[Line]:
    ends = ends_of(life)
    apart = [end for end in ends if end.here != end.there]
    alike = [end for end in ends if end.here == end.there and end.here not in (None, 0, "no", 0.0)]
    rows = [("on the last day", *short_names(life), "difference")]
    rows += [(_label(end), _shown(end.here), _shown(end.there), _signed(end)) for end in apart]
    if apart:
        wide = [max(len(row[i]) for row in rows) for i in range(4)]
        for i, row in enumerate(rows):
            text = row[0].ljust(wide[0]) + "".join("  " + cell.rjust(wide[j + 1]) for j, cell in enumerate(row[1:]))
            yield Line(text.rstrip(), "strong" if i == 0 else "plain")
    else:
        yield Line("On the last day nothing differs.", "strong")
    if alike:
        same = ", ".join(f"{end.label} {_shown(end.here)}{f' {end.unit}' if end.unit.startswith('CNY') else ''}" for end in alike)
        yield from wrapped(f"{SAME}{same}", "faint", indent=" " * len(SAME))


def _label(end: End) -> str:
    return f"{end.label} ({end.unit})" if end.unit in ("CNY", "CNY a month", "0 to 1") else end.label


def _shown(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _signed(end: End) -> str:
    found = end.difference
    if found is None:
        return ""
    return f"{found:+.3f}" if isinstance(end.here, float) else f"{int(found):+,}"


def _foot(life: Life, days: Sequence[Day], every_day: bool) -> Iterator[str]:
    apart = [day for day, _, ours, theirs in days if ours or theirs]
    if days and not apart:
        yield f"Something happened on {len(days)} days, and the same in both lives."
    elif apart:
        first = life.start + datetime.timedelta(days=apart[0])
        yield f"The lives differ on {len(apart)} of the {len(days)} days with something to tell, first on {first}."
    if len(days) > LONG and not every_day:
        yield "Told by year; `--all` tells every day."
    what = "is the whole effect of the policy on this resident, through others too, with this one luck: with other luck it would be another"
    if not life.same_luck:
        what = "comes of the policy and of luck, for each life has its own: it is no effect of the policy alone"
    yield f"{SAME}is the same in both. What differs {what}. Nobody here is real."
