"""Layers laid over one another: tables merge key by key, arrays replace, `[[society.more_behaviour]]` appends."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from sincerity.scenario.emit import toml_value
from sincerity.scenario.locate import Path
from sincerity.scenario.problems import Place, Places, Problem, show_path
from sincerity.scenario.schema import Shape
from sincerity.scenario.sources import Layer

BEHAVIOUR: Path = ("society", "behaviour")
MORE: Path = ("society", "more_behaviour")
_INSTEAD = {("days",): "until", ("until",): "days"}


class Merged:
    """What the layers so far say together, and where each key was last set."""

    def __init__(self, shapes: Mapping[str, Shape]) -> None:
        self.shapes = shapes
        self.data: dict[str, Any] = {}
        self.places: Places = {}
        self.problems: list[Problem] = []

    def lay(self, layer: Layer, rank: int) -> None:
        """Lay one file over what is there."""
        until = layer.data.pop("until") if "days" in layer.data and "until" in layer.data else None
        self._lay_table(self.data, layer.data, (), (), layer, rank)
        if until is not None:
            self._complain(layer, rank, ("until",), f" = {toml_value(until)} stands beside days. Only one may be given. Drop one.")

    def put(self, path: Path, value: object, key: str, where: str, rank: int) -> None:
        """Set one key, as an option does; tables on the way are made. None takes the key out.

        `key` is the key as the option names it.
        """
        into: Any = self.data
        for i, part in enumerate(path[:-1]):
            fits: Any = list if isinstance(path[i + 1], int) else dict
            old = into[part] if isinstance(part, int) else into.get(part)
            if not isinstance(old, fits):
                # A switch written short becomes the table it stands for; anything else gives way.
                old = self._expanded(path[: i + 1], old)
                into[part] = old if isinstance(old, fits) else fits()
                self.places[path[: i + 1]] = Place(where, 0, show_path(path[: i + 1]), rank)
            into = into[part]
        if value is None:
            self._forget(path)
            if isinstance(into, dict):
                into.pop(path[-1], None)
            return
        self._lay_table(into, {path[-1]: value}, path[:-1], path[:-1], Layer(where, {}, {}), rank)
        for below in [other for other in self.places if other[: len(path)] == path]:
            if self.places[below].where == where:
                self.places[below] = Place(where, 0, show_path(below[len(path) :], key), rank)

    def _lay_table(self, into: Any, new: dict[Any, Any], path: Path, written: Path, layer: Layer, rank: int) -> None:
        """`path` is where the table ends up, `written` where the layer has it."""
        for name, value in sorted(new.items(), key=lambda item: (*path, item[0]) == MORE):
            here, there = (*path, name), (*written, name)
            if here == MORE:
                self._append(value, layer, rank)
                continue
            if here in _INSTEAD:
                self._forget((_INSTEAD[here],))
                into.pop(_INSTEAD[here], None)
            short = value
            value = self._expanded(here, value)
            old = into[name] if isinstance(into, list) else into.get(name)
            if not isinstance(value, dict):
                self._forget(here)
                into[name] = copy.deepcopy(value)
                self._note_all(here, there, value, layer, rank)
                continue
            if not isinstance(old, dict):
                self._forget(here)
                old = into[name] = {}
            self._note(here, there, layer, rank)
            self._lay_table(old, value, here, there, layer, rank)
            if short is not value:
                for key in value:
                    self._note((*here, key), there, layer, rank)

    def _expanded(self, path: Path, value: object) -> object:
        """`deterrence = true` as `{active = true}`, `awareness = "press"` as `{from = "press"}`."""
        shape = self.shapes.get(show_path(path))
        if shape is not None and not shape.rows and not shape.keyed:
            if isinstance(value, bool) and shape.switch:
                return {"active": value}
            if isinstance(value, str) and "from_" in shape.model.model_fields:
                return {"from": value}
        return value

    def _append(self, rows: object, layer: Layer, rank: int) -> None:
        if not isinstance(rows, list):
            self._complain(layer, rank, MORE, " is not an array of tables. Each row begins with [[society.more_behaviour]]. Write it so.")
            return
        there = self.data.setdefault("society", {}).setdefault("behaviour", [])
        if not isinstance(there, list):
            return
        for i, row in enumerate(rows):
            self._note_all((*BEHAVIOUR, len(there)), (*MORE, i), row, layer, rank)
            there.append(copy.deepcopy(row))

    def _note(self, path: Path, written: Path, layer: Layer, rank: int) -> None:
        self.places[path] = Place(layer.where, layer.line(written), show_path(written), rank)

    def _note_all(self, path: Path, written: Path, value: object, layer: Layer, rank: int) -> None:
        self._note(path, written, layer, rank)
        inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, below in inner:
            self._note_all((*path, name), (*written, name), below, layer, rank)

    def _forget(self, path: Path) -> None:
        for known in [other for other in self.places if other[: len(path)] == path]:
            del self.places[known]

    def _complain(self, layer: Layer, rank: int, path: Path, text: str) -> None:
        self._note(path, path, layer, rank)
        self.problems.append(Problem(path, text))
