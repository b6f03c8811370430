"""The day's table is what the day does."""

from __future__ import annotations

from engine.recorder import record
from sincerity.engine.compose import BUILT_IN
from sincerity.engine.day import BEGIN, COVER, DAY, INIT, MONTH, REVISE


def test_steps_read_and_write_what_the_table_says() -> None:
    reads, writes, _ = record()
    for step in (*DAY, *MONTH, *INIT, *BEGIN, *COVER, *REVISE):
        key = (step.mechanism, step.hook)
        assert reads[key] == set(step.reads.split()), (key, "reads")
        assert writes[key] == set(step.writes.split()), (key, "writes")


def test_each_field_of_a_person_and_each_count_has_one_writing_mechanism() -> None:
    owner: dict[str, str] = {}
    for module in BUILT_IN:
        name = module.__name__.rpartition(".")[2]
        for kind, fields in (
            ("me", getattr(module, "STATE", ())),
            ("cold", getattr(module, "COLD", ())),
            ("today", getattr(module, "TODAY", ())),
            ("tally", getattr(module, "COLUMNS", ())),
        ):
            owner.update({f"{kind}.{field.name}": name for field in fields})
    for step in (*DAY, *MONTH, *INIT, *BEGIN, *COVER, *REVISE):
        for field in step.writes.split():
            assert owner[field] == step.mechanism, (field, step.mechanism)


def test_every_hook_of_every_mechanism_is_in_the_table() -> None:
    tables = {(step.mechanism, step.hook) for step in (*DAY, *MONTH, *INIT, *BEGIN, *COVER, *REVISE)}
    hooks = ("act", "meet", "judge", "live", "month", "count", "init", "begin", "cover", "revise")
    for module in BUILT_IN:
        name = module.__name__.rpartition(".")[2]
        for hook in hooks:
            assert not hasattr(module, hook) or (name, hook) in tables, (name, hook)
