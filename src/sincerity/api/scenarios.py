"""From what a scenario is given as to one that can be lived, and the options that every command shares."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sincerity.compute.launch import cuda_device
from sincerity.engine.compose import registry
from sincerity.errors import ScenarioError
from sincerity.scenario.load import Option, load, loads, option
from sincerity.scenario.pair import differing, keys_told
from sincerity.scenario.schema import Scenario as _Scenario

Source = str | os.PathLike[str] | _Scenario
"""What a scenario may be given as: a shipped name, a file, or a loaded one."""


if TYPE_CHECKING:

    class Scenario(_Scenario):
        """A frozen, validated scenario."""

        @classmethod
        def load(cls, source: str | os.PathLike[str], *options: str) -> Scenario:
            """The scenario of a shipped name or a TOML file, with `key=value` options laid over it."""
            raise NotImplementedError

else:
    Scenario = _Scenario
    # The scenario's own floor knows no mechanism; here, above both, the two are joined.
    Scenario.load = staticmethod(lambda source, *options: load(source, registry(), options))


def load_scenario(
    source: Source,
    *,
    people: int | None = None,
    days: int | None = None,
    until: datetime.date | None = None,
    options: Iterable[str] = (),
) -> _Scenario:
    """The scenario to run: `source` with `key=value` options, then people and length, laid over it."""
    if days is not None and until is not None:
        raise ScenarioError("--days and --until both say when the run ends. Give one of them.")
    given: list[str | Option] = list(options)
    for key, value, name in (("society.people", people, "--people"), ("days", days, "--days"), ("until", until, "--until")):
        if value is not None:
            given.append(Option(key, value, f"{name} {value}"))
    if isinstance(source, _Scenario):
        return loads(source.to_toml(), registry(), given, name=source.name) if given else source
    return load(source, registry(), given)


def command_text(source: object, **options: object) -> str:
    """The command that repeats a run: the scenario and each option that is not None, False or empty.

    >>> command_text("article", people=5, set=("policy.active=false",), days=None)
    'sincerity run article --people 5 --set policy.active=false'
    """
    words = ["sincerity", "run", str(source)]
    for name, value in options.items():
        if value is None or value is False or value == ():
            continue
        for one in value if isinstance(value, tuple) else (value,):
            words += [f"--{name}"] if one is True else [f"--{name}", str(one)]
    return shlex.join(words)


def load_twin(against: Source, scenario: _Scenario, *, people: int | None = None, options: Iterable[str] = ()) -> _Scenario:
    """The scenario `against` for the same people as `scenario`'s, over the same days.

    Of `options` those of the policy, the name and the title are `scenario`'s alone.

    Raises
    ------
    ScenarioError
        It cannot be read, or differs from `scenario` in more than these: then they are not the same people.
    """
    twin = load_scenario(against, people=people, days=scenario.days, options=filter(for_both, options))
    found = differing(scenario, twin)
    if found:
        raise ScenarioError(
            f"--against {twin.name}: a twin is the same people under another policy, and here more differs. "
            f"{scenario.name} has {keys_told(found)}. "
            "Make them equal (--people, and --set for any key outside policy, apply to both), or name a scenario with the same society."
        )
    return twin


def for_both(text: str) -> bool:
    """Whether an option applies to the twin, too: what is not the policy, nor the scenario's name."""
    return option(text).key.partition(".")[0].strip().strip('"') not in ("policy", "name", "title")


def file_of(source: Source, folder: Path) -> str:
    """What a command names a scenario by; a loaded one by the file in its run's folder."""
    return str(folder / "scenario.toml") if isinstance(source, _Scenario) else os.fspath(source)


def check_options(*, seed: int = 1, luck: int | None = None, threads: int | None = None, checkpoint_days: int = 365) -> None:
    """ScenarioError for an option that no run can have."""
    if not 0 <= seed < 1 << 64:
        raise ScenarioError(f"--seed {seed} is out of range. A seed is a whole number from 0 to 2^64-1.")
    if luck is not None and not 0 <= luck < 1 << 64:
        raise ScenarioError(f"--luck {luck} is out of range. It is a whole number from 0 to 2^64-1, as a seed is.")
    if threads is not None and threads < 1:
        raise ScenarioError(f"--threads {threads} is out of range. A run needs at least one thread.")
    if checkpoint_days < 0:
        raise ScenarioError(f"--checkpoint {checkpoint_days} is out of range. It is a number of days, 0 for no checkpoints.")


def require_device(device: str) -> None:
    """ScenarioError for a device that is not there."""
    if device not in ("cpu", "cuda"):
        raise ScenarioError(f"--device {device}: there is no such device. Known are cpu and cuda.")
    if device == "cuda" and not cuda_device():
        raise ScenarioError("--device cuda: no CUDA device here (see `sincerity doctor`). Use `--device cpu`: same result, to the bit.")


def check_seeds(seeds: Sequence[int]) -> None:
    """ScenarioError for seeds that overlap, cannot be, or are none."""
    if not seeds:
        raise ScenarioError("--seeds names no seed. Give at least one, such as 0..9.")
    for seed in seeds:
        check_options(seed=seed)
    twice = sorted({seed for seed in seeds if seeds.count(seed) > 1})
    if twice:
        raise ScenarioError(f"--seeds names {', '.join(map(str, twice))} more than once. A seed is one society: give each once.")


def seeds_text(seeds: Sequence[int]) -> str:
    """Seeds as the command line takes them.

    >>> seeds_text([0, 1, 2, 3, 7]), seeds_text([5]), seeds_text([1, 2, 4])
    ('0..3,7', '5', '1..2,4')
    """
    parts: list[list[int]] = []
    for seed in seeds:
        if parts and seed == parts[-1][-1] + 1:
            parts[-1].append(seed)
        else:
            parts.append([seed])
    return ",".join(str(part[0]) if len(part) == 1 else f"{part[0]}..{part[-1]}" for part in parts)
