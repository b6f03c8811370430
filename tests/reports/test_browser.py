"""The page in a real browser: it fits a telephone, prints, and says nothing on the console."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reports.conftest import Page

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium here: install `chromium`")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
TELL = "document.documentElement.dataset.measured"
TELEPHONE = (
    '<!doctype html><meta charset="utf-8"><iframe style="width:390px;height:900px;border:0" srcdoc="{page}"></iframe>'
    "<script>addEventListener('load',()=>{{const f=document.querySelector('iframe');"
    f"{TELL}=[f.contentDocument.documentElement.scrollWidth,f.contentWindow.innerWidth].join()}}}})</script>"
)
"""The page in a frame as wide as a telephone: a window of the browser itself cannot be so narrow."""
GROUND = f"<script>addEventListener('load',()=>{{{TELL}=getComputedStyle(document.body).backgroundColor}})</script>"
"""Put into a copy of the page, which itself has no script."""


def browse(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """One call of the browser, in a profile of its own."""
    assert BROWSER is not None
    words = [BROWSER, *OPTIONS, f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", *options]
    return subprocess.run(words, capture_output=True, text=True, timeout=120, check=True)


@pytest.fixture
def file(page: Page, tmp_path: Path) -> Path:
    """The page as a file."""
    path = tmp_path / "page.html"
    path.write_text(page.source, encoding="utf-8")
    return path


def measured(tmp_path: Path, text: str, *options: str) -> str:
    """What a page tells of itself once it is loaded."""
    copy = tmp_path / "copy.html"
    copy.write_text(text, encoding="utf-8")
    found = browse(tmp_path, "--virtual-time-budget=4000", *options, "--dump-dom", copy.as_uri())
    told = re.search(r'<html[^>]* data-measured="([^"]+)"', found.stdout)
    assert told is not None
    return told[1]


def test_it_fits_a_telephone(page: Page, tmp_path: Path) -> None:
    assert measured(tmp_path, TELEPHONE.format(page=html.escape(page.source))) == "390,390"


@pytest.mark.parametrize(("scheme", "paper"), [(1, "rgb(254, 254, 254)"), (0, "rgb(20, 23, 26)")], ids=["light", "dark"])
def test_it_follows_the_reader_s_light(page: Page, tmp_path: Path, scheme: int, paper: str) -> None:
    text = page.source.replace("</head>", f"{GROUND}</head>")
    assert measured(tmp_path, text, f"--blink-settings=preferredColorScheme={scheme}") == paper


def test_it_prints_and_says_nothing(file: Path, tmp_path: Path) -> None:
    printed = tmp_path / "page.pdf"
    found = browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", file.as_uri())
    assert "CONSOLE" not in found.stderr
    assert printed.read_bytes().startswith(b"%PDF")
    assert printed.stat().st_size > 100_000
