"""The two claims, and what was measured of each; verdicts where they were asked for."""

from __future__ import annotations

from typing import NamedTuple

from sincerity.reports.measured import LAST_YEAR, Line, curve_lines
from sincerity.reports.subject import Subject
from sincerity.reports.words import number, signed
from sincerity.verdicts.answer import first_periods
from sincerity.verdicts.document import ClaimDocument, VerdictsDocument


class Claim(NamedTuple):
    """One of the two. said: by whom; words: what they say; lines: what was measured; read: how to read it."""

    name: str
    said: str
    words: str
    lines: list[Line]
    read: str


def two_claims(subject: Subject) -> list[Claim]:
    """The press's claim and the government's, each with what this run measured of it."""
    days = subject.main.first.manifest.days
    last, first = days - 1, max(0, days - LAST_YEAR)
    period = "last 365 days" if days > LAST_YEAR else "all days"
    fear = {
        "fear_spared": f"fear of the authority, adults never sanctioned, {period}",
        "fear_authority": f"fear of the authority, all adults, {period}",
        "silenced": f"posts toned down or withheld, {period}",
    }
    reports = {"reports": f"reports on a contact, {period}", "reports_false": f"of them false, {period}"}
    informants = curve_lines(
        subject,
        {"informants": f"adults who reported somebody {'so far' if days < LAST_YEAR else 'in the last 365 days'}"},
        first=last,
        last=last,
    )
    press = [*curve_lines(subject, fear, first=first, last=last), *informants, *curve_lines(subject, reports, first=first, last=last)]
    trust = [
        *curve_lines(subject, {"trust": f"trust, {period}"}, first=first, last=last),
        *curve_lines(subject, {"trust": "trust on day 0"}, first=0, last=0),
        *curve_lines(subject, {"wrongs": f"wrongs by a contact, {period}"}, first=first, last=last),
    ]
    return [
        Claim(
            "press",
            "The press",
            "The system creates a culture of fear and a nation of informants.",
            press,
            "Fear among those whom nothing ever happened to is what makes a culture of it; that of the sanctioned is in part put in.",
        ),
        Claim(
            "government",
            "The government",
            "The system restores social trust.",
            trust,
            "Restored means above what the same people have without the system, and above where they began.",
        ),
    ]


class Verdict(NamedTuple):
    """A claim's verdict, as a row of texts."""

    who: str
    title: str
    text: str
    effect: str
    threshold: str
    share: str
    verdict: str
    note: str


def verdicts_of(document: VerdictsDocument) -> list[Verdict]:
    """Each claim once, with the first of its periods."""
    return [_verdict(claim) for claim in first_periods(document)]


def _verdict(claim: ClaimDocument) -> Verdict:
    effect = claim.effect
    told = "" if effect.estimate is None else signed(effect.estimate)
    if told and effect.low is not None and effect.high is not None:
        told += f" ({signed(effect.low)} to {signed(effect.high)})"
    return Verdict(
        claim.who,
        claim.title,
        claim.text,
        f"{told} {claim.unit}".strip(),
        f"{claim.comparison} {number(claim.threshold)}",
        f"{100 * claim.share:.0f} % of {claim.n_draws}",
        claim.verdict,
        "put in by a rule; its size alone is found" if claim.imposed else claim.note,
    )
