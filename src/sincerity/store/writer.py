"""RunWriter: all that a simulation says to the disk, and nothing about what it means.

Life of a folder: `open` (status running) → `append`, `events`, `checkpoint` … → `finish` (done), `interrupt`
(interrupted), `wait` (waiting: a twin before its turn) or `fail` (failed). A killed process leaves `running` with
nobody holding the folder. All but `done` go on by `reopen`, which drops whatever was written after the newest whole checkpoint.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from sincerity.errors import Interrupted, SincerityError
from sincerity.store.checkpoint import Checkpoint, CheckpointMeta, load_checkpoint, save_checkpoint
from sincerity.store.events import EventsWriter
from sincerity.store.files import write_text
from sincerity.store.folder import MORE, RunFolder
from sincerity.store.hash import PEOPLE_KEY, SERIES_KEY, add_file
from sincerity.store.log import RunLog
from sincerity.store.manifest import Manifest, machine, now, read_manifest
from sincerity.store.memory import peak_memory
from sincerity.store.mishap import as_ours, check_checkpoint, opening_error, resumable
from sincerity.store.parquet import Labels, Parts, connect, label_select
from sincerity.store.series import SeriesWriter
from sincerity.types import Array, Columns
from sincerity.version import __version__


class RunWriter:
    """Writes one run's folder; made by `open` or `reopen`. `log(event, fields)` writes a line of run.log."""

    def __init__(self, folder: RunFolder, manifest: Manifest, layout: str, began: float | None = None) -> None:
        self.folder = folder
        self.manifest = manifest
        self.layout = layout
        self.log = RunLog(folder.log)
        self._connection = connect()
        self._parts = {
            name: Parts(self._connection, folder.parts, name, marks=manifest.marks()) for name in ("series", "people", "events", *MORE)
        }
        self._series = SeriesWriter(self._connection, self._parts["series"], manifest.start)
        self._events = EventsWriter(self._parts["events"])
        self._began = time.monotonic() if began is None else began
        self._worked = manifest.wall_seconds
        self._ended = False

    @classmethod
    def open(
        cls,
        out: Path,
        *,
        scenario: str,
        scenario_toml: str,
        scenario_hash: str,
        seed: int,
        people: int,
        regions: int,
        start: date,
        days: int,
        burn_in_days: int,
        device: str = "cpu",
        threads: int = 1,
        luck: int | None = None,
        watch: tuple[int, ...] = (),
        against: str = "",
        command: str = "",
        layout: str = "",
        force: bool = False,
        began: float | None = None,
    ) -> RunWriter:
        """Make the folder, take hold of it and write manifest and scenario; FolderError if it cannot be had.

        scenario_toml: the resolved scenario
        layout: the engine's name for the form of its records
        began: `time.monotonic()` when the run's work began, so that `wall_seconds` covers all of it; now by default
        """
        folder = RunFolder.create(Path(out), force=force)
        manifest = Manifest(
            status="running",
            scenario=scenario,
            scenario_hash=scenario_hash,
            seed=seed,
            luck=luck,
            people=people,
            regions=regions,
            start=start,
            days=days,
            burn_in_days=burn_in_days,
            day=-burn_in_days,
            watch=watch,
            against=against,
            device=device,
            threads=threads,
            command=command,
            started=now(),
            **machine(),  # type: ignore[arg-type]
        )
        try:
            # First, for it is what says that all the rest is ours.
            manifest.write(folder.manifest)
            folder.reserve()
            write_text(folder.scenario, scenario_toml)
            writer = cls(folder, manifest, layout, began)
        except BaseException as error:
            with suppress(OSError):  # a run that never began must not stand in the way of the next attempt
                folder.clear()
            folder.release()
            wanted = opening_error(error, folder.path, "run it again")
            if wanted is error:
                raise
            raise wanted from error
        writer.log("started", {"scenario": scenario, "seed": seed, "people": people, "days": days, "threads": threads, "device": device})
        return writer

    @classmethod
    def reopen(
        cls, out: Path, *, threads: int | None = None, layout: str = "", began: float | None = None
    ) -> tuple[RunWriter, Checkpoint | None]:
        """Take hold of an unfinished run again; returns the checkpoint to go on from, None = from the first day.

        `began` as in `open`: when this sitting's work began.

        Raises
        ------
        FolderError
            There is no run, it is done, someone is writing it, or its checkpoints are damaged or of another version.
        """
        folder = RunFolder(Path(out))
        manifest = resumable(folder.path)
        writer: RunWriter | None = None
        try:
            folder.hold()
            folder.checkpoints.mkdir(exist_ok=True)
            folder.parts.mkdir(exist_ok=True)
            folder.spend_reserve()
            folder.reserve()
            writer = cls(folder, manifest, layout, began)
            checkpoint = load_checkpoint(folder.checkpoints, writer._check_parts)
            if checkpoint is not None:
                check_checkpoint(checkpoint.meta, manifest, layout, folder.path)
            writer._go_on_from(checkpoint, threads)
        except BaseException as error:
            if writer is not None:
                folder.spend_reserve()
                writer.close()
            folder.release()
            wanted = opening_error(error, folder.path, f"`sincerity resume {folder.path}`")
            if wanted is error:
                raise
            raise wanted from error
        return writer, checkpoint

    def append(self, block: Columns) -> None:
        """Add whole days to `series`: `day`, `region` (0…R-1, in order) and counts, all int64; totals are added here."""
        self._series.append(block)

    def events(self, rows: Columns) -> None:
        """Add rows to `events`: `day`, `id`, `kind`, `other`, `amount`, `text_key`, by day, then id."""
        self._events.append(rows)

    def more(self, name: str, rows: Columns) -> None:
        """Add rows to one of the small tables of `MORE`: int64 or text, the same columns each time."""
        self._parts[name].write(rows)

    def checkpoint(self, day: int, arrays: Mapping[str, Array], *, timings: Mapping[str, float] | None = None) -> None:
        """Save the state before `day`, with all rows before it safely written."""
        self._flush()
        meta = CheckpointMeta(
            day=day,
            scenario_hash=self.manifest.scenario_hash,
            seed=self.manifest.seed,
            version=__version__,
            layout=self.layout,
            parts={name: list(parts.digests) for name, parts in self._parts.items()},
            wall_seconds=self._wall(),
            timings=dict(timings or {}),
        )
        save_checkpoint(self.folder.checkpoints, meta, arrays)
        self._note(day=day, wall_seconds=meta.wall_seconds)
        self.log("checkpoint", {"day": day})

    def hand_on(self, twin: Path, day: int, arrays: Mapping[str, Array], *, timings: Mapping[str, float] | None = None) -> None:
        """Leave the state before `day` as the first checkpoint of a twin that waits in the folder `twin`.

        The time worked so far counts for the twin, too: it would have had to live the same days.
        """
        place = RunFolder.open(twin)
        run = read_manifest(place.manifest)
        own = {"wall_seconds": self._wall(), "timings": dict(timings or {})}
        meta = CheckpointMeta(day, run.scenario_hash, run.seed, __version__, self.layout, **own)  # type: ignore[arg-type]
        save_checkpoint(place.checkpoints, meta, arrays)
        self.log("handed on", {"day": day, "twin": run.scenario})

    def finish(
        self,
        people: Columns | Iterable[Columns],
        *,
        labels: Labels | None = None,
        timings: Mapping[str, float] | None = None,
        worked: float | None = None,
    ) -> Manifest:
        """Write the final tables, the hash and the manifest; the run is done.

        people: one table or, to hold less at once, an iterator of its blocks by `id`
        labels: columns of codes 0, 1, 2… and the text of each code
        timings: seconds by step; the writer adds its own last two: `series` (its last rows, its merge, its part of the
            hash) and `people` (the tables of residents and events, their part of the hash)
        worked: seconds toward the result before this call, where it was lived beside others; by default all since it was opened
        """
        began = time.monotonic()
        self._series.flush()
        self._parts["series"].merge(self.folder.series)
        total = add_file(hashlib.sha256(), "series", self.folder.series, SERIES_KEY)
        series_done = time.monotonic()
        self._parts["people"].restore([])
        for block in [people] if isinstance(people, dict) else people:
            self._parts["people"].select = label_select(block, labels or {})
            self._parts["people"].write(block)
        self._parts["people"].merge(self.folder.people)
        self._events.close()
        self._parts["events"].merge(self.folder.events)
        for name in MORE:
            if self._parts[name].count:
                self._parts[name].merge(self.folder.path / f"{name}.parquet")
        digest = add_file(total, "people", self.folder.people, PEOPLE_KEY).hexdigest()
        done = time.monotonic()
        wall = self._wall() if worked is None else worked + done - began
        days = self.manifest.days + self.manifest.burn_in_days
        person_days = self.manifest.people * days
        self._end(
            status="done",
            day=self.manifest.days,
            result_hash=digest,
            wall_seconds=wall,
            person_days=person_days,
            person_days_per_second=person_days / max(wall, 1e-9),
            timings={**(timings or {}), "series": series_done - began, "people": done - series_done},
        )
        for parts in self._parts.values():
            parts.restore([])
        with suppress(OSError):
            self.folder.parts.rmdir()
        self.close()
        return self.manifest

    def interrupt(self, day: int) -> Manifest:
        """Mark the run interrupted before `day`, on the user's wish; save a checkpoint first, or its last days are made again."""
        self._end(status="interrupted", day=day, wall_seconds=self._wall())
        self.close()
        return self.manifest

    def wait(self) -> Manifest:
        """Leave the folder before its first day, to be gone on with when the run that it is the twin of is done."""
        self._end(status="waiting")
        self.close()
        return self.manifest

    def fail(self, error: BaseException) -> SincerityError:
        """Mark the run failed, as well as a full disk lets one, and return the error to raise.

        A killed run and one whose last words found no room look alike (`running`, held by nobody); both resume.
        """
        wanted = as_ours(error, self.folder.path)
        status = "interrupted" if isinstance(wanted, Interrupted) else "failed"
        self.folder.spend_reserve()
        # Whatever happens to the last words, the folder is let go and the first error is the one that is told.
        with suppress(OSError):
            self._end(status=status, error="" if status == "interrupted" else str(wanted), wall_seconds=self._wall())
        self.close()
        return wanted

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close; an error that was not told to the folder yet is, and leaves as one of ours."""
        if error is None or self._ended:
            self.close()
            return
        wanted = self.fail(error)
        if wanted is not error:
            try:
                raise wanted from error
            finally:
                del wanted  # else frame and error hold each other, and all that the caller holds: records, mapped files

    def close(self) -> None:
        """Let go of files and folder without a word; twice is harmless."""
        self.log.close()
        self._connection.close()
        self.folder.release()

    def _check_parts(self, meta: CheckpointMeta) -> None:
        for name, digests in meta.parts.items():
            self._parts[name].check(digests)

    def _go_on_from(self, checkpoint: Checkpoint | None, threads: int | None) -> None:
        meta = checkpoint.meta if checkpoint else None
        day = meta.day if meta else -self.manifest.burn_in_days
        for name, parts in self._parts.items():
            parts.restore(meta.parts.get(name, []) if meta else [])
        self._series.restart(day if day > 0 else None)
        self._worked = meta.wall_seconds if meta else 0.0
        changes = {"threads": threads} if threads else {}
        resumed = self.manifest.resumed + (self.manifest.status != "waiting")
        self._note(status="running", error="", day=day, ended=None, resumed=resumed, **changes)
        for damaged in checkpoint.damaged if checkpoint else ():
            self.log("damaged checkpoint skipped", {"what": damaged}, level=logging.WARNING)
        self.log("resumed", {"day": day})

    def _wall(self) -> float:
        return self._worked + time.monotonic() - self._began

    def _flush(self) -> None:
        self._series.flush()
        self._events.flush()

    def _note(self, **fields: object) -> None:
        self.manifest = self.manifest.changed(**fields)
        self.manifest.write(self.folder.manifest)

    def _end(self, **fields: object) -> None:
        self.log(str(fields["status"]), fields)
        self.folder.spend_reserve()
        self._ended = True
        self._note(ended=now(), peak_memory_bytes=max(peak_memory(), self.manifest.peak_memory_bytes), **fields)
