"""loans: houses and cars are not financed for the barred.

Who is barred and wishes for a loan asks the bank and is refused, and gives the wish up; a wish of before the bar is refused
as well (*economy* lends). Loans given earlier run on.

Source: court restrictions on high-level consumption, houses and cars among them (chinajusticeobserver, 1 Nov 2019).

Who is in debt gets no loan anyway, and is not refused one here.

Left out: lenders beside the bank; loans in another's name; higher interest in place of refusal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.compute.bars import NOBODY, bar_of, is_barred
from sincerity.compute.fields import Column, Event, Field
from sincerity.scenario.registry import Table, for_whom
from sincerity.types import IN_DEBT, WANTS_LOAN, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

PARAMS = (
    Table(
        "policy.loans",
        "loans",
        (for_whom("Who is barred"),),
    ),
)

POLICY = (Field("loans_bar", "i1", "the best tier barred, -1 the listed, -2 nobody"),)
TODAY = (Field("loan_refused", "i8", "1 when a loan is refused"),)
COLUMNS = (Column("loans_refused", "loans refused because barred"),)
EVENTS = (Event("loan_refused", "loan_refused", "was refused a loan"),)
PURPOSES = ()


def month(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Refuse the wishes of the barred."""
    if int(policy.loans_bar) == NOBODY or int(me.means) & (WANTS_LOAN | IN_DEBT) != WANTS_LOAN:
        return
    if is_barred(int(policy.loans_bar), me) == 0:
        return
    today.loan_refused = 1
    tally.loans_refused = int(tally.loans_refused) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Whom the bank refuses."""
    policy["loans_bar"] = bar_of(scenario, "loans")
