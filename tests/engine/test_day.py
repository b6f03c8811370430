"""The tables of the passes are what the passes do."""

from __future__ import annotations

import ast

import pytest

from engine.recorder import BETWEEN, CLAIMS, LUCK, NEWCOMER, SEED, SETTLES, STEPS, owner_of, record
from sincerity.draw import DAILY, PURPOSES, seed_key
from sincerity.engine.catalogue import between, day_code
from sincerity.engine.catalogue.chance import is_of_people
from sincerity.engine.compose import by_name
from sincerity.engine.day import Step
from sincerity.engine.records import COLD, COLUMNS, LEDGER, PERSON, TODAY


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step.mechanism}.{step.hook}")
def test_a_step_reads_and_writes_what_the_table_says(step: Step) -> None:
    key = (step.mechanism, step.hook)
    assert step.reads == " ".join(sorted(record().reads[key]))
    assert step.writes == " ".join(sorted(record().writes[key]))


MECHANISMS = by_name()


def owners() -> dict[str, str]:
    """Field, as the tables name it → the mechanism that declares it, "" for the engine."""
    own = (("me", PERSON), ("cold", COLD), ("today", TODAY), ("ledger", LEDGER), ("tally", COLUMNS))
    found = {f"{kind}.{field.name}": "" for kind, fields in own for field in fields}
    for name, module in MECHANISMS.items():
        for kind, part in (("me", "STATE"), ("cold", "COLD"), ("today", "TODAY"), ("ledger", "LEDGER"), ("tally", "COLUMNS")):
            found |= {f"{kind}.{field.name}": name for field in getattr(module, part, ())}
    return found


def test_each_field_and_each_count_has_one_writing_mechanism() -> None:
    """But for what makes another person of a place: `demography.arrive` settles, the composed `forget` clears."""
    owner = owners()
    for (module, hook), fields in record().writes.items():
        for field in fields:
            assert owner[field] == owner_of(module) or (module, hook) == NEWCOMER, (module, hook, field)
    settled = record().writes[NEWCOMER]
    assert {field.partition(".")[0] for field in settled} == {"me", "cold"}
    assert {owner[field] for field in settled} == {"", "demography", "economy"}


def test_each_field_is_written_by_somebody() -> None:
    written = set().union(*record().writes.values())
    assert {field for field, mechanism in owners().items() if mechanism} - written == set()


def test_claims_write_nothing_and_settling_writes_books_and_counts() -> None:
    for key in CLAIMS:
        assert record().reads[key], key
        assert record().writes[key] == set(), key
    for key in SETTLES:
        assert record().writes[key], key
        assert {field.partition(".")[0] for field in record().writes[key]} <= {"ledger", "tally"}, key


HOOKS = (
    "act",
    "block",
    "post",
    "refit",
    "meet",
    "judge",
    "live",
    "month",
    "serve",
    "leave",
    "arrive",
    "year",
    "count",
    "init",
    "begin",
    "cover",
    "revise",
)


def test_who_people_are_is_drawn_by_the_seed_and_all_that_days_bring_by_the_luck() -> None:
    keys = {name: found for name, found in record().keys.items() if name in PURPOSES}
    assert keys == {name: {seed_key(SEED if is_of_people(name) else LUCK)} for name in keys}
    ahead = {name for name, value in PURPOSES.items() if value in DAILY}
    assert not any(map(is_of_people, ahead))
    of_days = {name for name in PURPOSES if not is_of_people(name)}
    assert of_days - ahead - set(keys) == set()


def test_every_hook_of_every_mechanism_is_in_a_table() -> None:
    tables = {(step.mechanism, step.hook) for step in STEPS} | {NEWCOMER}
    for name, module in MECHANISMS.items():
        for hook in HOOKS:
            assert not hasattr(module, hook) or (name, hook) in tables, (name, hook)


def test_the_recorder_notes_all_that_the_composed_passes_call() -> None:
    calls = [node.func for node in ast.walk(ast.parse(day_code())) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    called = {(ast.unparse(function.value), function.attr) for function in calls}
    hooks = {(module, hook) for module, hook in called if module in {*MECHANISMS, "market"}}
    assert hooks == {*((step.mechanism, step.hook) for step in STEPS), *CLAIMS, *SETTLES, *BETWEEN}


def test_what_is_explained_of_them_is_what_they_do() -> None:
    """No table tells of them: the catalogue reads it off their text, which tells of every branch."""
    assert set(between.CALLED) == {*CLAIMS, *SETTLES, *BETWEEN}
    for key in between.CALLED:
        assert record().writes[key] <= between.touched(*key).writes, key
        assert record().reads[key] <= between.touched(*key).reads, key
