"""What a region's employers, bank and schools hand out each month, and who claims it. Claims read; only *economy* writes.

For each of them: how much there is (`<desk>_capacity`), who claims it and by what key (`<desk>_claim`, `ration.NO_CLAIM` for
who does not), and the region's books after it was handed out (`<desk>_settle`).
"""

from __future__ import annotations

from typing import Any

from sincerity.compute.bars import is_barred
from sincerity.compute.ration import BARRED, DETENTIONS, NO_CLAIM, WELL_PAID_POSTS, carried, claim_of, key_of
from sincerity.draw import LENDING_LUCK, ORDINARY_LUCK, PLACES_LUCK, PRIVATE_WISH, WELL_PAID_LUCK, draw
from sincerity.society.livelihood import FIRST_PUPIL_AGE, LAST_COMPULSORY_AGE, income_of
from sincerity.society.online import misses_openings
from sincerity.types import ADULT, IN_DEBT, JOB_BITS, PRIVATE, PUPIL, SCHOOLING_BITS, WANTS_LOAN, WELL_PAID

CALLING_BITS = 3
WAITED = 2
WAITED_BITS = 15 << WAITED
DISPLACED = 64
"""Bits of `search`: the job one would hold, 0…2; from bit 2 on the months waited for one, 0…15; whether ever displaced."""


def is_away(mark: int, mine: Any) -> int:
    """1 for who is detained, or is so from this morning on."""
    return int(int(mine.detained) != 0 or mark & DETENTIONS != 0)


def well_paid_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Well-paid posts that are open."""
    return int(ledger.posts[1]) - int(ledger.filled[1])


def well_paid_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """Who would hold a well-paid job and does not; the better schooled first."""
    me = people[p]
    if int(me.search) & CALLING_BITS != WELL_PAID or int(me.means) & JOB_BITS == WELL_PAID:
        return NO_CLAIM
    key = key_of(int(cold[p].school) & SCHOOLING_BITS, 0, draw(int(world.k0), int(world.k1), WELL_PAID_LUCK, p, day, 0))
    shut = is_barred(int(policy.jobs_bar), me) | is_away(mark, cold[p]) | misses_openings(p, day, me, world, policy)
    return claim_of(BARRED if shut != 0 else key, key)


def well_paid_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Posts stay open by themselves."""
    tally.open_posts = int(tally.open_posts) + max(0, int(ledger.posts[1]) - int(ledger.filled[1])) - served


def ordinary_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Ordinary posts that are open."""
    return int(ledger.posts[0]) - int(ledger.filled[0])


def ordinary_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """Who seeks a job and has none, by months waited; those whom the sanction marks come last where employers mind."""
    me = people[p]
    search = int(me.search)
    if search & CALLING_BITS == 0 or int(me.means) & JOB_BITS != 0 or mark & WELL_PAID_POSTS != 0:
        return NO_CLAIM
    word = draw(int(world.k0), int(world.k1), ORDINARY_LUCK, p, day, 0)
    key = key_of(1, (search & WAITED_BITS) >> WAITED, word)
    if is_away(mark, cold[p]) | misses_openings(p, day, me, world, policy) != 0:
        return claim_of(BARRED, key)
    last = int(policy.employers_mind) != 0 and is_barred(int(policy.jobs_bar), me) != 0
    return claim_of(key_of(0, (search & WAITED_BITS) >> WAITED, word) if last else key, key)


def ordinary_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Posts stay open by themselves; who is not served goes on seeking."""
    tally.open_posts = int(tally.open_posts) + max(0, int(ledger.posts[0]) - int(ledger.filled[0])) - served
    tally.jobseekers = int(tally.jobseekers) + n - served


def lending_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Whole loans that the bank has budgeted for and not given."""
    return (int(ledger.lending_budget) + n_people * int(world.lending)) >> 32


def lending_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """Who wishes for a loan, by luck."""
    me = people[p]
    if int(me.means) & (WANTS_LOAN | IN_DEBT) != WANTS_LOAN:
        return NO_CLAIM
    key = key_of(0, 0, draw(int(world.k0), int(world.k1), LENDING_LUCK, p, day, 0))
    return claim_of(BARRED if is_barred(int(policy.loans_bar), me) | is_away(mark, cold[p]) != 0 else key, key)


def lending_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """What was not lent is carried over."""
    ledger.lending_budget = carried(int(ledger.lending_budget), n_people * int(world.lending), served)
    tally.loans_waiting = int(tally.loans_waiting) + n - served


def places_capacity(n_people: int, ledger: Any, world: Any, policy: Any) -> int:
    """Places in private schools that are free."""
    return int(ledger.places) - int(ledger.places_taken)


def places_claim(p: int, mark: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any, policy: Any) -> int:
    """Pupils in compulsory school whose household wishes for a private place and can pay for one, by luck."""
    me = people[p]
    if int(me.means) & PUPIL == 0 or int(me.standing) & ADULT != 0 or int(cold[p].school) & PRIVATE != 0:
        return NO_CLAIM
    k0 = int(world.born0)
    k1 = int(world.born1)
    age = int(ledger.year) - int(cold[p].birth_year)
    if not FIRST_PUPIL_AGE <= age <= LAST_COMPULSORY_AGE:
        return NO_CLAIM
    if draw(k0, k1, PRIVATE_WISH, p, int(me.arrived), 0) >= int(world.private_wish):
        return NO_CLAIM
    first = p - (int(me.household) >> 3)
    members = int(me.household) & 7
    income = 0
    barred = 0
    for q in range(first, first + members):
        other = people[q]
        if int(other.standing) & ADULT != 0:
            income += income_of(q, other, int(ledger.year) - int(cold[q].birth_year), k0, k1, tables)
            barred |= is_barred(int(policy.schools_bar), other)
    if income < members * int(world.private_income):
        return NO_CLAIM
    key = key_of(0, 0, draw(int(world.k0), int(world.k1), PLACES_LUCK, p, day, 0))
    return claim_of(BARRED if barred != 0 else key, key)


def places_settle(served: int, n: int, n_people: int, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Places stay free by themselves."""
    tally.places_waiting = int(tally.places_waiting) + n - served
