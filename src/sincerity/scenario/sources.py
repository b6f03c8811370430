"""Scenario files: where they lie, what they say, and the chain of `extends`."""

from __future__ import annotations

import os
import pathlib
import re
import tomllib
from dataclasses import dataclass
from typing import Any

from sincerity.errors import ScenarioError
from sincerity.scenario.emit import toml_value
from sincerity.scenario.locate import Path, lines_of_keys
from sincerity.scenario.problems import did_you_mean

PRESETS = pathlib.Path(__file__).parent / "presets"
"""The shipped scenarios."""


@dataclass(frozen=True)
class Layer:
    """One file of a chain, or one option: what it sets, and on which lines."""

    where: str
    data: dict[str, Any]
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a key or of the nearest table around it; 0 if unknown."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 0


def shipped() -> tuple[str, ...]:
    """Names of the shipped scenarios, sorted."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.toml")))


def find(source: str | os.PathLike[str]) -> pathlib.Path:
    """The file behind a shipped name or a path; a name wins over a file without an ending."""
    if isinstance(source, str) and source in shipped():
        return PRESETS / f"{source}.toml"
    path = pathlib.Path(source)
    if path.is_dir():
        raise ScenarioError(f"{path}: this is a folder. A scenario is a TOML file or one of {_names()}. Name the file in it.")
    if not path.exists():
        raise ScenarioError(f"{path}: there is no such file or shipped scenario. Shipped are {_names()}.{_hint(path)}")
    return path


def _names() -> str:
    return ", ".join(shipped())


def _hint(path: pathlib.Path) -> str:
    return did_you_mean(path.stem, shipped()) or " Check the name, or the folder you are in."


def chain(source: str | os.PathLike[str]) -> list[Layer]:
    """The file and all it extends, the outermost parent first."""
    path = find(source)
    layers: list[Layer] = []
    seen: list[pathlib.Path] = []
    while True:
        seen.append(path.resolve())
        layer = read(path)
        layers.append(layer)
        parent = layer.data.pop("extends", None)
        if parent is None:
            return layers[::-1]
        at = f"{layer.where}:{layer.line(('extends',))}: extends"
        path = _parent(parent, path, at)
        if path.resolve() in seen:
            circle = [*seen[seen.index(path.resolve()) :], path.resolve()]
            names = " -> ".join(file.name for file in circle)
            raise ScenarioError(
                f"{at} = {toml_value(parent)} closes a circle: {names}. A chain must end in a file that extends nothing. "
                "Drop one of these extends."
            )


def _parent(parent: object, child: pathlib.Path, at: str) -> pathlib.Path:
    if not isinstance(parent, str):
        raise ScenarioError(f'{at} is not text. It names a shipped scenario ({_names()}) or a file. Write extends = "none", say.')
    if parent in shipped():
        return PRESETS / f"{parent}.toml"
    path = child.parent / parent
    if not path.is_file():
        raise ScenarioError(
            f"{at} = {toml_value(parent)} is neither a shipped scenario nor a file beside this one. Shipped are {_names()}.{_hint(path)}"
        )
    return path


def read(path: pathlib.Path) -> Layer:
    """One file, parsed, with its lines."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ScenarioError(f"{path}: the file cannot be read: {error.strerror}. Check its name and its permissions.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ScenarioError(f"{path}:{line}: this is not UTF-8 text. A scenario is a TOML file in UTF-8. Save it as UTF-8.") from error
    return parse(text, str(path))


def parse(text: str, where: str) -> Layer:
    """TOML text as a layer; a syntax error names its line."""
    try:
        return Layer(where, tomllib.loads(text), lines_of_keys(text))
    except (ValueError, RecursionError) as error:
        # TOMLDecodeError is a ValueError, as is a number of too many digits; brackets may nest too deep.
        raise ScenarioError(_syntax(str(error), text, where)) from error


def _syntax(message: str, text: str, where: str) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    said = message.split(" (at ")[0]
    shown = text.splitlines()[line - 1].strip() if text.splitlines() else ""
    mend = "Texts stand in quotes, dates are bare, each key stands once. Mend this line."
    return f"{where}:{line}: this is not TOML: {said}, in: {shown[:80]} . {mend}"
