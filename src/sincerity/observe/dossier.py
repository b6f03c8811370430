"""The invented dossier that a tap on the map of the listed shows, and how few people its masks leave one hidden among.

Nothing in it can be a real person's. Names are `Resident 004711`. An ID number has the length of a Chinese one and cannot be one,
three times over: it begins with 00, where every region code of GB/T 2260 begins with 11 or more; its day of birth is month 00, day
00; and its last character always fails the checksum. Case numbers begin with `(Lab)`, addresses are `Cell 12, House 07`.

*k*: how many residents of the run, on the map or not, have exactly the masked ID and address that are shown. It is how many the
masked fields hide one among; the name is no part of it, for here it is the resident's number itself.

Sources: GB 11643-1999 (the form of ID numbers), ISO 7064 MOD 11-2 (their checksum). *k* is that of Sweeney, "k-anonymity: a model for
protecting privacy", International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 10 (5), 2002.

Not modelled: a photograph; the date of the listing and the sum owed; what a neighbour knows beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sincerity.compute.bars import NOBODY, THE_LISTED, bar_of
from sincerity.engine.compose import registry
from sincerity.errors import ScenarioError
from sincerity.mechanisms.revisions import stages
from sincerity.scenario.load import load
from sincerity.society.livelihood import ADULT_AGE
from sincerity.types import CELL_PEOPLE

if TYPE_CHECKING:
    from sincerity.scenario.schema import Scenario
    from sincerity.store.run import Run, Table

SYMBOLS = "0123456789X"
"""The characters of ISO 7064 MOD 11-2, X for 10."""
REGIONS = 10_000
"""ID numbers have four digits for the region, so as many regions differ in them."""
FEW = 5
"""A k below this is reported as few."""
QUANTILES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


class Shows(NamedTuple):
    """What the map leaves unmasked beside the region: the year of birth in the ID number, the cell in the address."""

    birth_year: bool = True
    cell: bool = True


@dataclass(frozen=True)
class Dossier:
    """What a tap shows. masked_id, masked_address: `*` for each character hidden; k: residents who share both, oneself included.

    reason: as far as the run's last day tells, which keeps that somebody is listed and not on which ground; see `dossier`.
    """

    name: str
    case_number: str
    reason: str
    masked_id: str
    masked_address: str
    k: int


@dataclass(frozen=True)
class Hiding:
    """How well the masks hide those whom the map shows. people: how many; quantiles: k at `QUANTILES`, none where it shows nobody.

    alone, few: those of them with k = 1, and with k < 5.
    """

    people: int
    quantiles: tuple[int, ...]
    alone: int
    few: int

    @property
    def alone_share(self) -> float:
        """Share with k = 1, whom the masks do not hide at all; 0 where the map shows nobody."""
        return self.alone / max(1, self.people)

    @property
    def few_share(self) -> float:
        """Share with k < 5; 0 where the map shows nobody."""
        return self.few / max(1, self.people)


def dossier(run: Run, resident: int) -> Dossier:
    """The dossier of a resident who is on the map at the end of a run; where the policy has no map, as one with defaults would show it.

    The reason is read off the last day: a debt that is open where debts list, a score below the line where scores do. A debt that is
    not judged yet is therefore told as judged where its debtor is listed by score. "score not yet recovered" is what is left above
    the line and below recovery, "listed, no ground stands" what a wrong judgment leaves. On a map for a tier the reason is the tier.

    Raises
    ------
    ScenarioError
        There is no such resident, or the map does not show this one.
    """
    if not 0 <= resident < run.manifest.people:
        raise ScenarioError(f"resident {resident} does not exist. Residents are numbered 0 to {run.manifest.people - 1}.")
    scenario = _at_the_end(run)
    people, only = run.people, f"id = {int(resident)}"
    if not people.filter(only).filter(on_the_map(scenario)).fetchall():
        who = "on the list" if _bar(scenario) == THE_LISTED else f"in tier {scenario.policy.deadbeat_map.for_} or below"
        raise ScenarioError(f"resident {resident} is not {who} when the run ends. The map shows nobody who is not {who}.")
    row = people.filter(only).project("region, age, sex, score, in_debt, times_listed, tier")
    region, age, sex, score, in_debt, times, tier = row.fetchall()[0]
    shows = shows_of(scenario)
    ((k,),) = k_of(people, shows, only).project("k").fetchall()
    return Dossier(
        name=name_of(resident),
        case_number=case_number(resident, times),
        reason=_reason(scenario, score, bool(in_debt), tier),
        masked_id=masked_id(id_number(resident, region, end_year(run) - age, sex), shows),
        masked_address=masked_address(address_of(people, resident), shows),
        k=k,
    )


def hiding(run: Run) -> Hiding:
    """How many residents those on the map of a run's last day are hidden among."""
    scenario = _at_the_end(run)
    found = k_of(run.people, shows_of(scenario), on_the_map(scenario))
    counts = f"count(*), quantile_disc(k, {list(QUANTILES)}), count(*) FILTER (k = 1), count(*) FILTER (k < {FEW})"
    ((people, quantiles, alone, few),) = found.aggregate(counts).fetchall()
    return Hiding(people, tuple(quantiles or ()), alone, few)


def k_of(people: Table, shows: Shows, whose: str = "listed = 1") -> Table:
    """`id` and `k` of those residents for whom the SQL condition `whose` on their row of `people` holds, by id.

    k counts all residents, whoever they are, with the same digits of the region, birth year if shown, and cell if shown.
    """
    first = people.aggregate("region, min(id) AS first", "region").set_alias("first")
    cell = f"id // {CELL_PEOPLE} - first // {CELL_PEOPLE}" if shows.cell else "0"
    shown = f"region % {REGIONS} AS digits, {'age' if shows.birth_year else '0'} AS born, {cell} AS place"
    placed = people.join(first.relation, "region").project(f"id, ({whose}) AS meant, {shown}")
    counts = placed.aggregate("digits, born, place, count(*) AS k", "digits, born, place").set_alias("counts")
    return placed.filter("meant").join(counts.relation, "digits, born, place").project("id, k").order("id")  # type: ignore[no-any-return]


def shows_of(scenario: Scenario) -> Shows:
    """What the map of a policy leaves unmasked; all where there is none."""
    table = scenario.policy.deadbeat_map
    return Shows() if table is None else Shows(table.shows_birth_year, table.shows_cell)


def end_year(run: Run) -> int:
    """The calendar year of a run's last day. Less the age in `people`, full years on its 1 January, it is the year of birth."""
    return (run.manifest.start + timedelta(days=run.manifest.days - 1)).year


def name_of(resident: int) -> str:
    """The only name anybody has here.

    >>> name_of(4711)
    'Resident 004711'
    """
    return f"Resident {resident:06d}"


def case_number(resident: int, times_listed: int) -> str:
    """The resident's number, and which of the resident's entries on the list it is.

    >>> case_number(123, 2)
    '(Lab) 000123-2'
    """
    return f"(Lab) {resident:06d}-{times_listed}"


def id_number(resident: int, region: int, birth_year: int, sex: str) -> str:
    """18 characters: 00, the region, year of birth, 0000 for month and day, three digits odd for men, a wrong check character.

    >>> id_number(4711, 12, 1985, "male")
    '00001219850000423X'
    """
    body = f"00{region % REGIONS:04d}{birth_year:04d}0000{2 * (resident % 500) + (sex == 'male'):03d}"
    return body + SYMBOLS[(right_check(body) + 1 + resident % 10) % 11]


def right_check(digits: str) -> int:
    """The check character that ISO 7064 MOD 11-2 would give, as a number 0…10; `id_number` takes care to give another.

    >>> SYMBOLS[right_check("079")]
    'X'
    """
    rest = 0
    for digit in digits:
        rest = (rest + int(digit)) * 2 % 11
    return (12 - rest) % 11


def address(cell: int, house: int) -> str:
    """cell: number of the cell of 64 within the region; house: number of the household within the cell; both from 1.

    >>> address(12, 7)
    'Cell 12, House 07'
    """
    return f"Cell {cell:02d}, House {house:02d}"


def address_of(people: Table, resident: int) -> str:
    """Where a resident of a run lives: the households of a cell are counted in the order of their first members."""
    ((region, household),) = people.filter(f"id = {int(resident)}").project("region, household").fetchall()
    ((first,),) = people.filter(f"region = {region}").aggregate("min(id)").fetchall()
    cell = household // CELL_PEOPLE
    doors = people.filter(f"household BETWEEN {cell * CELL_PEOPLE} AND {household}")
    ((house,),) = doors.aggregate("count(DISTINCT household)").fetchall()
    return address(cell - first // CELL_PEOPLE + 1, house)


def masked_id(number: str, shows: Shows) -> str:
    """What is shown of an ID number.

    >>> masked_id("00001219850000423X", Shows()), masked_id("00001219850000423X", Shows(birth_year=False))
    ('0000121985********', '000012************')
    """
    shown = 10 if shows.birth_year else 6
    return number[:shown] + "*" * (len(number) - shown)


def masked_address(full: str, shows: Shows) -> str:
    """What is shown of an address: always two stars, so that they do not tell how many digits they hide.

    >>> masked_address("Cell 12, House 07", Shows()), masked_address("Cell 112, House 07", Shows(cell=False))
    ('Cell 12, House **', 'Cell **, House **')
    """
    cell = full.partition(",")[0] if shows.cell else "Cell **"
    return f"{cell}, House **"


def _at_the_end(run: Run) -> Scenario:
    """The scenario with the revisions that were in force on the last day."""
    return [scenario for day, scenario in stages(load(run.folder.scenario, registry())) if day < run.manifest.days][-1]


def _bar(scenario: Scenario) -> int:
    """Whom the map shows, as `compute.bars` numbers them."""
    bar = bar_of(scenario, "deadbeat_map")
    return THE_LISTED if bar == NOBODY else bar


def on_the_map(scenario: Scenario) -> str:
    """An SQL condition on a row of `people`."""
    bar = _bar(scenario)
    return "listed = 1" if bar == THE_LISTED else f"age >= {ADULT_AGE} AND tier >= {bar}"


def _reason(scenario: Scenario, score: int, in_debt: bool, tier: int) -> str:
    if _bar(scenario) != THE_LISTED:
        return f"tier {scenario.policy.tier[tier].name}"
    rules = scenario.policy.listing
    by_score = rules.by_score and scenario.policy.scoring.active
    grounds = []
    if in_debt and rules.by_judgment:
        grounds.append("unpaid debt, judged")
    if by_score and score < rules.by_score_below:
        grounds.append("score below the line")
    if not grounds and by_score and score < rules.by_score_below + rules.recovery_points:
        grounds.append("score not yet recovered")
    return "; ".join(grounds) or "listed, no ground stands"
