"""`sincerity report`: where the page goes, what is printed, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import TypeAdapter

from cli.conftest import Call
from sincerity.cli.documents import DOCUMENTS


def test_the_page_goes_into_the_run_s_folder_unless_told(call: Call, finished: Path) -> None:
    found = call("report", finished, "--json")
    assert found.code == 0
    document = TypeAdapter(DOCUMENTS["report"]).validate_python(json.loads(found.out))
    page = finished / "report.html"
    assert (document.path, document.bytes) == (str(page), page.stat().st_size)
    assert document.figures == page.read_text(encoding="utf-8").count("<figure ")
    assert f"The report is in {page}" in found.err
    assert call("report", finished, "-o", "deep/inside/page.html", "--quiet").err == ""
    assert Path("deep/inside/page.html").read_bytes() == page.read_bytes()


def test_what_is_no_run_or_no_report_is_refused(call: Call, finished: Path) -> None:
    assert call("report").code == 2
    missing = call("report", "nowhere")
    assert (missing.code, missing.out) == (2, "")
    assert "nowhere does not exist" in missing.err
    Path("notes.html").write_text("mine", encoding="utf-8")
    kept = call("report", finished, "-o", "notes.html")
    assert kept.code == 2
    assert "overwrite it with `--force`" in kept.err
    assert Path("notes.html").read_text(encoding="utf-8") == "mine"
    assert call("report", finished, "-o", "notes.html", "--force", "--quiet").code == 0
    assert "<!doctype html>" in Path("notes.html").read_text(encoding="utf-8")
    assert "holds no verdicts" in call("report", finished, "--claims", ".", "--quiet").err
