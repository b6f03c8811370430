"""What happens in a life, in plain sentences: one phrase a kind of event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sincerity.engine.compose import installed
from sincerity.observe.dossier import name_of


class Phrase(NamedTuple):
    """How one kind of event is told.

    once: as it happens; `{act}` is the behaviour's label, `{who}` the contact, `{n}` the amount; a tuple is picked from by the amount,
    1 the first
    many: where the amount is more than 1
    year: what a year of them comes to, of several; `{n}` is their sum. Without it each stands in its place
    """

    once: str | tuple[str, ...]
    many: str = ""
    year: str = ""


PHRASES: Mapping[str, Phrase] = {
    "act": Phrase("{act}", year="{n} acts, seen or not"),
    "record": Phrase("put on record: {act}", year="{n} acts put on record"),
    "wrong_record": Phrase("put on record for what never was: {act}"),
    "score": Phrase("score {n:+,}", year="score {n:+,} in all"),
    "listed": Phrase("enters the list"),
    "unlisted": Phrase("is off the list"),
    "wrong_judgment": Phrase("judged by mistake: nothing was due"),
    "notice": Phrase("is given notice of a judgment to come"),
    "appeal": Phrase("appeals"),
    "appeal_won": Phrase("wins the appeal"),
    "appeal_lost": Phrase("loses the appeal"),
    "report": Phrase("reports {who}"),
    "report_caught": Phrase("is found out in a false report"),
    "reported": Phrase("is reported by a contact", "is reported by {n} contacts"),
    "suspects": Phrase("suspects {who} of a report"),
    "aware": Phrase("learns of the system"),
    "softened": Phrase("says less than wished", year="{n} posts softened"),
    "withheld": Phrase("keeps a post back", year="{n} posts kept back"),
    "post_blocked": Phrase("a post is blocked by the slow line", year="{n} posts blocked"),
    "warned": Phrase("hears a warning when calling a listed contact", "hears warnings on {n} calls", "{n} warnings heard on calls"),
    "shamed": Phrase("the warning plays in public on a call", year="{n} warnings played in public"),
    "entry_read": Phrase(
        "comes upon a contact on the public list", "comes upon {n} contacts on the public list", "{n} contacts found on the public list"
    ),
    "map_tapped": Phrase("taps a dot on the map", "taps {n} dots on the map", "{n} dots on the map tapped"),
    "contact_tapped": Phrase("knows the person behind the dot", "knows {n} of those behind the dots", "{n} of them known"),
    "map_seen": Phrase("is seen on the map by somebody nearby", "is seen on the map by {n} people nearby", "seen on the map {n} times"),
    "flight_refused": Phrase("is refused a flight", "is refused a flight, {n} times over", "{n} flights refused"),
    "train_refused": Phrase("is refused a fast train", "is refused a fast train, {n} times over", "{n} fast trains refused"),
    "slow_train": Phrase("loses {n} hours on the slow train", year="{n} hours lost on slow trains"),
    "trip_forgone": Phrase("gives a trip up", year="{n} trips given up"),
    "hotel_refused": Phrase("is refused a room", "is refused a room, {n} times over", "{n} rooms refused"),
    "nights_forgone": Phrase("gives up a night away", "gives up {n} nights away", "{n} nights away given up"),
    "dismissed": Phrase("is dismissed, because barred from good jobs"),
    "hired": Phrase(("begins an ordinary job", "begins a well-paid job")),
    "job_ended": Phrase("the job ends"),
    "loan": Phrase("is lent CNY {n:,}"),
    "loan_refused": Phrase("is refused a loan, because barred"),
    "default": Phrase(("stops paying by choice: a debt falls due", "cannot pay: a debt falls due")),
    "debt_paid": Phrase("pays the debt"),
    "private_school": Phrase("gets a place in a private school"),
    "school_lost": Phrase("loses the place in a private school, because an adult at home is barred"),
    "detained": Phrase("is detained, for what the risk model expects"),
    "released": Phrase("is set free"),
    "wronged": Phrase("is wronged by a contact", "is wronged {n} times", "wronged {n} times"),
    "tie_lost": Phrase("a tie is lost", "{n} ties are lost", "{n} ties lost"),
    "of_age": Phrase("is 18 and an adult"),
    "gone": Phrase(("dies", "moves away")),
    "came": Phrase(("is born here: from now on the life is another person's", "comes here: from now on the life is another person's")),
}
"""Every kind of event of the laboratory's own. Others are told in the words of the mechanism that has them."""


def phrase_of(kind: str) -> Phrase:
    """How a kind is told; of a plug-in's, as it declares it."""
    if kind in PHRASES:
        return PHRASES[kind]
    meanings = {event.kind: event.meaning for module in installed() for event in getattr(module, "EVENTS", ())}
    meaning = meanings.get(kind, kind.replace("_", " "))
    return Phrase(meaning.replace("{", "(").replace("}", ")"), year=f"{kind.replace('_', ' ')}: {{n:,}}")


def tell(kind: str, other: int, amount: int, label: str) -> str:
    """An event in words, without a stop. label: of the behaviour, where one is meant.

    >>> tell("record", -1, 1, "Drops litter")
    'put on record: drops litter'
    >>> tell("hired", -1, 2, ""), tell("flight_refused", -1, 3, ""), tell("suspects", 123, 1, "")
    ('begins a well-paid job', 'is refused a flight, 3 times over', 'suspects Resident 000123 of a report')
    """
    phrase = phrase_of(kind)
    text = phrase.once
    if isinstance(text, tuple):
        text = text[min(max(amount, 1), len(text)) - 1]
    elif phrase.many and amount > 1:
        text = phrase.many
    return text.format(act=label[:1].lower() + label[1:], who=name_of(other), n=amount)


def is_counted(kind: str) -> bool:
    """Whether a year of these is told as a number."""
    return bool(phrase_of(kind).year)


def tell_year(kind: str, n: int, amount: int, only: str) -> str:
    """What a year of a kind came to. n: of how many events; amount: their sum; only: the words for the event, where there was one.

    >>> tell_year("act", 4, 4, ""), tell_year("act", 1, 1, "drops litter")
    ('4 acts, seen or not', 'drops litter')
    """
    return only if n == 1 else phrase_of(kind).year.format(n=amount)


def sentence(words: str) -> str:
    """Words as a sentence.

    >>> sentence("drops litter")
    'Drops litter.'
    """
    return words[:1].upper() + words[1:] + "."
