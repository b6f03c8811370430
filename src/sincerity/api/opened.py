"""What is opened for reading, with what stands above its floor joined to it: loaded when it is first asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sincerity.experiments.comparison import Comparison
from sincerity.store.run import Run

if TYPE_CHECKING:
    from sincerity.audits.result import Audit

__all__ = ["Comparison", "Run"]


def _audit(run: Run, against: Run | str | os.PathLike[str] | None = None, *, fail_on: Iterable[str] = ()) -> Audit:
    """What the run did to people, as measures; see `sincerity.audit`."""
    from sincerity.api.judging import audit

    return audit(run, against, fail_on=fail_on)


def _plot(run: Run, metric: str = "listed") -> Any:
    """A metric of `series` over time, beside the twin's, as an Altair chart."""
    from sincerity.observe.charts import plot_run

    return plot_run(run, metric)


Run.audit = _audit
Run.plot = _plot
