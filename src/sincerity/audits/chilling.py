"""Chilling: what people wished to say, and said less of, kept back, or had blocked.

A post is *wished* when an occasion to speak is taken; it is then made in full, softened, withheld, or blocked on a slow line. What keeps
people from wishing to speak at all is deterrence of the act (*deterrence*), told as the change of posts wished. The rule by which a level
of speech is chosen follows Daymude, Axelrod and Forrest (arXiv 2509.03731, 2025); "chilling effect" as in Penney (Berkeley Technology Law
Journal 31, 2016). Blocking is no chilling, and is told apart.

Posts by one person are not independent, so there is an interval over regions or none. People soften and withhold under no policy as
well, by what they believed to begin with: the policy's part is the difference from the twin.

Left out: what a post would have changed; silence in talk among friends.
"""

from __future__ import annotations

from sincerity.audits.about import ASSESSED, DISPROPORTIONATE, About, Measure
from sincerity.audits.evidence import NO_TWIN, Evidence, Side
from sincerity.audits.intervals import Estimate, Sums, difference, share
from sincerity.types import Array

SECTION = (ASSESSED, DISPROPORTIONATE)
DAYMUDE = "Daymude, Axelrod and Forrest 2025 (the rule of speech); the shares are defined here"
WISHED = About("posts_wished", "(d) Posts wished", SECTION, "posts", "Occasions to speak that were taken.", "Σ posts_wanted")


def _of_posts(name: str, title: str, what: str, formula: str) -> About:
    return About(name, title, SECTION, "share", f"Posts {what}, of all posts wished.", f"{formula} / Σ posts_wanted", DAYMUDE)


SOFTENED = _of_posts("posts_softened_share", "(d) Posts softened", "that said less than wished", "Σ posts_softened")
WITHHELD = _of_posts("posts_withheld_share", "(d) Posts withheld", "that were not made, as too little would be said", "Σ posts_withheld")
BLOCKED = _of_posts("posts_blocked_share", "(d) Posts blocked", "that a slow line blocked", "Σ posts_blocked")
CHILLED = _of_posts("posts_chilled_share", "(d) Posts softened or withheld", "softened or withheld", "Σ (posts_softened + posts_withheld)")
EXCESS = About(
    "posts_chilled_excess",
    "(d) Softened or withheld beyond the twin's",
    SECTION,
    "share",
    "Share of posts softened or withheld under the policy less that of the same people in the twin.",
    "posts_chilled_share of the run - of the twin",
    DAYMUDE,
)
WISHED_CHANGE = About(
    "posts_wished_change",
    "(d) Posts wished an adult a year, against twin",
    SECTION,
    "posts per adult and year",
    "Posts wished an adult and year under the policy less those in the twin.",
    "365 · Σ posts_wanted / Σ adults of the run - of the twin",
)
ABOUTS = (WISHED, SOFTENED, WITHHELD, BLOCKED, CHILLED, EXCESS, WISHED_CHANGE)
PARTS = ((SOFTENED, ("posts_softened",)), (WITHHELD, ("posts_withheld",)), (BLOCKED, ("posts_blocked",)))
CHILLS = ("posts_softened", "posts_withheld")


def measure(evidence: Evidence) -> list[Measure]:
    """Posts wished, and what became of them."""
    wished: Array = evidence.total("posts_wanted")
    parts = [about.found(_share(evidence, *names), otherwise="Nobody wished to speak.") for about, names in (*PARTS, (CHILLED, CHILLS))]
    return [WISHED.counted(wished.sum()), *parts, *beyond_twin(evidence)]


def beyond_twin(evidence: Evidence) -> list[Measure]:
    """What differs from the twin."""
    twin = evidence.twin
    if twin is None:
        return [EXCESS.missing(NO_TWIN), WISHED_CHANGE.missing(NO_TWIN)]
    chilled = difference(_sums(evidence, *CHILLS), _sums(twin, *CHILLS), independent=False)
    wished = difference(evidence.per_adult_year("posts_wanted"), twin.per_adult_year("posts_wanted"), independent=False)
    return [EXCESS.found(chilled, otherwise="Nobody wished to speak."), WISHED_CHANGE.found(wished)]


def _sums(side: Side, *names: str) -> Sums:
    return Sums(side.total(*names), side.total("posts_wanted"))


def _share(side: Side, *names: str) -> Estimate:
    return share(_sums(side, *names), independent=False)
