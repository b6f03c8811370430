"""Who a resident is, in a sentence: all of it invented, none of it more than a run's tables hold."""

from __future__ import annotations

import datetime

from sincerity.observe.dossier import name_of
from sincerity.observe.relive import Row
from sincerity.society.livelihood import ADULT_AGE
from sincerity.store.run import Run


def who(run: Run, resident: int, row: Row, when: str, work: str = "") -> str:
    """The resident as a row of `people` has them. when: of that row, in words; work: instead of the row's.

    The household is that of the last day; it never changes its size.
    """
    home = run.people.filter(f"household = {int(row['household'])}").aggregate("count(*)").fetchall()[0][0]
    living = f"one of a household of {home}" if home > 1 else "living alone"
    what = f"a {_sort(row)} of {row['age']} in group {row['group']}, {living}, {work or work_of(row)}"
    return f"{name_of(resident)} is invented: {when} {what}."


def _sort(row: Row) -> str:
    woman = row["sex"] == "female"
    if int(row["age"]) < ADULT_AGE:
        return "girl" if woman else "boy"
    return "woman" if woman else "man"


def work_of(row: Row) -> str:
    """What somebody works at."""
    if int(row["pupil"]):
        return "a pupil or student"
    job = str(row["job"])
    return "without a job" if job == "none" else f"in {'an' if job == 'ordinary' else 'a'} {job} job"


def moved_in(start: datetime.date, burn_in_days: int, row: Row) -> datetime.date | None:
    """The 1 January on which who lives here was born or came; None for one who lived here before the burn-in.

    >>> moved_in(datetime.date(2014, 6, 14), 365, {"arrived": 2}), moved_in(datetime.date(2014, 6, 14), 365, {"arrived": 0})
    (datetime.date(2015, 1, 1), None)
    """
    passes = int(row["arrived"])
    if passes == 0:
        return None
    first = start - datetime.timedelta(days=burn_in_days)
    year = first.year if (first.month, first.day) == (1, 1) else first.year + 1
    return datetime.date(year + passes - 1, 1, 1)
