"""Field by field, the compiled engine beside the reference twin."""

from __future__ import annotations

from typing import Any

import numpy as np

from reference import detention
from reference.columns import people_columns
from reference.face import FIELDS
from reference.numbers import Ints
from reference.twin import GIVEN, TABLES, Twin
from sincerity.engine.simulation import Simulation

STOCKS = ("risk", "fear_authority", "fear_wronged", "trust", "tolerance_belief", "severity_belief", "surveillance_belief")
STOCKS_ARE_KEPT_LESS = 32_768
SQUARE = "moves"
AWAY_SHARE = 0.2
OF_THE_SOCIETY = ("id", "region", "household", "x", "y")
"""Columns of people that tell of the place, and that nothing here changes."""


def given(simulation: Simulation) -> dict[str, Ints]:
    """The people as the society made them, from a settled simulation: with `tables`, the only thing that the twin takes over."""
    found = {}
    for name in GIVEN:
        record = simulation.people if name in (simulation.people.dtype.names or ()) else simulation.cold
        found[name] = record[name].astype(np.int64)
    return found


def tables(simulation: Simulation) -> dict[str, Any]:
    """The preset's tables that the pages name."""
    row = simulation.tables[0]
    return {name: np.array(row[name], np.int64) for name in TABLES}


def twin_of(simulation: Simulation) -> Twin:
    """The twin of a settled simulation."""
    return Twin(simulation.scenario, simulation.seed, given(simulation), tables(simulation), simulation.luck)


def make_up_a_year(simulation: Simulation, twin: Twin, *, since: bool = True) -> None:
    """On the eve of a 1 January: files as if a year under detention had passed, and a few detained. since: some with a record since."""
    adult, made_up = twin.now().adult, np.random.default_rng(twin.day)
    person, n = twin.person, len(adult)
    away = made_up.random(n) < AWAY_SHARE
    cells = made_up.integers(0, 2, n) * made_up.integers(0, detention.CELLS, n)
    file = made_up.integers(0, 16, n) + (cells << detention.CELL_AT) + detention.AWAY * away
    if since:
        file += detention.SINCE * (made_up.random(n) < 0.1 + cells / 400)
    person.file = np.where(adult, file, 0)
    person.detained = np.where(adult & away, made_up.integers(0, 3, n), 0)
    kept = sum((2**bits - 1) << low for low, bits in (FIELDS[name] for name in ("works", "pupil")))
    twin.faces = np.where(person.detained > 0, twin.faces & kept | 1 << FIELDS["detained"][0], twin.faces)
    twin.books["files_kept"][:] = 1
    for name in ("file", "detained"):
        simulation.cold[name] = getattr(person, name)
    simulation.faces[:n] = twin.faces
    simulation.ledgers["files_kept"] = 1


def differences(simulation: Simulation, twin: Twin) -> list[str]:
    """What differs in records, books, model, faces and, from day 0 on, the counts of the day just lived; one line a field."""
    found = []
    for record in (simulation.people, simulation.cold):
        for name in record.dtype.names or ():
            found += _where(name, record[name].astype(np.int64), _state(twin, name, record.dtype[name].shape))
    for name in simulation.ledgers.dtype.names or ():
        found += _where(f"book {name}", simulation.ledgers[name], twin.books[name])
    found += _where("model", simulation.model, np.array([twin.model.fitted, *twin.model.weights]))
    found += _where("face", simulation.faces[: simulation.n_people], twin.faces)
    if twin.day > 0:
        found += _count_differences(simulation, twin)
    return found


def differences_of_people(simulation: Simulation, twin: Twin, scenario: Any) -> list[str]:
    """What differs in the table of people at the end of a run, one line a column."""
    table, ours = simulation.people_table(), people_columns(twin, scenario)
    found = [f"column {name}: only one of the two has it" for name in sorted(set(table) - set(OF_THE_SOCIETY) ^ set(ours))]
    for name in sorted(set(table) & set(ours)):
        found += _where(f"column {name}", table[name], ours[name].astype(np.int64))
    return found


def _state(twin: Twin, name: str, shape: tuple[int, ...]) -> Ints:
    ours: Ints = getattr(twin.person, name)
    if name in STOCKS:
        return ours - STOCKS_ARE_KEPT_LESS
    return _padded(ours, shape)


def _padded(ours: Ints, shape: tuple[int, ...]) -> Ints:
    """The engine's tables are rounded up in length; what is past the end must be 0."""
    if not shape:
        return ours
    room = np.zeros((len(ours), *shape), np.int64)
    room[:, : ours.shape[1]] = ours
    return room


def _count_differences(simulation: Simulation, twin: Twin) -> list[str]:
    found, n_regions = [], len(twin.regions)
    at = twin.day - 1 - simulation._block_start
    rows = simulation.tallies[at * n_regions : (at + 1) * n_regions]
    names = rows.dtype.names or ()
    for name in names:
        shape = rows.dtype[name].shape
        ours = twin.counts.get(name, np.zeros((n_regions, *shape), np.int64))
        if name == SQUARE and name in twin.counts:
            ours = _resized_square(ours, shape[0])
        found += _where(f"count {name}", rows[name], _padded(ours, shape))
    unknown = set(twin.counts) - set(names)
    return found + [f"count {name}: the engine has none" for name in sorted(unknown)]


def _resized_square(moves: Ints, length: int) -> Ints:
    """Moves from tier to tier, laid out for the engine's greater number of tiers."""
    ours, side = round(moves.shape[1] ** 0.5), round(length**0.5)
    room = np.zeros((len(moves), side, side), np.int64)
    room[:, :ours, :ours] = moves.reshape(len(moves), ours, ours)
    return room.reshape(len(moves), length)


def _where(name: str, engine: Any, reference: Any) -> list[str]:
    if np.array_equal(engine, reference):
        return []
    if engine.shape != reference.shape:
        return [f"{name}: shape {engine.shape}, reference {reference.shape}"]
    at = tuple(int(i) for i in np.argwhere(engine != reference)[0])
    n = int((engine != reference).sum())
    return [f"{name}: {n} differ, first at {at}: engine {engine[at]}, reference {reference[at]}"]
