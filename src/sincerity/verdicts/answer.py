"""Verdicts, opened for reading: a table, a page in a notebook, the draws behind it."""

from __future__ import annotations

import html
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sincerity.errors import FolderError, RunError
from sincerity.store.folder import told
from sincerity.store.run import Opened, Table
from sincerity.verdicts.document import DOCUMENT, DRAWS, ClaimDocument, VerdictsDocument

if TYPE_CHECKING:
    pass


class Verdicts(Opened):
    """What claims came to: `.table` has a row for each claim and period, `.draws` each draw's values and effects.

    Raises
    ------
    FolderError
        The folder holds no finished claims, or damaged ones.
    """

    again = "Ask again, into another folder."

    def __init__(self, path: str | Path, *, temporary: object = None) -> None:
        # Whatever removes a temporary folder when it is forgotten: kept as long as the answer is.
        self._temporary = temporary
        self.path = Path(path)
        self.document = read_document(self.path)

    @property
    def claims(self) -> tuple[ClaimDocument, ...]:
        """Every claim with each of its periods."""
        return self.document.claims

    @property
    def table(self) -> list[dict[str, Any]]:
        """A row for each claim and period, all of plain values."""
        return [row_of(claim) for claim in self.claims]

    @cached_property
    def draws(self) -> Table:
        """A row for each draw: the value of every key drawn, and `effect.<claim>.<period>`."""
        return self._table(self.path / DRAWS)

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame; needs `pip install sincerity-lab[analysis]`."""
        try:
            import pandas
        except ImportError as error:
            raise RunError("this needs pandas, which is not installed. Install it with: pip install 'sincerity-lab[analysis]'") from error
        return pandas.DataFrame(self.table)

    def __repr__(self) -> str:
        return f"<Verdicts on {self.document.scenario}: {heading(self.document)}, in {told(self.path, self._temporary)}>"

    def _repr_html_(self) -> str:
        heads = ("who", "claim", "period", "verdict", "effect", "low", "high", "threshold", "unit", "share", "imposed", "moves with")
        cells = [[_cell(row[name]) for name in heads] for row in self.table]
        head = "".join(f"<th>{name}</th>" for name in heads)
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in row)}</tr>" for row in cells)
        return f"<p>{html.escape(heading(self.document))}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def read_document(path: Path) -> VerdictsDocument:
    """Read `claims.json`; FolderError where there is none, or no such document."""
    file = path / DOCUMENT
    try:
        return VerdictsDocument.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise FolderError(f"{path} holds no verdicts (no {DOCUMENT}). Name the folder that `sincerity claims` wrote.") from error
    except (OSError, ValueError, ValidationError) as error:
        raise FolderError(f"{file} is damaged ({str(error).splitlines()[0]}). Ask again, into another folder.") from error


def row_of(claim: ClaimDocument) -> dict[str, Any]:
    """A claim of one period as a row."""
    return {
        "id": claim.id,
        "who": claim.who,
        "claim": claim.title,
        "period": claim.period,
        "verdict": claim.verdict,
        "effect": claim.effect.estimate,
        "low": claim.effect.low,
        "high": claim.effect.high,
        "comparison": claim.comparison,
        "threshold": claim.threshold,
        "unit": claim.unit,
        "share": claim.share,
        "n_draws": claim.n_draws,
        "luck": claim.luck,
        "imposed": claim.imposed,
        "moves with": ", ".join(f"{one.key} {one.rho:+.2f}" for one in claim.correlations),
        "note": claim.note,
    }


def heading(document: VerdictsDocument) -> str:
    """How many verdicts there are of each kind.

    Counted are claims of the last year, and those that are read over another time alone.
    """
    first = first_periods(document)
    counts = {verdict: sum(claim.verdict == verdict for claim in first) for verdict in ("supported", "not supported", "depends")}
    told = ", ".join(f"{n} {verdict}" for verdict, n in counts.items())
    return f"{len(first)} claims: {told}"


def first_periods(document: VerdictsDocument) -> list[ClaimDocument]:
    """Each claim once, with the first of its periods."""
    return list({claim.id: claim for claim in reversed(document.claims)}.values())[::-1]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.3g}"
    return "" if value is None else str(value)
