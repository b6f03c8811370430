"""Who gains and who loses, as a comparison keeps it: with the same luck, with luck drawn anew, and the placebo beside both."""

from __future__ import annotations

from typing import NamedTuple

from sincerity.experiments.comparison import Comparison
from sincerity.reports.by_group import METRICS
from sincerity.reports.words import count, number, signed

LUCK = {"same": "the same", "redrawn": "drawn anew", "placebo": "placebo"}


class Gains(NamedTuple):
    """Rows of texts: policy, metric, luck, more, less, the same, mean difference; and how to read them."""

    rows: list[tuple[str, ...]]
    how: str


def gains_of(comparison: Comparison) -> Gains:
    """The spread of individual differences on the metrics that are told by group."""
    wanted = {f"people.{metric.column}": metric for metric in METRICS}
    shares = "100 * avg(up), 100 * avg(down), 100 * avg(same), avg(mean)"
    table = comparison.individual.filter("displaced = 0").aggregate(f"scenario, metric, luck, {shares}", "scenario, metric, luck")
    found = {(row[0], row[1], row[2]): row[3:] for row in table.fetchall()}
    rows = [
        (scenario, metric.label.lower(), words, *(number(value, "percent") for value in values[:3]), signed(values[3], metric.unit))
        for scenario in comparison.scenarios[1:]
        for name, metric in wanted.items()
        for luck, words in LUCK.items()
        if (values := found.get((scenario, name, luck))) is not None
    ]
    return Gains(rows, _how(comparison))


def _how(comparison: Comparison) -> str:
    text = (
        "How differences are spread over residents depends on how the luck of the two lives is coupled, so it stands here again with the "
        "luck of days drawn anew, which is luck alone added to the policy."
    )
    rows = comparison.placebo.aggregate("days, avg(lives_differ)", "days").order("days").fetchall()
    if not rows:
        return text
    told = ", ".join(f"{number(lives)} after {count(days, 'day')}" for days, lives in rows)
    return (
        f"{text} The placebo is one wrong record of one resident, who is counted with the others: lives that differ, {told}. "
        "It is the noise beside which all else stands."
    )
