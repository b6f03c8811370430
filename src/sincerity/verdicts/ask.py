"""Live what the claims ask for, keep every life's numbers as they come, and judge when all are there.

Shipped values with several seeds, then draws from the plausible ranges with one seed, the first of them, the same for all draws. The
folder holds a line for each set of lives that is done, so that the same command goes on where it was stopped.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sincerity.engine.run import Cancel
from sincerity.errors import FolderError, Interrupted
from sincerity.experiments.measure import Crew
from sincerity.store.files import write_text
from sincerity.store.folder import RunFolder
from sincerity.verdicts.document import DOCUMENT, DRAWS, Lives, write_all
from sincerity.verdicts.effects import Measure, Values, observe
from sincerity.verdicts.lives import AFTER, Variant, live_all, scenarios_of
from sincerity.verdicts.question import Question
from sincerity.verdicts.space import Draw, Space, draws_of
from sincerity.version import __version__

SEED, DRAW = "seed", "draw"
PLAN, KEPT = "claims-plan.json", "claims-lives.jsonl"


class Reached(NamedTuple):
    """How far it is: sets of lives done, of how many, and how many of these were found in the folder."""

    done: int
    of: int
    found: int
    seconds: float


class Part(NamedTuple):
    """A set of lives to be lived: one seed with the shipped values, or one draw."""

    kind: str
    number: int
    seed: int
    draw: Draw | None = None


def ask(
    question: Question,
    folder: Path,
    *,
    processes: int,
    force: bool = False,
    progress: Callable[[Reached], None] | None = None,
    cancel: Cancel | None = None,
) -> None:
    """Live, measure, judge; leaves `claims.json` and `draws.parquet` in the folder.

    Raises
    ------
    FolderError
        The folder is not to be written, or holds the answers to another question.
    Interrupted
        On the way: what was lived is kept, and the same question goes on from there.
    """
    place = begin(question, folder, force=force)
    began = time.monotonic()
    try:
        draws = list(draws_of(question.space, question.n_draws))
        lives = _live(question, draws, folder, processes, progress, cancel)
        _keep_seconds(folder, time.monotonic() - began)
        write_all(question, draws, lives, folder, _seconds_before(folder))
    except (KeyboardInterrupt, Interrupted) as stop:
        _keep_seconds(folder, time.monotonic() - began)
        raise Interrupted(f"stopped; what was lived is kept in {folder}, and the same question goes on there.") from stop
    finally:
        place.release()


def begin(question: Question, folder: Path, *, force: bool) -> RunFolder:
    """Make and hold the folder, or find in it what was begun with the same question."""
    place = RunFolder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place.hold()
        plan = folder / PLAN
        digest = question.digest()
        known = _read_plan(plan)
        if force and known is not None and known["digest"] != digest:
            for name in (PLAN, KEPT, DOCUMENT, DRAWS):
                (folder / name).unlink(missing_ok=True)
            known = None
        if known is None and any((folder / name).exists() for name in (KEPT, DOCUMENT, DRAWS)):
            raise FolderError(f"{folder} holds files named as those of claims are, but no {PLAN}. Name another folder with `--out`.")
        if known is not None and known["digest"] != digest:
            raise FolderError(
                f"{folder} holds the claims of another question or another version ({known['command']}). "
                "Name another folder with `--out`, or overwrite it with `--force`."
            )
        if known is None:
            write_text(plan, json.dumps({"digest": digest, "command": question.command, "version": __version__}, indent=2) + "\n")
    except OSError as error:
        place.release()
        raise FolderError(f"cannot write to {folder}: {error.strerror or error}. Name another folder with `--out`.") from error
    except BaseException:
        place.release()
        raise
    return place


def _read_plan(path: Path) -> dict[str, str] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise FolderError(f"{path} is damaged. Name another folder with `--out`.") from error
    return {name: str(found.get(name, "")) for name in ("digest", "command")} if isinstance(found, dict) else {"digest": "", "command": ""}


def _live(
    question: Question,
    draws: Sequence[Draw],
    folder: Path,
    processes: int,
    progress: Callable[[Reached], None] | None,
    cancel: Cancel | None,
) -> Lives:
    """All sets of lives: those that the folder has, and the others."""
    wanted = [Part(SEED, i, seed) for i, seed in enumerate(question.seeds)]
    wanted += [Part(DRAW, draw.number, question.seeds[0], draw) for draw in draws]
    measures = question.measures
    kept = dict(_kept(folder / KEPT, {measure.name for measure in measures}))
    todo = [part for part in wanted if (part.kind, part.number) not in kept]
    found, began = len(kept), time.monotonic()
    work = partial(lived, space=question.space, measures=measures)
    with Crew(min(processes, max(1, len(todo)))) as crew, (folder / KEPT).open("a", encoding="utf-8") as file:
        for part, values in zip(todo, crew.each(work, todo, question.scenario), strict=True):
            file.write(_line(part, values) + "\n")
            file.flush()
            kept[part.kind, part.number] = values
            if progress is not None:
                progress(Reached(len(kept), len(wanted), found, time.monotonic() - began))
            if cancel is not None and cancel.is_set() and len(kept) < len(wanted):
                raise Interrupted("stopped")
    return Lives(
        [kept[SEED, i] for i in range(len(question.seeds))],
        [kept[DRAW, draw.number] for draw in draws],
    )


def lived(part: Part, space: Space, measures: Sequence[Measure]) -> Values:
    """The measures of one set of lives. A function of a module, so that another process finds it."""
    settings = part.draw.settings if part.draw is not None else {}
    policy = space.policy(settings)
    scenarios = scenarios_of(policy)
    scenarios |= {variant.name: space.variant(policy, settings, variant) for variant in space.variants}
    return observe(live_all(scenarios, part.seed, _lives_of(measures, space.variants)), measures)


def _lives_of(measures: Sequence[Measure], variants: Sequence[Variant]) -> list[str]:
    """The lives that some measure is of, besides the policy's own and that under none."""
    named = {measure.life for measure in measures}
    return [name for name in (AFTER, *(variant.name for variant in variants)) if name in named]


def _line(part: Part, values: Values) -> str:
    told = {name: None if math.isnan(x) else x for name, x in values.items()}
    return json.dumps({"part": part.kind, "number": part.number, "values": told}, allow_nan=False)


def _kept(path: Path, names: set[str]) -> Iterator[tuple[tuple[str, int], Values]]:
    """The sets of lives that are done; a line cut short is none, and is taken away."""
    if not path.is_file():
        return
    lines = path.read_text(encoding="utf-8").split("\n")
    whole = [line for line in lines[:-1] if line]
    if lines[-1]:
        write_text(path, "".join(f"{line}\n" for line in whole))
    for line in whole:
        found = json.loads(line)
        values: Mapping[str, float | None] = found["values"]
        if names <= values.keys():
            yield (found["part"], found["number"]), {name: math.nan if x is None else x for name, x in values.items()}


def _seconds_before(folder: Path) -> float:
    """Seconds worked so far, in all sittings."""
    try:
        return float(json.loads((folder / PLAN).read_text(encoding="utf-8")).get("seconds", 0.0))
    except (OSError, ValueError):
        return 0.0


def _keep_seconds(folder: Path, seconds: float) -> None:
    plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    write_text(folder / PLAN, json.dumps({**plan, "seconds": _seconds_before(folder) + seconds}, indent=2) + "\n")
