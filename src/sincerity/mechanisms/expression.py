"""expression: what people who wish to say something dare to say, and what the authority makes of it.

After Daymude, Axelrod and Forrest (2025). An occasion to speak (a behaviour of kind `speech`) that is taken is a wish to
express dissent at level d, a truncated-exponential quantile of outspokenness; boldness b is an exponential quantile of the
trait. Who knows of the system and lives under it says a <= d of what falls under `policy.speech`, the level that their rule
finds best (`compute/dissent`) for what the person *believes* of tolerance, severity and surveillance; all else is said at
d. Where a falls below `silent_below` of the scale and below d, the post is withheld and nothing is done.

The authority's side, `policy.speech`, holds for behaviours of kind `speech` that cost points. A post at a is seen with
chance nu + (1 - nu) a, in place of `seen`, nu being coverage times the group's factor; it goes on record iff it is seen and
a > tau. It then costs the rule's points times `severity` (uniform), or times `severity` (a - tau) (proportional).

Beliefs start at `tolerance_start`, `severity_start`, `surveillance_start` and are learned from one's own posts and from
visible ones of contacts, by the share r = `learn_rate` of each surprise. With s = nu' + (1 - nu') a, the chance of being
seen as believed: after a punished post nu' moves by r (1 - s), psi' by r (psi - psi'), and tau' by r (a - tau') if a <
tau'; after an unpunished post above tau', nu' moves by -r s and tau' by r s (a - tau'). An unpunished post up to tau' teaches
nothing. Contacts' posts are seen in 254 steps, and count as above tau' where their step is. Surveillance as believed
therefore rests where posts are punished as often as expected.

Left out: audiences; what silence teaches; an authority that adapts (the paper's other half); praise.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sincerity.compute.dissent import chosen
from sincerity.compute.face import is_caught, mask_of, opinion_of
from sincerity.compute.fields import Column, Event, Field
from sincerity.compute.fixed import OFFSET16, ONE24, TOP16, clamp, rounded, strength_of, threshold
from sincerity.compute.tables import exponential_levels, truncated_exponential_levels
from sincerity.draw import (
    BELIEF_SEVERITY,
    BELIEF_SURVEILLANCE,
    BELIEF_TOLERANCE,
    OWN_SEVERITY,
    OWN_SURVEILLANCE,
    OWN_TOLERANCE,
    draw,
)
from sincerity.scenario.registry import Param, Table
from sincerity.society.traits import trait_of
from sincerity.types import TRAIT_TOP, TRAITS, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

OUTSPOKENNESS = TRAITS.index("outspokenness")
BOLDNESS = TRAITS.index("boldness")
N_OPINIONS = 254
"""Steps of the dissent that a face shows."""
DIMENSIONS = {"trait_steps": TRAIT_TOP + 1}


def _belief(name: str, default: float, meaning: str, source: str) -> Param:
    return Param(name, "chance", default, "belief", meaning, low=0.0, high=1.0, plausible=(0.0, 1.0), source=source)


_START = "where the authority starts in Daymude, Axelrod and Forrest 2025 (arXiv 2509.03731)"

PARAMS = (
    Table(
        "mind.expression",
        "expression",
        (
            _belief("tolerance_start", 0.25, "What is believed to be tolerated before anything is learned.", _START),
            _belief("severity_start", 0.1, "How severe punishment is believed to be.", _START),
            _belief("surveillance_start", 0.1, "How closely one believes to be watched.", _START),
            Param(
                "learn_rate",
                "chance",
                0.1,
                "share of the surprise",
                "How much of a surprise one post teaches.",
                low=0.0,
                high=1.0,
                plausible=(0.01, 0.5),
            ),
            Param(
                "wish_mean",
                "number",
                0.25,
                "level",
                "Mean level that people wish to express, of an exponential distribution cut to [0, 1].",
                low=0.001,
                high=0.499,
                plausible=(0.05, 0.45),
                source="Daymude, Axelrod and Forrest 2025 (arXiv 2509.03731)",
            ),
            Param(
                "boldness_mean",
                "number",
                2.0,
                "cost of silence per cost of punishment",
                "Mean of the exponential distribution of boldness.",
                low=0.001,
                high=100.0,
                plausible=(0.5, 8.0),
                source="Daymude, Axelrod and Forrest 2025 (arXiv 2509.03731)",
            ),
            Param(
                "silent_below",
                "chance",
                0.05,
                "level",
                "What is softened below this level is not worth saying, and is withheld.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 0.2),
            ),
        ),
        absent="default",
    ),
    Table(
        "policy.speech",
        "expression",
        (
            Param(
                "tolerance",
                "chance",
                0.25,
                "level",
                "Dissent up to this level is not punished.",
                low=0.0,
                high=1.0,
                plausible=(0.0, 0.8),
                source=_START,
            ),
            Param(
                "severity",
                "chance",
                0.6,
                "share",
                "Punishment in the units of boldness, and the share of the rule's points that it costs.",
                low=0.0,
                high=1.0,
                plausible=(0.05, 1.0),
            ),
            Param(
                "punishment",
                "choice",
                "uniform",
                "",
                "The same for every punished post, or in proportion to how far it goes past what is tolerated.",
                choices=("uniform", "proportional"),
            ),
        ),
    ),
)

WORLD = (
    Field("wish", "i8", "level d wished by outspokenness, out of 2²⁴", "trait_steps"),
    Field("bold", "i8", "boldness b by the trait, out of 2²⁴", "trait_steps"),
    Field("silent_below", "i8", "level below which a softened post is withheld, out of 2²⁴"),
    Field("learn_rate", "i8", "share of a surprise learned, out of 2³²"),
    Field("tolerance_start", "i8", "belief before anything is learned, 0…65,535"),
    Field("severity_start", "i8", "belief before anything is learned, 0…65,535"),
    Field("surveillance_start", "i8", "belief before anything is learned, 0…65,535"),
)
POLICY = (
    Field("expression_active", "i1", "1 where residents weigh what they say"),
    Field("speech_rule", "i1", "1 where the behaviour's posts fall under `policy.speech`", "behaviours"),
    Field("tolerance", "i8", "dissent up to which nothing is punished, out of 2²⁴"),
    Field("severity", "i8", "share of the rule's points that a punished post costs, out of 2²⁴"),
    Field("proportional", "i1", "1 where punishment grows with the dissent past tolerance"),
    Field("watched_a", "i8", "surveillance of group A, out of 2²⁴"),
    Field("watched_b", "i8", "surveillance of group B, out of 2²⁴"),
)
STATE = (
    Field("tolerance_belief", "i2", "believed tolerance, 0…65,535 for [0, 1], kept less 32,768"),
    Field("severity_belief", "i2", "believed severity, 0…65,535 for [0, 1], kept less 32,768"),
    Field("surveillance_belief", "i2", "believed surveillance, 0…65,535 for [0, 1], kept less 32,768"),
)
TODAY = (
    Field("level", "i8", "dissent of today's post, out of 2²⁴"),
    Field("opinion", "i8", "1 + the level as others see it, 0…254; 0 without a visible post that falls under `policy.speech`"),
    Field("softened", "i8", "1 if less was said than wished"),
    Field("withheld", "i8", "1 if a post was withheld"),
)
COLUMNS = (
    Column("posts_wanted", "posts wished"),
    Column("posts_softened", "posts made that say less than wished"),
    Column("posts_withheld", "posts withheld"),
    Column("posts_made", "posts made"),
)
EVENTS = (
    Event("softened", "softened", "said less than wished"),
    Event("withheld", "withheld", "kept a post back"),
)
PURPOSES = (
    *("BELIEF_TOLERANCE", "BELIEF_SEVERITY", "BELIEF_SURVEILLANCE"),
    *("OWN_TOLERANCE", "OWN_SEVERITY", "OWN_SURVEILLANCE"),
)


def init(p: int, me: Any, cold: Any, world: Any) -> None:
    """What people believe of an authority that they have not met."""
    me.tolerance_belief = int(world.tolerance_start) - OFFSET16
    me.severity_belief = int(world.severity_start) - OFFSET16
    me.surveillance_belief = int(world.surveillance_start) - OFFSET16


def speak(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """A wish to say something: how much of it is said."""
    b = int(today.wanted) - 1
    if b < 0 or int(world.act_speech[b]) == 0:
        return
    wish = int(world.wish[trait_of(p, int(me.arrived), OUTSPOKENNESS, world)])
    level = wish
    if int(policy.expression_active) & int(policy.speech_rule[b]) != 0 and int(me.aware) != 0:
        bold = int(world.bold[trait_of(p, int(me.arrived), BOLDNESS, world)])
        tolerance, severity, surveillance = believed(me.tolerance_belief), believed(me.severity_belief), believed(me.surveillance_belief)
        level = chosen(wish, bold, tolerance, severity, surveillance, int(policy.proportional))
    tally.posts_wanted = int(tally.posts_wanted) + 1
    today.level = level
    if level < wish:
        today.softened = 1
        if level < int(world.silent_below):
            today.withheld = 1
            tally.posts_withheld = int(tally.posts_withheld) + 1


def post(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """What is neither withheld nor blocked is said."""
    b = int(today.wanted) - 1
    if b < 0 or int(world.act_speech[b]) == 0:
        return
    if int(today.withheld) + int(today.blocked) != 0:
        today.softened = 0
        return
    tally.posts_made = int(tally.posts_made) + 1
    tally.posts_softened = int(tally.posts_softened) + int(today.softened)
    if int(world.act_visible[b]) & int(policy.speech_rule[b]) != 0:
        today.opinion = 1 + step_of(int(today.level))


def step_of(level: int) -> int:
    """The step, 0…254, in which others see a level; all who say the same are seen in the same one."""
    return (level * N_OPINIONS) >> 24


def believed(kept: int) -> int:
    """A belief as it is kept, out of 2²⁴: 65,535 is certain."""
    belief = int(kept) + OFFSET16
    return (belief + (belief >> 15)) << 8


def meet(p: int, day: int, slot: int, face: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Learn from what a contact said yesterday, and from what became of it."""
    if opinion_of(face) == 0 or int(policy.expression_active) == 0 or int(me.aware) == 0 or strength_of(int(me.ties[slot])) == 0:
        return
    step = opinion_of(face) - 1
    if is_caught(face) == 0 and step <= step_of(believed(me.tolerance_belief)):
        return
    level = min(ONE24, ((2 * step + 1) << 23) // N_OPINIONS)
    k0 = int(world.k0)
    k1 = int(world.k1)
    words = (
        draw(k0, k1, BELIEF_TOLERANCE, p, day, slot),
        draw(k0, k1, BELIEF_SEVERITY, p, day, slot),
        draw(k0, k1, BELIEF_SURVEILLANCE, p, day, slot),
    )
    learn_from(level, is_caught(face), words, me, world, policy)


def learn(p: int, day: int, me: Any, cold: Any, today: Any, world: Any, policy: Any, tally: Any) -> None:
    """Learn from what became of one's own post."""
    b = int(today.act) - 1
    if b < 0 or int(policy.speech_rule[b]) == 0 or int(policy.expression_active) == 0 or int(me.aware) == 0:
        return
    k0 = int(world.k0)
    k1 = int(world.k1)
    words = (
        draw(k0, k1, OWN_TOLERANCE, p, day, 0),
        draw(k0, k1, OWN_SEVERITY, p, day, 0),
        draw(k0, k1, OWN_SURVEILLANCE, p, day, 0),
    )
    learn_from(int(today.level), int(today.caught), words, me, world, policy)


def learn_from(level: int, punished: int, words: tuple[int, int, int], me: Any, world: Any, policy: Any) -> None:
    """The three beliefs after a post at `level` that was punished, or was not."""
    rate = int(world.learn_rate)
    said = (level >> 8) - int(level >= ONE24 >> 1)  # `believed` the other way round
    tolerance = int(me.tolerance_belief) + OFFSET16
    surveillance = int(me.surveillance_belief) + OFFSET16
    seen = surveillance + (((TOP16 - surveillance) * said) >> 16)
    if punished == 0 and said <= tolerance:
        return
    me.surveillance_belief = moved(surveillance, (TOP16 if punished != 0 else 0) - seen, rate, words[2])
    if punished != 0:
        severity = int(me.severity_belief) + OFFSET16
        me.severity_belief = moved(severity, (int(policy.severity) >> 8) - severity, rate, words[1])
        if said < tolerance:
            me.tolerance_belief = moved(tolerance, said - tolerance, rate, words[0])
    else:
        me.tolerance_belief = moved(tolerance, (seen * (said - tolerance)) >> 16, rate, words[0])


def moved(belief: int, surprise: int, rate: int, word: int) -> int:
    """A belief, as it is kept, after a share of a surprise, rounded without bias."""
    return clamp(belief + ((surprise * rate + word) >> 32), 0, TOP16) - OFFSET16


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Quantiles of wish and boldness, starting beliefs; what the authority tolerates, punishes and sees."""
    mind = scenario.mind.expression
    world["wish"][0] = truncated_exponential_levels(mind.wish_mean)
    world["bold"][0] = exponential_levels(mind.boldness_mean)
    world["silent_below"] = level_of(mind.silent_below)
    world["learn_rate"] = threshold(mind.learn_rate)
    for name in ("tolerance", "severity", "surveillance"):
        world[f"{name}_start"] = rounded(Fraction(getattr(mind, f"{name}_start")) * TOP16)
    rules = scenario.policy
    speech = rules.speech
    if speech is None or not (rules.active and speech.active and rules.scoring.active):
        return
    policy["expression_active"] = mind.active
    policy["tolerance"], policy["severity"] = level_of(speech.tolerance), level_of(speech.severity)
    policy["proportional"] = speech.punishment == "proportional"
    coverage = Fraction(rules.surveillance.coverage)
    policy["watched_a"] = level_of(coverage)
    policy["watched_b"] = level_of(min(Fraction(1), coverage * Fraction(rules.surveillance.group_b_factor)))
    for b, row in enumerate(scenario.society.behaviour):
        rule = rules.rule.get(row.id)
        policy["speech_rule"][:, b] = row.kind == "speech" and rule is not None and rule.points < 0
    if mind.active:
        policy["events_aware"] |= mask_of("opinion")


def level_of(share: float | Fraction) -> int:
    """A level in [0, 1] out of 2²⁴.

    >>> level_of(0.5) == 1 << 23
    True
    """
    return rounded(Fraction(share) * ONE24)
