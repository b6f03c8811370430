"""RunWriter: all that a simulation says to the disk, and nothing about what it means.

Life of a folder: `open` (status running) → `append`, `events`, `checkpoint` … → `finish` (done), `interrupt`
(interrupted) or `fail` (failed). A killed process leaves `running` with nobody holding the folder. All but `done`
go on by `reopen`, which drops whatever was written after the newest whole checkpoint.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from sincerity.errors import FolderError, Interrupted, SincerityError
from sincerity.store.checkpoint import Checkpoint, CheckpointMeta, load_checkpoint, save_checkpoint
from sincerity.store.events import EventsWriter
from sincerity.store.files import write_text
from sincerity.store.folder import RunFolder
from sincerity.store.hash import result_hash_of_files
from sincerity.store.log import RunLog
from sincerity.store.manifest import Manifest, machine, now, read_manifest
from sincerity.store.memory import peak_memory
from sincerity.store.mishap import as_ours, check_checkpoint, check_version, opening_error
from sincerity.store.parquet import Labels, Parts, connect, label_select
from sincerity.store.series import SeriesWriter
from sincerity.types import Array, Columns
from sincerity.version import __version__


class RunWriter:
    """Writes one run's folder; made by `open` or `reopen`. `log(event, fields)` writes a line of run.log."""

    def __init__(self, folder: RunFolder, manifest: Manifest, layout: str) -> None:
        self.folder = folder
        self.manifest = manifest
        self.layout = layout
        self.log = RunLog(folder.log)
        self._connection = connect()
        self._parts = {name: Parts(self._connection, folder.parts, name) for name in ("series", "people", "events")}
        self._series = SeriesWriter(self._connection, self._parts["series"], manifest.start)
        self._events = EventsWriter(self._parts["events"])
        self._began = time.monotonic()
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
        watch: tuple[int, ...] = (),
        command: str = "",
        layout: str = "",
        force: bool = False,
    ) -> RunWriter:
        """Make the folder, take hold of it and write manifest and scenario; FolderError if it cannot be had.

        `scenario_toml` is the resolved scenario; `layout` names the form of the engine's records.
        """
        folder = RunFolder.create(Path(out), force=force)
        manifest = Manifest(
            status="running",
            scenario=scenario,
            scenario_hash=scenario_hash,
            seed=seed,
            people=people,
            regions=regions,
            start=start,
            days=days,
            burn_in_days=burn_in_days,
            day=-burn_in_days,
            watch=watch,
            device=device,
            threads=threads,
            command=command,
            started=now(),
            **machine(),  # type: ignore[arg-type]
        )
        try:
            folder.reserve()
            write_text(folder.scenario, scenario_toml)
            manifest.write(folder.manifest)
            writer = cls(folder, manifest, layout)
        except BaseException as error:
            folder.release()
            wanted = opening_error(error, folder.path, len(scenario_toml))
            if wanted is error:
                raise
            raise wanted from error
        writer.log("started", {"scenario": scenario, "seed": seed, "people": people, "days": days, "threads": threads, "device": device})
        return writer

    @classmethod
    def reopen(cls, out: Path, *, threads: int | None = None, layout: str = "") -> tuple[RunWriter, Checkpoint | None]:
        """Take hold of an unfinished run again; returns the checkpoint to go on from, None = from the first day.

        Raises
        ------
        FolderError
            There is no run, it is done, someone is writing it, or its checkpoints are damaged or of another version.
        """
        folder = RunFolder.open(Path(out))
        manifest = read_manifest(folder.manifest)
        if manifest.status == "done":
            raise FolderError(f"the run in {folder.path} is done; there is nothing to resume.")
        writer: RunWriter | None = None
        try:
            folder.hold()
            check_version(manifest, folder.path)
            folder.checkpoints.mkdir(exist_ok=True)
            folder.parts.mkdir(exist_ok=True)
            checkpoint = load_checkpoint(folder.checkpoints)
            if checkpoint is not None:
                check_checkpoint(checkpoint.meta, manifest, layout, folder.path)
            folder.spend_reserve()
            folder.reserve()
            writer = cls(folder, manifest, layout)
            writer._go_on_from(checkpoint, threads)
        except BaseException as error:
            if writer is not None:
                writer.close()
            folder.release()
            wanted = opening_error(error, folder.path, 0)
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

    def checkpoint(self, day: int, arrays: Mapping[str, Array], *, timings: Mapping[str, float] | None = None) -> None:
        """Save the state before `day`, with all rows before it safely written."""
        self._flush()
        meta = CheckpointMeta(
            day=day,
            scenario_hash=self.manifest.scenario_hash,
            seed=self.manifest.seed,
            version=__version__,
            layout=self.layout,
            parts={name: parts.count for name, parts in self._parts.items()},
            wall_seconds=self._wall(),
            timings=dict(timings or {}),
        )
        save_checkpoint(self.folder.checkpoints, meta, arrays)
        self._note(day=day, wall_seconds=meta.wall_seconds)
        self.log("checkpoint", {"day": day})

    def finish(
        self,
        people: Columns | Iterable[Columns],
        *,
        labels: Labels | None = None,
        timings: Mapping[str, float] | None = None,
    ) -> Manifest:
        """Write the final tables, the hash and the manifest; the run is done.

        people: one table or, to hold less at once, an iterator of its blocks by `id`
        labels: columns of codes 0, 1, 2… and the text of each code
        timings: seconds by step; the writer adds `tables`, its own last step
        """
        began = time.monotonic()
        self._flush()
        self._parts["people"].drop_from(0)
        for block in [people] if isinstance(people, dict) else people:
            self._parts["people"].select = label_select(block, labels or {})
            self._parts["people"].write(block)
        self._parts["series"].merge(self.folder.series)
        self._parts["people"].merge(self.folder.people)
        self._events.close()
        self._parts["events"].merge(self.folder.events)
        digest = result_hash_of_files(self.folder.series, self.folder.people)
        wall = self._wall()
        days = self.manifest.days + self.manifest.burn_in_days
        person_days = self.manifest.people * days
        self._end(
            status="done",
            day=self.manifest.days,
            result_hash=digest,
            wall_seconds=wall,
            person_days=person_days,
            person_days_per_second=person_days / max(wall, 1e-9),
            timings={**(timings or {}), "tables": time.monotonic() - began},
        )
        for parts in self._parts.values():
            parts.drop_from(0)
        with suppress(OSError):
            self.folder.parts.rmdir()
        self.close()
        return self.manifest

    def interrupt(self, day: int) -> Manifest:
        """Mark the run interrupted before `day`, on the user's wish; save a checkpoint first, or its last days are made again."""
        self._end(status="interrupted", day=day, wall_seconds=self._wall())
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
            raise wanted from error

    def close(self) -> None:
        """Let go of files and folder without a word; twice is harmless."""
        self.log.close()
        self._connection.close()
        self.folder.release()

    def _go_on_from(self, checkpoint: Checkpoint | None, threads: int | None) -> None:
        meta = checkpoint.meta if checkpoint else None
        day = meta.day if meta else -self.manifest.burn_in_days
        for name, parts in self._parts.items():
            parts.drop_from(meta.parts.get(name, 0) if meta else 0)
        self._series.restart(day if day > 0 else None)
        self._worked = meta.wall_seconds if meta else 0.0
        changes = {"threads": threads} if threads else {}
        self._note(status="running", error="", day=day, ended=None, resumed=self.manifest.resumed + 1, **changes)
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
