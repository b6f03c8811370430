"""An audit: all measures of a run, as one document."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sincerity.audits.catalogue import MODULES
from sincerity.audits.evidence import Evidence
from sincerity.audits.law import PROVISIONS, TITLE
from sincerity.errors import FolderError
from sincerity.store.files import write_text
from sincerity.store.manifest import NOTICE
from sincerity.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from sincerity.audits.about import Measure
    from sincerity.store.manifest import Manifest
    from sincerity.store.run import Run

FILE = "audit.json"


@dataclass(frozen=True)
class Audit:
    """Measures by id: `audit["listed_wrongly_share"].value`. run, twin: what was audited, and what it was held against, or None."""

    run: Manifest
    twin: Manifest | None
    measures: tuple[Measure, ...]

    def __getitem__(self, name: str) -> Measure:
        found = self.get(name)
        if found is None:
            raise KeyError(f"{name} is not among the {len(self.measures)} measures of this run")
        return found

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures)

    def __len__(self) -> int:
        return len(self.measures)

    def __repr__(self) -> str:
        twin = f" beside {self.twin.scenario}" if self.twin is not None else ""
        return f"<Audit of {self.run.scenario}{twin}: {len(self.measures)} measures. {TITLE}>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text())}</pre>"

    @cached_property
    def _by_id(self) -> dict[str, Measure]:
        return {measure.id: measure for measure in self.measures}

    @property
    def ids(self) -> list[str]:
        """Of all measures, in their order."""
        return list(self._by_id)

    def get(self, name: str) -> Measure | None:
        """The measure of an id; None where this run has none of it."""
        return self._by_id.get(name)

    def family(self, prefix: str) -> list[Measure]:
        """The measures whose ids begin so."""
        return [measure for measure in self.measures if measure.id.startswith(prefix)]

    def text(self) -> str:
        """The page that the command line prints."""
        from sincerity.audits.page import lines

        return "\n".join(line.text for line in lines(self))

    def document(self) -> dict[str, Any]:
        """For programs: what `audit.json` holds."""
        return {
            "title": TITLE,
            "notice": NOTICE,
            "version": __version__,
            "run": _who(self.run),
            "twin": _who(self.twin) if self.twin is not None else None,
            "law": [one._asdict() for one in PROVISIONS],
            "measures": [measure.document() for measure in self.measures],
        }

    def write(self, folder: Path) -> Path:
        """Write `audit.json` into a run's folder; FolderError if it cannot be written."""
        path = folder / FILE
        try:
            write_text(path, json.dumps(self.document(), indent=1, ensure_ascii=False, allow_nan=False) + "\n")
        except OSError as error:
            raise FolderError(f"cannot write {path}: {error.strerror or error}. Copy the run to where you can write.") from error
        return path


def take(run: Run, against: Run | None = None) -> Audit:
    """Measure everything of a run, beside `against` or, without it, the twin in its folder, if there is one."""
    twin = against if against is not None else run.twin
    evidence = Evidence(run, twin)
    measures = tuple(one for module in MODULES for one in module.measure(evidence))
    return Audit(run.manifest, twin.manifest if twin is not None else None, measures)


def _who(run: Manifest) -> dict[str, Any]:
    names = ("scenario", "scenario_hash", "seed", "people", "days", "start", "result_hash", "command")
    return {name: value for name, value in run.model_dump(mode="json").items() if name in names}
