"""The scenario as frozen, validated objects: the core tables with the tables of the installed mechanisms added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from pydantic import Field, create_model

from sincerity.errors import ScenarioError
from sincerity.scenario.core import Behaviour, Mind, Network, Policy, Rule, ScenarioTables, Society, Tier
from sincerity.scenario.keys import TableModel, attribute, field_of, key
from sincerity.scenario.registry import Registry, Table


@dataclass(frozen=True)
class Shape:
    """One table of the file, once the registry is known.

    model: the class of the table, of one row, or of one entry
    rows: the key that addresses rows (`id`, `name`), where the table is an array of tables; most: of them, 0 = any number
    keyed: the table is a map of names to such tables
    absent: "off" (the attribute is None) or "default"
    switch: has the key `active`
    mechanisms: who declares its keys; "scenario" for the core
    """

    model: type[TableModel]
    rows: str = ""
    most: int = 0
    keyed: bool = False
    absent: str = "default"
    switch: bool = False
    mechanisms: tuple[str, ...] = ("scenario",)


CORE: Mapping[str, Shape] = {
    "": Shape(ScenarioTables),
    "society": Shape(Society),
    "society.network": Shape(Network),
    "society.behaviour": Shape(Behaviour, rows="id"),
    "policy": Shape(Policy, switch=True),
    "policy.rule": Shape(Rule, keyed=True),
    "policy.tier": Shape(Tier, rows="name"),
    "mind": Shape(Mind),
}
"""The tables no mechanism owns, by dotted path."""


class Scenario(ScenarioTables):
    """A whole scenario. `scenario_class` adds what the registry declares; made by `load`, never by hand.

    Attributes follow the file: `scenario.society.people`, `scenario.policy.tier[0].from_`; a table that is absent and
    off is None.
    """

    registry: ClassVar[Registry] = ()
    shapes: ClassVar[Mapping[str, Shape]] = CORE

    def table(self, path: str) -> Any:
        """The table at a dotted path, or None where it is absent and off, or unknown."""
        found: Any = self
        for part in path.split("."):
            found = getattr(found, attribute(part), None)
            if found is None:
                return None
        return found

    def with_(self, **changes: object) -> Scenario:
        """A checked copy with keys changed; `__` for dots: `with_(policy__listing__term_days=365)`."""
        from sincerity.scenario.load import change

        return change(self, changes)

    def to_toml(self) -> str:
        """The resolved scenario as TOML text; loads to an equal object."""
        from sincerity.scenario.emit import to_toml

        return to_toml(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # The class is made at run time, so another process makes it again from the registry.
        return _rebuild, (self.registry, self.to_toml())


def _rebuild(registry: Registry, text: str) -> Scenario:
    from sincerity.scenario.load import loads

    return loads(text, registry)


_CLASSES: dict[str, type[Scenario]] = {}


def scenario_class(registry: Registry) -> type[Scenario]:
    """The class of scenarios under this registry; one per registry, so that equal scenarios compare equal."""
    name = repr(registry)
    if name not in _CLASSES:
        _CLASSES[name] = _make(registry)
    return _CLASSES[name]


def _make(registry: Registry) -> type[Scenario]:
    declared: dict[str, list[Table]] = {}
    for table in registry:
        declared.setdefault(table.path, []).append(table)
    shapes: dict[str, Shape] = {}
    for path in sorted(_all_paths(declared), key=lambda p: -p.count(".") if p else 1):
        shapes[path] = _shape(path, declared.get(path, []), shapes)
    made = cast(type[Scenario], shapes[""].model)
    made.registry = registry
    made.shapes = dict(sorted(shapes.items()))
    return made


def _all_paths(declared: Mapping[str, object]) -> set[str]:
    paths = {"", *CORE}
    for path in declared:
        parts = path.split(".")
        paths.update(".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return paths


def _shape(path: str, tables: list[Table], below: Mapping[str, Shape]) -> Shape:
    """The class of one table: core keys, then what mechanisms declare, then the tables inside it."""
    core = CORE.get(path)
    first = tables[0] if tables else None
    rows = core.rows if core else (first.rows if first else "")
    keyed = core.keyed if core else (first.keyed if first else False)
    switch = core.switch if core else any(table.switch for table in tables) and not rows and not keyed
    base: type[TableModel] = Scenario if path == "" else core.model if core else TableModel
    fields: dict[str, Any] = {}
    if switch and core is None:
        fields["active"] = (bool, key("switch", True, "", "In force; false leaves the table without effect."))
    owners: dict[str, str] = dict.fromkeys(base.model_fields, "scenario")
    for table in tables:
        for param in table.params:
            name = attribute(param.name)
            if name in owners:
                raise ScenarioError(f"{path}.{param.name} is declared by {owners[name]} and by {table.mechanism}. Rename one of them.")
            owners[name] = table.mechanism
            fields[name] = field_of(param)
    for child in _children(path, below):
        fields[attribute(child.rpartition(".")[2])] = _child_field(below[child])
    model = create_model(_class_name(path), __base__=base, **fields) if fields else base
    return Shape(
        model=model,
        rows=rows,
        most=first.most if first else 0,
        keyed=keyed,
        absent="default" if core or first is None else first.absent,
        switch=switch,
        mechanisms=(("scenario",) if core else ()) + tuple(dict.fromkeys(table.mechanism for table in tables)),
    )


def _children(path: str, shapes: Mapping[str, Shape]) -> Iterator[str]:
    for other in sorted(shapes):
        if other and other.rpartition(".")[0] == path:
            yield other


def _child_field(shape: Shape) -> tuple[Any, Any]:
    model: Any = shape.model
    if shape.rows:
        return tuple[model, ...], ()
    if shape.keyed:
        return dict[str, model], Field(default_factory=dict)
    if shape.absent == "off":
        return model | None, None
    return model, Field(default_factory=model)


def _class_name(path: str) -> str:
    return "".join(part.title().replace("_", "") for part in path.split(".")) or "Scenario"
