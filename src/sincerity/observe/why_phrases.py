"""The steps of an account in plain sentences, and the sanctions that follow from it."""

from __future__ import annotations

from collections.abc import Mapping

from sincerity.observe.account import Step
from sincerity.observe.dossier import name_of

STEPS: Mapping[str, str] = {
    "start": "the policy is here: everybody begins with {score:,}",
    "born": "is born, without a past",
    "came": "comes to live here, without a past",
    "of_age": "is 18 and an adult: scored from now on",
    "record": "on record: {act}",
    "wrong_record": "on record: {act}. FALSE: there was no such act",
    "reported": "reported by {who}{misdeed}{told}",
    "reported_falsely": "reported by {who}{told}. FALSE: there was nothing to report",
    "report_paid": "is paid for a report",
    "report_caught": "is found out in a false report",
    "association": "contacts' scores pull at one's own",
    "return": "the month's return toward the start",
    "expiry": "old records weigh less",
    "correction": "what was wrong is struck out",
    "lift": "lifted to the line of the list",
    "limit": "held at the end of the range",
    "rules": "kept within the range of the new rules",
    "unscored": "scoring ends, and scores are gone",
    "listed_by_score": "LISTED: the score is below {line:,}",
    "recovered": "no longer listed for the score, which has recovered",
    "clean_below": "the clean score is below {line:,}, too",
    "clean_recovered": "the clean score has recovered",
    "judged": "LISTED: judged for the debt of {since}",
    "wrong_judgment": "LISTED: judged by mistake. FALSE: nothing was due",
    "term_over": "no longer listed by judgment: its term is over",
    "off_by_payment": "no longer listed by judgment: the debt is paid",
    "off_by_appeal": "off the list",
    "score_lists_no_more": "no longer listed: under the new rules no score lists",
    "judgment_lists_no_more": "no longer listed: under the new rules no judgment lists",
    "debt_by_choice": "stops paying by choice: a debt falls due",
    "debt_by_want": "cannot pay: a debt falls due",
    "debt_from_before": "a debt is open, due since {since}",
    "debt_paid": "pays the debt",
    "notice": "is given notice of a judgment to come",
    "appeal": "appeals",
    "appeal_won": "wins the appeal",
    "appeal_lost": "loses the appeal",
    "detained": "is detained, for what the risk model expects",
    "released": "is set free",
}
"""Every kind of step."""
QUIET = ("association", "return", "expiry")
"""What moves a score a little every day or month; a stretch of these is told in one line."""

SANCTIONS: Mapping[str, str] = {
    "travel": "no planes and no fast trains",
    "hotels": "no rooms in good hotels",
    "jobs": "no well-paid job",
    "loans": "no loan for a house or a car",
    "schools": "no private school for the children at home",
    "internet": "a slow line",
    "ring_tone": "a siren and a warning for whoever calls",
    "public_list": "an entry on the public list",
    "deadbeat_map": "a dot on the map",
    "detention": "detained",
}
"""What each sanction is for who is barred."""


def tell_step(step: Step, label: str, line: int, since: str) -> str:
    """A step in words, without a stop at its end. label: of its behaviour; line: of the list on that day; since: its date, if it has one.

    >>> tell_step(Step(3, "reported", -10, -10, 990, 990, "littering", 45, 1, False), "Drops litter", 600, "2014-06-15")
    'reported by Resident 000045 (drops litter on 2014-06-15), and is not told'
    """
    act = label[:1].lower() + label[1:]
    misdeed = f" ({act} on {since})" if act and since else ""
    told = "" if step.told is None else ", and is told" if step.told else ", and is not told"
    text = STEPS[step.kind]
    return text.format(act=act, who=name_of(step.other), misdeed=misdeed, told=told, score=step.score, line=line, since=since)
