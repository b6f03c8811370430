"""The page *expression*."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from reference.now import Meeting, Now, per_act
from reference.numbers import ONE24, STOCK_TOP, Ints, Mask, clamp, exact, rounded, threshold

LEVELS = 128
BELIEFS = ("tolerance", "severity", "surveillance")


def level_of(setting: float) -> int:
    """A share out of 2²⁴."""
    return rounded(exact(setting) * ONE24)


def constants(scenario: Any) -> SimpleNamespace:
    """Wishes, boldness, first beliefs, what is too little to say."""
    mind = scenario.mind.expression
    return SimpleNamespace(
        wish=wishes(mind.wish_mean),
        bold=boldness(mind.boldness_mean),
        silent_below=level_of(mind.silent_below),
        learn_rate=threshold(exact(mind.learn_rate)),
        start={name: rounded(exact(getattr(mind, f"{name}_start")) * STOCK_TOP) for name in BELIEFS},
    )


def of_policy(scenario: Any) -> SimpleNamespace:
    """What the authority tolerates, how hard it punishes, how closely it watches."""
    policy, given, rows = scenario.policy, scenario.policy.speech, scenario.society.behaviour
    on = policy.active and policy.scoring.active and given is not None and given.active
    coverage, factor_b = exact(policy.surveillance.coverage), exact(policy.surveillance.group_b_factor)
    costs = [row.kind == "speech" and row.id in policy.rule and policy.rule[row.id].points < 0 for row in rows]
    return SimpleNamespace(
        active=on and scenario.mind.expression.active,
        tolerance=level_of(given.tolerance) if on else 0,
        severity=level_of(given.severity) if on else 0,
        proportional=on and given.punishment == "proportional",
        watched_a=rounded(coverage * ONE24) if on else 0,
        watched_b=rounded(min(Fraction(1), coverage * factor_b) * ONE24) if on else 0,
        speech_rule=per_act([on and cost for cost in costs]),
    )


def forty_digits() -> Any:
    """Decimal arithmetic as the page has it."""
    return decimal.localcontext(decimal.Context(prec=40, rounding=decimal.ROUND_HALF_EVEN))


def middles() -> list[Decimal]:
    """The middle of each of the 128 levels of a trait, exact."""
    return [Decimal(2 * i + 1) / 256 for i in range(LEVELS)]


@cache
def boldness(mean: float) -> Ints:
    """The exponential distribution's levels."""
    with forty_digits():
        found = [Decimal(mean) * (-(1 - c).ln()) for c in middles()]
    return np.array([rounded(Fraction(x) * ONE24) for x in found], np.int64)


@cache
def wishes(mean: float) -> Ints:
    """Levels of the exponential distribution that is cut to [0, 1] and has this mean."""
    with forty_digits():
        k = rate_of_wishes(Decimal(mean))
        whole = 1 - (-k).exp()
        found = [(-(1 - c * whole).ln()) / k for c in middles()]
    return np.array([rounded(Fraction(x) * ONE24) for x in found], np.int64)


def rate_of_wishes(mean: Decimal) -> Decimal:
    """Its rate, by halving."""
    low, high = Decimal(0), 1 / mean
    for _ in range(120):
        k = (low + high) / 2
        cut = 1 / (k.exp() - 1)
        low, high = (k, high) if 1 / k - cut > mean else (low, k)
    return high


def init(now: Now, who: Mask) -> None:
    """Everybody's first beliefs, children's too."""
    for name, start in now.rules.expression.start.items():
        getattr(now.person, f"{name}_belief")[who] = start


def believed(x: Ints) -> Ints:
    """A belief out of 2²⁴."""
    return (x + (x >> 15)) * 256


def speak(now: Now) -> None:
    """Step 4."""
    person, today, rule = now.person, now.today, now.rules.expression
    posts = (today.wanted > 0) & (now.rules.behaviour.speech[today.wanted] == 1)
    wish = rule.wish[person.outspokenness]
    today.level = np.where(posts, _weigh_the_words(now, posts, wish), 0)
    less = posts & (today.level < wish)
    withheld = now.took("expression: withheld", less & (today.level < rule.silent_below))
    today.withheld[withheld] = 1
    today.softened[less] = 1
    now.counts.add("posts_wanted", posts)
    now.counts.add("posts_withheld", withheld)


def post(now: Now) -> None:
    """Step 4, after internet: what is neither withheld nor blocked is said."""
    today, rule = now.today, now.rules.expression
    posts = (today.wanted > 0) & (now.rules.behaviour.speech[today.wanted] == 1)
    made = posts & (today.withheld == 0) & (today.blocked == 0)
    now.took("expression: less would have been said, and is blocked", (today.softened == 1) & (today.blocked == 1))
    today.softened[~made] = 0
    softened = now.took("expression: softened", today.softened == 1)
    now.counts.add("posts_softened", softened)
    now.counts.add("posts_made", made)
    shows = made & (now.rules.behaviour.visible[today.wanted] == 1) & (rule.speech_rule.at(today.wanted) == 1)
    today.opinion = np.where(shows, 1 + ((today.level * 254) >> 24), 0)


def _weigh_the_words(now: Now, posts: Mask, wish: Ints) -> Ints:
    """What each would say: all of the wish, for those who have nothing to weigh."""
    person, rule, level = now.person, now.rules.expression, wish.copy()
    weighs = posts & rule.active & (rule.speech_rule.at(now.today.wanted) == 1) & now.aware
    beliefs = [believed(getattr(person, f"{name}_belief")) for name in BELIEFS]
    for p in np.flatnonzero(weighs):
        wants, boldness, proportional = int(wish[p]), int(rule.bold[person.boldness[p]]), bool(rule.proportional[p])
        level[p] = chosen(wants, boldness, *(int(belief[p]) for belief in beliefs), proportional=proportional)
    less = weighs & (level < wish)
    for kind, punishment in (("uniform", ~rule.proportional), ("proportional", rule.proportional)):
        now.took(f"expression: says all under {kind} punishment", weighs & ~less & punishment)
        now.took(f"expression: says less under {kind} punishment", less & punishment)
    now.took("expression: says less than wished and more than seems tolerated", less & (level > beliefs[0]))
    return level


def chosen(d: int, b: int, tau: int, psi: int, nu: int, *, proportional: bool) -> int:
    """How much somebody says who wishes to say d, in whole numbers of any length."""
    if d <= tau or psi == 0:
        return d
    if not proportional:
        says_all = d * (b * ONE24 - (ONE24 - nu) * psi) > (b * tau + nu * psi) * ONE24
        return d if says_all else tau
    return min(d, max(tau, _peak(b, tau, psi, nu)))


def _peak(b: int, tau: int, psi: int, nu: int) -> int:
    if nu == ONE24:
        return ONE24 if b > psi else tau
    above, below = b * ONE24 - nu * psi, (ONE24 - nu) * psi
    if above <= 0:
        return tau
    if above >= 2 * below:
        return ONE24
    while below >= 2**37:
        above, below = above >> 1, below >> 1
    return (tau + (above * ONE24 + (below >> 1)) // below + 1) >> 1


def seen_chance(level: Ints, watched: Ints) -> Ints:
    """The chance that a post is put on record, a threshold."""
    return (watched * ONE24 + (ONE24 - watched) * level + 2**15) >> 16


def meet(now: Now, meeting: Meeting) -> None:
    """Step 8."""
    opinion, caught = meeting.face["opinion"], meeting.face["caught"] == 1
    who = meeting.live & now.rules.expression.active & now.aware & (opinion > 0)
    step = opinion - 1
    same_step = ~caught & (step <= (believed(now.person.tolerance_belief) * 254) >> 24)
    now.took("expression: a contact's post in one's own step", who & same_step)
    who = who & ~same_step
    level = ((2 * step + 1) * 2**23) // 254
    learn(now, who, "a contact", level, caught, [now.draw(f"BELIEF_{name.upper()}", who, meeting.slot) for name in BELIEFS])


def learn_from_oneself(now: Now) -> None:
    """Step 16."""
    today, rule = now.today, now.rules.expression
    who = (today.act > 0) & (rule.speech_rule.at(today.act) == 1) & rule.active & now.aware
    learn(now, who, "oneself", today.level, today.caught == 1, [now.draw(f"OWN_{name.upper()}", who) for name in BELIEFS])


def learn(now: Now, who: Mask, whose: str, level: Ints, punished: Mask, words: list[Ints]) -> None:
    """These people's beliefs move by what became of a post."""
    person, rule = now.person, now.rules.expression
    tau, psi, nu = (getattr(person, f"{name}_belief").copy() for name in BELIEFS)
    u, v, w = words
    said = (level >> 8) - (level >= 2**23)
    seen = nu + (((STOCK_TOP - nu) * said) >> 16)
    teaches = punished | (said > tau)
    now.took("expression: nothing to learn", who & ~teaches)
    who = who & teaches

    def moved(x: Ints, surprise: Ints, word: Ints) -> Ints:
        after: Ints = clamp(x + ((surprise * rule.learn_rate + word) >> 32), 0, STOCK_TOP)
        return after

    person.surveillance_belief[who] = moved(nu, np.where(punished, STOCK_TOP, 0) - seen, w)[who]
    hit = now.took(f"expression: {whose} punished", who & punished)
    person.severity_belief[hit] = moved(psi, (rule.severity >> 8) - psi, v)[hit]
    lower = now.took(f"expression: {whose} punished for what seemed tolerated", hit & (said < tau))
    person.tolerance_belief[lower] = moved(tau, said - tau, u)[lower]
    free = now.took(f"expression: {whose} unpunished", who & ~punished)
    person.tolerance_belief[free] = moved(tau, (seen * (said - tau)) >> 16, u)[free]
