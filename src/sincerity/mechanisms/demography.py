"""demography: who dies, moves away, is born or comes, once a year, whatever the policy.

On each 1 January everyone of age a dies by the chance of sex and age, or else moves away by one, or else is a year older
(`society.turnover`: the chances keep age and sex at the preset's marginals). The place of who is gone is filled at once: by a
newborn where the household holds a woman of 20-44, otherwise by a newcomer whose sex and age group are drawn from what the
region lacks, at the lowest age of the group (`society.turnover` says why). So the number of people never changes, and a
household keeps its size.

Nothing here reads what a policy touches: who lives, is born and dies is the same under every policy.

Left out: households that form or part; marriage; moves inside the society; seasons; causes of death.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sincerity.compute.fields import Column, Event, Field
from sincerity.draw import BIRTH_SEX, FATE, NEWCOMER, draw
from sincerity.scenario.registry import Table
from sincerity.society.families import FIRST_ADULT_GROUP, GROUP_LOWER
from sincerity.society.livelihood import ADULT_AGE
from sincerity.society.people import GENERATION, settle_person
from sincerity.types import ADULT, FEMALE, GROUP_B, URBAN, Array

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario

MOTHER_FROM, MOTHER_TO = 20, 44
N_CELLS = 2 * len(GROUP_LOWER)
FIRST_ADULT_CELL = 2 * FIRST_ADULT_GROUP
DIMENSIONS = {"age_sex": N_CELLS}
DIED, MOVED, NEWBORN = 1, 2, 4
"""What a mark says of a person in the yearly pass: gone how, and whether a newborn takes the place."""

PARAMS = (Table("society.aging", "demography", absent="default"),)
STATE = (
    Field("standing", "i1", "bits: adult, female, group B, urban"),
    Field("arrived", "i1", "the yearly pass of birth or arrival, 0 for those settled"),
)
COLD = (Field("birth_year", "i1", "the yearly pass of birth, below 0 before the first"),)
LEDGER = (Field("census", "i8", "who stays and who is born, by age group and sex", "age_sex"),)
TODAY = (
    Field("gone", "i8", "1 died, 2 moved away: another person takes the place"),
    Field("came", "i8", "1 born, 2 came from elsewhere"),
    Field("of_age", "i8", "1 in the yearly pass in which a person becomes an adult"),
)
COLUMNS = (
    Column("deaths", "persons who died"),
    Column("departures", "persons who moved away"),
    Column("births", "persons born"),
    Column("arrivals", "persons who came from elsewhere"),
)
EVENTS = (
    Event("gone", "gone", "the resident died (1) or moved away (2)"),
    Event("came", "came", "a new resident was born (1) or came from elsewhere (2)"),
    Event("of_age", "of_age", "became an adult"),
)
PURPOSES = ("FATE", "NEWCOMER", "BIRTH_SEX")


def fate_of(p: int, day: int, me: Any, mine: Any, tables: Any, ledger: Any, world: Any) -> int:
    """0 who stays, else DIED or MOVED. `ledger.year` is the pass now turning: the age before it is one less."""
    age = int(ledger.year) - 1 - int(mine.birth_year)
    woman = int(int(me.standing) & FEMALE != 0)
    word = draw(int(world.born0), int(world.born1), FATE, p, day, 0)
    if word < int(tables.death_cut[woman, age]):
        return DIED
    return MOVED if word < int(tables.leave_cut[woman, age]) else 0


def cell_of(tables: Any, age: int, woman: int) -> int:
    """The place in `census` of an age and sex: groups from the youngest, men before women."""
    group = len(GROUP_LOWER) - 1
    while age < int(tables.group_lower[group]):
        group -= 1
    return 2 * group + woman


def census(p: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any) -> int:
    """Decide about one person, and count who will be there afterwards; returns the mark."""
    me = people[p]
    fate = fate_of(p, day, me, cold[p], tables, ledger, world)
    if fate == 0:
        woman = int(int(me.standing) & FEMALE != 0)
        ledger.census[cell_of(tables, int(ledger.year) - int(cold[p].birth_year), woman)] += 1
        return 0
    if has_mother(p, day, people, cold, tables, ledger, world) != 0:
        ledger.census[newborn_sex(p, tables, ledger, world)] += 1
        return fate | NEWBORN
    return fate


def has_mother(p: int, day: int, people: Any, cold: Any, tables: Any, ledger: Any, world: Any) -> int:
    """1 where another member of the household stays who could be a newborn's mother."""
    household = int(people[p].household)
    first = p - (household >> 3)
    for q in range(first, first + (household & 7)):
        age = int(ledger.year) - int(cold[q].birth_year)
        if q != p and int(people[q].standing) & FEMALE != 0 and MOTHER_FROM <= age <= MOTHER_TO:
            if fate_of(q, day, people[q], cold[q], tables, ledger, world) == 0:
                return 1
    return 0


def newborn_sex(p: int, tables: Any, ledger: Any, world: Any) -> int:
    """0 a boy, 1 a girl."""
    return int(draw(int(world.born0), int(world.born1), BIRTH_SEX, p, int(ledger.year), 0) >= int(tables.boy_cut))


def newcomer(p: int, mark: int, first: int, marks: Any, people: Any, cold: Any, tables: Any, ledger: Any, world: Any) -> int:
    """Age times 128 plus the standing of who takes the place of `p`."""
    me = people[p]
    shared = int(me.standing) & (GROUP_B | URBAN)
    if mark & NEWBORN != 0:
        return shared | newborn_sex(p, tables, ledger, world) * FEMALE
    k0 = int(world.born0)
    k1 = int(world.born1)
    arrived = int(ledger.year)
    oldest = eldest(p, first, marks, people, cold, ledger)
    cell = lacking(0 if oldest >= ADULT_AGE else FIRST_ADULT_CELL, draw(k0, k1, NEWCOMER, p, arrived, 0), tables, ledger)
    age = int(tables.group_lower[cell >> 1])
    if age < ADULT_AGE and age + GENERATION > oldest:
        cell = lacking(FIRST_ADULT_CELL, draw(k0, k1, NEWCOMER, p, arrived, 1), tables, ledger)
        age = int(tables.group_lower[cell >> 1])
    return age << 7 | shared | (cell & 1) * FEMALE


def lacking(lowest: int, word: int, tables: Any, ledger: Any) -> int:
    """A place in `census` from `lowest` on, picked by how many people it lacks; by the preset's shares where none lacks any."""
    total = 0
    for cell in range(lowest, N_CELLS):
        total += lack_of(cell, tables, ledger)
    short = int(total > 0)
    if short == 0:
        for cell in range(lowest, N_CELLS):
            total += int(tables.age_target[cell & 1, cell >> 1]) >> 17
    at = (word * total) >> 32
    cell = lowest
    while cell < N_CELLS - 1:
        weight = lack_of(cell, tables, ledger) if short != 0 else int(tables.age_target[cell & 1, cell >> 1]) >> 17
        if at < weight:
            return cell
        at -= weight
        cell += 1
    return cell


def lack_of(cell: int, tables: Any, ledger: Any) -> int:
    """How many people of an age group and sex the region lacks, Q15; 0 where it has too many. Children count double, as many
    of the places that are free could not take one.
    """
    wanted = int(tables.age_target[cell & 1, cell >> 1]) * int(ledger.residents)
    lack = max(0, wanted - (int(ledger.census[cell]) << 32)) >> 17
    return 2 * lack if cell < FIRST_ADULT_CELL else lack


def eldest(p: int, first: int, marks: Any, people: Any, cold: Any, ledger: Any) -> int:
    """Age of the oldest other member of the household who stays, -1 where nobody does. marks: of the region from `first` on."""
    household = int(people[p].household)
    start = p - (household >> 3)
    found = -1
    for q in range(start, start + (household & 7)):
        if q != p and int(marks[q - first]) == 0:
            found = max(found, int(ledger.year) - int(cold[q].birth_year))
    return found


def arrive(p: int, code: int, household: int, me: Any, cold: Any, tables: Any, ledger: Any, world: Any) -> None:
    """Another person lives here now; all else of the record has been cleared. code: as `newcomer` made it."""
    me.household = household
    me.arrived = int(ledger.year)
    settle_person(p, me, cold, code >> 7, code & 127, int(world.born0), int(world.born1), tables)


def year(p: int, day: int, me: Any, cold: Any, today: Any, tables: Any, ledger: Any, world: Any, policy: Any, tally: Any) -> None:
    """Who is 18 now is an adult."""
    if int(me.standing) & ADULT == 0 and int(ledger.year) - int(cold.birth_year) >= ADULT_AGE:
        me.standing = int(me.standing) | ADULT
        today.of_age = 1


def count_changes(mark: int, tally: Any, today: Any) -> None:
    """Somebody is gone, and somebody came."""
    today.gone = mark & (DIED | MOVED)
    today.came = 1 if mark & NEWBORN != 0 else 2
    if mark & DIED != 0:
        tally.deaths = int(tally.deaths) + 1
    else:
        tally.departures = int(tally.departures) + 1
    if mark & NEWBORN != 0:
        tally.births = int(tally.births) + 1
    else:
        tally.arrivals = int(tally.arrivals) + 1


def pack(scenario: Scenario, world: Array, policy: Array) -> None:
    """Nothing: the chances are the preset's; whether there is a yearly pass is the engine's to ask."""
