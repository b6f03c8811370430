"""The page of claims: made of the claims that are shipped, at full size, of the scenario that is shipped."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sincerity.experiments.pages import digest_of
from sincerity.verdicts import page as pages
from sincerity.verdicts.catalogue import shipped_claims
from sincerity.verdicts.page import Size, claims_digest, definitions, question, rule
from verdicts.made import asked

TEXT = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")


def test_every_claim_and_the_rule_are_on_the_page_as_they_are_shipped() -> None:
    for part in (rule, definitions):
        assert "\n".join(part(shipped_claims())) in TEXT, "claims.toml or the rule was changed: run python -m sincerity.verdicts.page again"


def test_the_page_has_a_verdict_for_every_claim() -> None:
    complete(TEXT)


def complete(text: str) -> None:
    for claim in shipped_claims().claim:
        (row,) = re.findall(rf"^\| {re.escape(claim.title)}(?: \(imposed\))? \|.*$", text, re.MULTILINE)
        assert len(re.findall(r"\*\*(supported|not supported|depends)\*\*", row)) == len(claim.periods), row
        assert ("(imposed)" in row) == claim.imposed
    assert "nan" not in re.findall(r"\w+", text)


def test_the_verdicts_are_of_what_is_shipped_and_of_full_size() -> None:
    assert "\npython -m sincerity.verdicts.page\n" in TEXT, "made at full size"
    assert f"`{digest_of([question(Size()).scenario])}`" in TEXT, "made of another scenario: run the command again"
    assert f"`{claims_digest()}`" in TEXT, "made of other claims: run the command again"


def test_the_page_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    size = Size(people=300, draws=4, seeds=2, days=60, burn_in_days=30)
    shutil.copytree(asked().path, tmp_path / "runs" / f"claims-page-{question(size).digest()[:12]}")  # what is lived already
    out = tmp_path / "page.md"
    sizes = ("--people", "300", "--draws", "4", "--seeds", "2", "--days", "60", "--burn-in-days", "30")
    pages.main([*sizes, "--processes", "1", "--out", str(out)])
    text = out.read_text(encoding="utf-8")
    complete(text)
    assert "**Provisional**" in text
    assert "python -m sincerity.verdicts.page --people 300 --draws 4 --seeds 2 --days 60 --burn-in-days 30" in text
